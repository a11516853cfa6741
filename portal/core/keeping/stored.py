"""Files in the installation's storages, on a disk or on object storage, by Django's storage API alone."""

import hashlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import storages
from django.core.files.storage.base import Storage
from django.db.models import FileField

from .manifest import CHUNK, KeepingError, KeptFile

FILES = "files"
"""Folder of the files in a backup, one folder below it for each storage."""
NOT_KEPT = frozenset({"staticfiles"})
"""Made from the code."""


def aliases() -> list[str]:
    """The storages whose files are the installation's own."""
    return sorted(set(settings.STORAGES) - NOT_KEPT)


def alias_of(field: "FileField") -> str:
    """The storage a model's files lie in. Raises KeepingError for one that no setting names."""
    storage: Any = field.storage
    whole = getattr(storage, "_wrapped", storage)
    for alias in aliases():
        # The default storage is a lazy object until it is used.
        if whole is storages[alias] or (alias == "default" and type(storage).__name__ == "DefaultStorage"):
            return alias
    raise KeepingError(
        f"{field.model._meta.label}.{field.name} keeps its files in a storage that STORAGES doesn't name"
    )


def names_in(alias: str) -> list[str]:
    """Names of all files in the storage, sorted."""
    return names_below(alias, "")


def names_below(alias: str, folder: str) -> list[str]:
    """Names of the files in a folder of the storage and in those below it, sorted."""
    return sorted(_walk(storages[alias], folder))


def _walk(storage: Storage, folder: str) -> Iterator[str]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        if name:
            yield f"{folder}/{name}" if folder else name
    for name in folders:
        if name:
            yield from _walk(storage, f"{folder}/{name}" if folder else name)


def file_fields() -> Iterator["FileField"]:
    """Every column that names a file, each once."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield from (field for field in model._meta.local_fields if isinstance(field, FileField))


def path_in(folder: Path, alias: str, name: str) -> Path:
    """Where the storage's file lies in the backup. Raises KeepingError for a name that leads out of it."""
    parts = PurePosixPath(name).parts
    if not parts or PurePosixPath(name).is_absolute() or ".." in parts:
        raise KeepingError(f"The file name {name!r} leads out of the backup")
    return folder / FILES / alias / Path(*parts)


def take(alias: str, name: str, folder: Path) -> KeptFile | None:
    """Copy one file into the backup; None when it has gone meanwhile. Raises OSError."""
    target = path_in(folder, alias, name)
    target.parent.mkdir(parents=True, exist_ok=True)
    size, digest = 0, hashlib.sha256()
    try:
        source = storages[alias].open(name, "rb")
    except FileNotFoundError:
        return None
    with source, target.open("wb") as copy:
        while part := source.read(CHUNK):
            copy.write(part)
            size += len(part)
            digest.update(part)
    return KeptFile(alias, name, size, digest.hexdigest())


def give_back(file: KeptFile, folder: Path) -> None:
    """Put one file of the backup into its storage under its own name. Raises KeepingError when it can't stand there."""
    with path_in(folder, file.storage, file.name).open("rb") as source:
        saved = storages[file.storage].save(file.name, File(source, name=file.name))
    if saved != file.name:
        storages[file.storage].delete(saved)
        raise KeepingError(f"The storage {file.storage!r} can't keep a file called {file.name!r}")


def stored_sha256(alias: str, name: str) -> str | None:
    """SHA-256 of a stored file; None when there is none."""
    digest = hashlib.sha256()
    try:
        with storages[alias].open(name, "rb") as source:
            while part := source.read(CHUNK):
                digest.update(part)
    except FileNotFoundError:
        return None
    return digest.hexdigest()
