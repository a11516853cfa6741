"""The one way past what the database refuses to delete: for deleting a whole association, and for nothing else.

Append-only tables and row rules have triggers that refuse a DELETE. Inside the block those of the named tables rest;
nobody else can make use of it: PostgreSQL keeps other writers out of these tables until the transaction ends, SQLite
has one writer. A rollback, and the end of the block, put them back. Whoever opens it writes down why and what went.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from .append_only import EVENTS
from .row_rules import PREFIX

WAIT = "15s"
"""How long to wait for writers of a table before giving up."""
NEVER_DELETE = f"_never_{EVENTS[1].lower()}"
DELETES = 8
"""Bit of PostgreSQL's pg_trigger.tgtype."""


@contextmanager
def deletions_allowed(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> Iterator[list[str]]:
    """Let rows of `tables` be deleted within the block; gives the names of the triggers that rest.

    Raises TransactionManagementError outside a transaction, OperationalError when writers hold a table too long.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("Only in a transaction: it puts the triggers back if all fails")
    wanted = set(tables)
    if connection.vendor == "postgresql":
        with _resting(connection, wanted) as names:
            yield names
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
        found = [
            (name, sql)
            for name, table, sql in cursor.fetchall()
            if table in wanted and _refuses(name) and " BEFORE DELETE " in sql
        ]
        for name, _sql in found:
            cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
    yield [name for name, _sql in found]
    with connection.cursor() as cursor:
        for _name, sql in found:
            cursor.execute(sql)


@contextmanager
def _resting(connection: BaseDatabaseWrapper, tables: set[str]) -> Iterator[list[str]]:
    quoted = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{WAIT}'")
        # Keys are looked at now: a table with open questions can't be altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal AND t.tgtype & %s <> 0 AND c.relname = ANY(%s) ORDER BY 2, 1",
            [DELETES, sorted(tables)],
        )
        found = [(name, table) for name, table in cursor.fetchall() if _refuses(name)]
        for name, table in found:
            cursor.execute(f"ALTER TABLE {quoted(table)} DISABLE TRIGGER {quoted(name)}")
    yield [name for name, _table in found]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name, table in found:
            cursor.execute(f"ALTER TABLE {quoted(table)} ENABLE TRIGGER {quoted(name)}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _refuses(trigger: str) -> bool:
    return trigger.startswith(PREFIX) or trigger.endswith(NEVER_DELETE)
