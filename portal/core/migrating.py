"""Operations for migrations that run while people work: the version before goes on reading and writing (decision 62).

`scripts/migration_rules.py` refuses their locking counterparts; docs/operations.md says how a change is spread
over two releases.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import models, transaction
from django.db.migrations.operations import AddIndex, RemoveIndex

BATCH = 1000


class AddIndexUnlocked(AddIndexConcurrently):
    """An index of a large table: built beside the writers on PostgreSQL, as usual on SQLite.

    The migration needs ``atomic = False``. A build that was broken off leaves an invalid index behind: drop it and
    run the migration again.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        else:
            AddIndex.database_forwards(self, app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            super().database_backwards(app_label, schema_editor, from_state, to_state)
        else:
            AddIndex.database_backwards(self, app_label, schema_editor, from_state, to_state)


class RemoveIndexUnlocked(RemoveIndexConcurrently):
    """The counterpart of `AddIndexUnlocked`."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        else:
            RemoveIndex.database_forwards(self, app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            super().database_backwards(app_label, schema_editor, from_state, to_state)
        else:
            RemoveIndex.database_backwards(self, app_label, schema_editor, from_state, to_state)


def in_batches(rows: models.QuerySet[Any], change: Callable[[list[Any]], Any], *, size: int = BATCH) -> int:
    """Hand the primary keys of `rows` to `change`, `size` at a time, each batch in a transaction of its own.

    For RunPython in a migration with ``atomic = False``: nobody waits for a row longer than one batch takes, and what
    was done stays done when it is broken off; `change` must bear being run again. Returns how many rows there were.
    """
    count = 0
    for some in _slices(rows, size):
        with transaction.atomic(using=rows.db):
            change(some)
        count += len(some)
    return count


def _slices(rows: models.QuerySet[Any], size: int) -> Iterator[list[Any]]:
    """Primary keys in their order, read anew for each batch: rows may come and go meanwhile."""
    ordered = rows.order_by("pk").values_list("pk", flat=True)
    some = list(ordered[:size])
    while some:
        yield some
        some = list(ordered.filter(pk__gt=some[-1])[:size])
