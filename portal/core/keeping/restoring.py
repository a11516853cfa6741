"""Putting a backup in place: checked first, all or nothing, the former state back when anything fails."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management.color import no_style
from django.db import Error, connection

from . import stored
from .database import describe, is_empty, tables_of, vendor
from .manifest import KeepingError, Manifest
from .verifying import check_backup, check_code

Say = Callable[[str], object]


@dataclass
class Files:
    """What a restore has done to the storages, so that it can be undone."""

    added: list[tuple[str, str]] = field(default_factory=list)
    former: list[tuple[str, str, bytes]] = field(default_factory=list)

    def undo(self) -> None:
        for alias, name in self.added:
            storages[alias].delete(name)
        for alias, name, content in self.former:
            storages[alias].save(name, ContentFile(content))


def restore(folder: Path, *, replace: bool = False, say: Say = print) -> Manifest:
    """Put the backup in `folder` in the place of this installation's database and files.

    With `replace` what is there now is thrown away, without it the database and the storages have to be empty. Stop
    web and worker first. Raises KeepingError; then everything is as it was.
    """
    manifest = check_backup(folder)
    say(f"The backup of {manifest.made_at} is whole: {manifest.rows} rows, {len(manifest.files)} files.")
    ahead = check_code(manifest)
    if not replace:
        _refuse_what_is_there()
    try:
        with _files_of(manifest, folder), vendor().replaced_by(folder / manifest.database.name):
            _compare(manifest)
            say(f"Sequences set anew: {resync_sequences()}.")
    except (OSError, Error) as error:
        raise KeepingError(f"The backup could not be restored, everything is as it was: {error}") from error
    say(f"Files that the backup doesn't know deleted: {_delete_others(manifest)}.")
    if ahead:
        say(f"The backup is older than this code by {len(ahead)} migrations: run manage.py migrate.")
    return manifest


def _refuse_what_is_there() -> None:
    if not is_empty():
        raise KeepingError("The database isn't empty. Restore into a new one, or say --replace to throw it away")
    for alias in stored.aliases():
        if stored.names_in(alias):
            raise KeepingError(f"The storage {alias!r} isn't empty. Use a new one, or say --replace to throw it away")


@contextlib.contextmanager
def _files_of(manifest: Manifest, folder: Path) -> Iterator[None]:
    """Put the files in their storages; if the block fails, take them out again."""
    done = Files()
    try:
        for file in manifest.files:
            there = stored.stored_sha256(file.storage, file.name)
            if there == file.sha256:
                continue
            if there is not None:
                with storages[file.storage].open(file.name, "rb") as former:
                    done.former.append((file.storage, file.name, former.read()))
                storages[file.storage].delete(file.name)
            done.added.append((file.storage, file.name))
            stored.give_back(file, folder)
        yield
    except BaseException:
        done.undo()
        raise


def _compare(manifest: Manifest) -> None:
    """Raises KeepingError unless the database holds exactly the rows that the manifest counts."""
    with connection.cursor() as cursor:
        found = describe(cursor, tables_of(cursor)).counts
    wrong = sorted(
        table for table in found.keys() | manifest.counts.keys() if found.get(table) != manifest.counts.get(table)
    )
    if wrong:
        raise KeepingError(f"After restoring, other numbers of rows than in the manifest: {', '.join(wrong)}")


def resync_sequences() -> int:
    """Let every key that the database gives follow the highest one there is; how many tables (none on SQLite)."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    with connection.cursor() as cursor:
        tables = set(tables_of(cursor))
        there = [model for model in models if model._meta.db_table in tables]
        statements = connection.ops.sequence_reset_sql(no_style(), there)
        for statement in statements:
            cursor.execute(statement)
    return len(statements)


def _delete_others(manifest: Manifest) -> int:
    known = {(file.storage, file.name) for file in manifest.files}
    others = [(alias, name) for alias in stored.aliases() for name in stored.names_in(alias)]
    others = [other for other in others if other not in known]
    for alias, name in others:
        storages[alias].delete(name)
    return len(others)
