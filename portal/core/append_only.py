"""Rows that are written once: no code, no admin and no statement by hand changes or deletes them.

A model inherits `AppendOnly`; the migration that makes its table ends with ``RunPython(protect("app_table"),
unprotect("app_table"))``, which lets the database itself refuse.
"""

from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

FUNCTION = "portal_append_only"
REFUSED = "Rows of this table are never changed or deleted."
WIPED_TEXT = "–"
"""Stands where a text was: a reader sees that there was something."""


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete what is written once."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Reads and new rows only; put it last among a queryset's bases."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(REFUSED)

    def delete(self) -> NoReturn:
        raise AppendOnlyError(REFUSED)

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(REFUSED)


class AppendOnly(models.Model):
    """A line of a log. Raises AppendOnlyError when a stored row is saved again or deleted."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(REFUSED)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(REFUSED)


EVENTS = ("UPDATE", "DELETE")


def _triggers(table: str, events: Sequence[str]) -> dict[str, str]:
    return {event: f"{table}_never_{event.lower()}" for event in events}


def _only_blanks(connection: BaseDatabaseWrapper, table: str, blankable: Sequence[str]) -> str:
    """SQL that holds for an update that does nothing but take the text out of `blankable` columns."""
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
    kept = [f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in columns if name not in blankable]
    blank = [f"(NEW.{name} = OLD.{name} OR NEW.{name} IN ('', '{WIPED_TEXT}'))" for name in blankable]
    return " AND ".join([*kept, *blank])


def install(
    connection: BaseDatabaseWrapper, table: str, events: Sequence[str] = EVENTS, blankable: Sequence[str] = ()
) -> None:
    """Let the database refuse `events` on rows of `table`; doing it again changes nothing.

    The text of `blankable` columns may be taken out (`WIPED_TEXT` or nothing in its place), and only that: where the
    law wants words about a person gone, the line itself stays.
    """
    remove(connection, table, events)
    allowed = {"UPDATE": f"WHEN (NOT ({_only_blanks(connection, table, blankable)}))"} if blankable else {}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'restrict_violation'; END $$"
            )
        for event, name in _triggers(table, events).items():
            act = (
                f"EXECUTE FUNCTION {FUNCTION}()"
                if connection.vendor == "postgresql"
                else f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
            )
            when = allowed.get(event, "")
            cursor.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {when} {act}")


def remove(connection: BaseDatabaseWrapper, table: str, events: Sequence[str] = EVENTS) -> None:
    """Take that away again."""
    of_table = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in _triggers(table, events).values():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{of_table}")


def protect(table: str, events: Sequence[str] = EVENTS, blankable: Sequence[str] = ()) -> Callable[[Any, Any], None]:
    """Migration operation: `install` for `table`; with ``("DELETE",)`` rows may change but never go."""
    return lambda _apps, schema_editor: install(schema_editor.connection, table, events, blankable)


def unprotect(table: str, events: Sequence[str] = EVENTS) -> Callable[[Any, Any], None]:
    """Migration operation: `remove` for `table`."""
    return lambda _apps, schema_editor: remove(schema_editor.connection, table, events)
