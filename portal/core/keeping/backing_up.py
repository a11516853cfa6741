"""Making a backup: files, database, files again, so that every row of the backup has its file."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from django.core.files.storage import storages
from django.db import Error

from . import stored
from .database import Taken, vendor
from .manifest import KeepingError, KeptDatabase, KeptFile, Manifest, sha256_of
from .verifying import check_backup

UNFINISHED = ".unfinished"
"""Ends the name of a backup that is being made; one that was killed keeps it and is never taken for a backup."""

Say = Callable[[str], object]


def back_up(folder: Path, *, say: Say = print) -> Manifest:
    """Make a backup of the whole installation in `folder`, which must not be there yet, and verify it.

    Raises KeepingError; then nothing is left of it.
    """
    if folder.exists():
        raise KeepingError(f"{folder} is there already: a backup is never overwritten")
    unfinished = folder.with_name(folder.name + UNFINISHED)
    try:
        unfinished.parent.mkdir(parents=True, exist_ok=True)
        unfinished.mkdir(mode=0o700)
    except FileExistsError:
        raise KeepingError(f"{unfinished} is there: another backup runs, or one was killed; delete it then") from None
    except OSError as error:
        raise KeepingError(f"{folder} can't be written: {error}") from error
    try:
        manifest = _fill(unfinished)
        check_backup(unfinished)
        _to_disk(unfinished)
        os.rename(unfinished, folder)
    except (OSError, Error) as error:
        raise KeepingError(f"The backup could not be made: {error}") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    for name in manifest.missing:
        say(f"Missing since before this backup: {name}")
    return manifest


def _fill(folder: Path) -> Manifest:
    former_mask = os.umask(0o077)
    try:
        # A row is written after its file: so files come first, and those that were added meanwhile once more.
        # A file that is deleted meanwhile is in the first copy, whichever side of the dump it falls on.
        taken_files: dict[tuple[str, str], KeptFile] = {}
        _take_files(folder, taken_files)
        kind = vendor()
        dump = folder / kind.FILE
        taken = kind.dump(dump)
        _take_files(folder, taken_files)
        manifest = _manifest(dump, taken, taken_files)
        manifest.write(folder)
        return manifest
    finally:
        os.umask(former_mask)


def _take_files(folder: Path, taken: dict[tuple[str, str], KeptFile]) -> None:
    """Copy what isn't there yet, and what has another size than when it was copied: it was being written then."""
    for alias in stored.aliases():
        for name in stored.names_in(alias):
            held = taken.get((alias, name))
            if held is not None and _has_size(alias, name, held.size):
                continue
            file = stored.take(alias, name, folder)
            if file is not None:
                taken[(alias, name)] = file


def _has_size(alias: str, name: str, size: int) -> bool:
    try:
        return storages[alias].size(name) == size
    except FileNotFoundError:
        return True


def _manifest(dump: Path, taken: Taken, files: dict[tuple[str, str], KeptFile]) -> Manifest:
    from django.db import connection

    size, digest = sha256_of(dump)
    return Manifest(
        vendor=connection.vendor,
        database=KeptDatabase(dump.name, size, digest),
        migrations=taken.migrations,
        counts=taken.counts,
        files=sorted(files.values()),
        missing=sorted(f"{alias}:{name}" for alias, name in taken.named_files - files.keys()),
    )


def _to_disk(folder: Path) -> None:
    """Wait until the disk has all of it: a backup that says it is there survives a power cut."""
    for path in [*folder.rglob("*"), folder]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
