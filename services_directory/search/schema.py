"""The full-text index that each database keeps beside `SearchEntry` by itself.

PostgreSQL: a generated ``tsvector`` column, its parts weighted, under one GIN index with the site, so
that a search in one association costs by its hits and not by all associations' hits. SQLite: an FTS5
table over the same rows, fed by triggers. Both hold the same terms, analysed in Python.

Django's SQLite schema editor rebuilds a table to alter it and loses its triggers: a migration that
alters ``SearchEntry`` ends with ``RunPython(install, remove)``. The check ``services_directory.E001``
notices when that was forgotten.
"""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "services_directory_searchentry"
FTS_TABLE = "services_directory_searchentry_fts"
COLUMNS = ("name_terms", "kind_terms", "other_terms")
TRIGGERS = tuple(f"{FTS_TABLE}_{event}" for event in ("insert", "delete", "update"))

POSTGRESQL_INSTALL = (
    "CREATE EXTENSION IF NOT EXISTS btree_gin",
    f"""ALTER TABLE {TABLE} ADD COLUMN IF NOT EXISTS vector tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', name_terms), 'A')
        || setweight(to_tsvector('simple', kind_terms), 'B')
        || setweight(to_tsvector('simple', other_terms), 'C')) STORED""",
    f"CREATE INDEX IF NOT EXISTS {TABLE}_vector ON {TABLE} USING gin (site_id, vector)",
)
POSTGRESQL_REMOVE = (
    f"DROP INDEX IF EXISTS {TABLE}_vector",
    f"ALTER TABLE {TABLE} DROP COLUMN IF EXISTS vector",
)

_ALL = ", ".join(("site_id", *COLUMNS))
_NEW = ", ".join(f"new.{column}" for column in ("service_id", "site_id", *COLUMNS))
_OLD = ", ".join(f"old.{column}" for column in ("service_id", "site_id", *COLUMNS))
_ADD = f"INSERT INTO {FTS_TABLE}(rowid, {_ALL}) VALUES ({_NEW});"
_DROP = f"INSERT INTO {FTS_TABLE}({FTS_TABLE}, rowid, {_ALL}) VALUES ('delete', {_OLD});"
SQLITE_REMOVE = (
    *(f"DROP TRIGGER IF EXISTS {name}" for name in TRIGGERS),
    f"DROP TABLE IF EXISTS {FTS_TABLE}",
)
SQLITE_INSTALL = (
    *SQLITE_REMOVE,
    f"""CREATE VIRTUAL TABLE {FTS_TABLE} USING fts5({_ALL},
        content='{TABLE}', content_rowid='service_id', tokenize='ascii')""",
    f"CREATE TRIGGER {TRIGGERS[0]} AFTER INSERT ON {TABLE} BEGIN {_ADD} END",
    f"CREATE TRIGGER {TRIGGERS[1]} AFTER DELETE ON {TABLE} BEGIN {_DROP} END",
    f"CREATE TRIGGER {TRIGGERS[2]} AFTER UPDATE ON {TABLE} BEGIN {_DROP} {_ADD} END",
    f"INSERT INTO {FTS_TABLE}({FTS_TABLE}) VALUES ('rebuild')",
)


def install(_apps: Any, schema_editor: Any) -> None:
    """Migration operation: make the full-text index, filled from the rows that are there."""
    _run(schema_editor, {"postgresql": POSTGRESQL_INSTALL, "sqlite": SQLITE_INSTALL})


def remove(_apps: Any, schema_editor: Any) -> None:
    """Migration operation: take the full-text index away."""
    _run(schema_editor, {"postgresql": POSTGRESQL_REMOVE, "sqlite": SQLITE_REMOVE})


def _run(schema_editor: Any, statements: dict[str, tuple[str, ...]]) -> None:
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def is_installed(connection: BaseDatabaseWrapper) -> bool:
    """Whether the database keeps the full-text index in step with the table."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT count(*) FROM information_schema.columns WHERE table_name = %s AND column_name = 'vector'",
                [TABLE],
            )
            return bool(cursor.fetchone()[0] == 1)
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE])
        return bool(cursor.fetchone()[0] == len(TRIGGERS))
