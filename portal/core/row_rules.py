"""Rules of rows that the database itself keeps, whoever writes: a form, a job, a statement by hand.

For what a constraint can't say: what a row was before, and what stands in other tables. An app registers its
`RowRule` in ``AppConfig.ready()``; every ``migrate`` ends with installing exactly those that are registered. They are
no part of the migrations: SQLite refuses to rebuild a table that a trigger of another one reads, so there they are
lifted before a migration changes something and put back after it.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

PREFIX = "row_rule_"
"""Of the names in the database."""


class Event(StrEnum):
    INSERT = "INSERT"
    UPDATE = "UPDATE"
    DELETE = "DELETE"


@dataclass(frozen=True)
class RowRule:
    """One thing the database refuses with `message`, as an IntegrityError.

    Both conditions are SQL that SQLite and PostgreSQL read alike, about the row ``OLD`` and ``NEW``: `when` asks the
    row alone, `refused` may ask other tables too; nothing there refuses whatever `when` holds for.
    """

    name: str
    table: str
    event: Event
    message: str
    when: str = "1 = 1"
    refused: str = "1 = 1"


AGO = re.compile(r"@days_ago\((\d+)\)@")


def days_ago(days: int) -> str:
    """Stands in a condition for the moment so many days before now, to compare a column of moments with."""
    return f"@days_ago({days})@"


def _moments(condition: str, vendor: str) -> str:
    # SQLite keeps moments as text, in UTC.
    written = r"now() - interval '\1 days'" if vendor == "postgresql" else r"datetime('now', '-\1 days')"
    return AGO.sub(written, condition)


_rules: dict[str, RowRule] = {}


def register_row_rules(*rules: RowRule) -> None:
    """Let the database keep `rules` after the next ``migrate``. Raises ValueError for a name that is taken."""
    for rule in rules:
        if _rules.setdefault(rule.name, rule) != rule:
            raise ValueError(f"There is another row rule {rule.name!r}")


def install_after_migrate(using: str, **_signal: Any) -> None:
    """Install what is registered, in place of what was there."""
    connection = connections[using]
    with transaction.atomic(using):
        lift(connection)
        tables = set(connection.introspection.table_names())
        for rule in _rules.values():
            if rule.table in tables:
                _install(connection, rule)


def lift_before_migrate(using: str, plan: Any = (), **_signal: Any) -> None:
    """Lift all rules on SQLite if a migration will run; on PostgreSQL they hold all the time."""
    connection = connections[using]
    if plan and connection.vendor == "sqlite":
        lift(connection)


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take all row rules out of the database."""
    is_postgres = connection.vendor == "postgresql"
    if is_postgres:
        listed = "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
    else:
        listed = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(listed)
        for name, table in cursor.fetchall():
            if name.startswith(PREFIX):
                cursor.execute(f"DROP TRIGGER {name}{f' ON {table}' if is_postgres else ''}")


def _install(connection: BaseDatabaseWrapper, rule: RowRule) -> None:
    name, message = f"{PREFIX}{rule.name}", rule.message.replace("'", "''")
    when, refused = (_moments(condition, connection.vendor) for condition in (rule.when, rule.refused))
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            refuse = f"SELECT RAISE(ABORT, '{message}') WHERE {refused};"
            cursor.execute(
                f"CREATE TRIGGER {name} BEFORE {rule.event} ON {rule.table} FOR EACH ROW WHEN {when} BEGIN {refuse} END"
            )
            return
        row = "OLD" if rule.event == Event.DELETE else "NEW"
        raising = f"RAISE EXCEPTION '{message}' USING ERRCODE = 'restrict_violation';"
        # The conditions stand in the function, not at the trigger: there they may read other tables, and columns
        # they name can be altered.
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $rule$ BEGIN "
            f"IF {when} THEN IF {refused} THEN {raising} END IF; END IF; RETURN {row}; END $rule$"
        )
        cursor.execute(
            f"CREATE TRIGGER {name} BEFORE {rule.event} ON {rule.table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
