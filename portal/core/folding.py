"""`fold` told by the database: search without regard to case and diacritics where no folded column is kept."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, TextField

from .czech import fold

SMALL = "áäąâãåćčďđéěëęèêíïîĺľłńňñóôöőøŕřśšťúůüűýźžż"
PLAIN = "aaaaaaccddeeeeeeiiilllnnnooooorrsstuuuuyzzz"
"""Letters of Czech and its neighbours, and what `fold` makes of each."""


class Folded(Func):
    """A text in small letters and without diacritics, as `portal.core.czech.fold` writes what is searched for.

    Reads every row it is asked of: narrow the rows by an index first (one association's, one state's).
    """

    output_field = TextField()
    arity = 1

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        # By letters, not by the collation: the same answer in every database.
        template = f"LOWER(TRANSLATE(%(expressions)s, '{SMALL + SMALL.upper()}', '{PLAIN + PLAIN.upper()}'))"
        return super().as_sql(compiler, connection, template=template, **context)

    def as_sqlite(self, compiler: Any, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        return super().as_sql(compiler, connection, function="portal_fold", **context)


def teach_sqlite(sender: Any, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Give a new connection to SQLite the function; PostgreSQL needs none."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("portal_fold", 1, lambda text: fold(text or ""), deterministic=True)
