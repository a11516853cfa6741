"""Whether a backup is whole: everything the manifest names is there, byte for byte, and nothing beside it."""

from pathlib import Path

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from . import stored
from .database import vendor
from .manifest import NAME, SEAL, KeepingError, Manifest, sha256_of


def check_backup(folder: Path) -> Manifest:
    """Read the backup to its last byte and return its manifest. Raises KeepingError with the first thing wrong."""
    manifest = Manifest.read(folder)
    kind = vendor()
    if manifest.vendor != connection.vendor:
        raise KeepingError(f"The backup is of {manifest.vendor}, this installation runs on {connection.vendor}")
    dump = folder / manifest.database.name
    _check(dump, manifest.database.name, manifest.database.size, manifest.database.sha256)
    kept = {folder / NAME, folder / SEAL, dump}
    for file in manifest.files:
        path = stored.path_in(folder, file.storage, file.name)
        _check(path, f"{file.storage}:{file.name}", file.size, file.sha256)
        kept.add(path)
    if beside := sorted(path for path in folder.rglob("*") if path.is_file() and path not in kept):
        raise KeepingError(f"The backup holds a file that isn't in its manifest: {beside[0].relative_to(folder)}")
    kind.check(dump, manifest.counts)
    return manifest


def _check(path: Path, name: str, size: int, digest: str) -> None:
    try:
        found_size, found = sha256_of(path)
    except OSError as error:
        raise KeepingError(f"The backup lacks a file: {name} ({error.strerror})") from error
    if found_size != size:
        raise KeepingError(f"A file of the backup has {found_size} bytes instead of {size}: {name}")
    if found != digest:
        raise KeepingError(f"A file of the backup was changed or damaged: {name}")


def check_code(manifest: Manifest) -> list[str]:
    """Migrations of this code that the backup has yet to go through. Raises KeepingError if it is from newer code."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    held = set(manifest.migrations)
    replaced = {
        f"{app}.{name}" for node in MigrationLoader(None).disk_migrations.values() for app, name in node.replaces
    }
    if newer := sorted(held - known - replaced):
        raise KeepingError(
            f"The backup was made by a newer version of the portal (it knows the migration {newer[0]}, this code "
            "doesn't): install that version first"
        )
    return sorted(known - held)
