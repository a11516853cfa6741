"""The cursor of `portal.core.server_plans`; imported only where the database is PostgreSQL."""

from typing import Any, Self

from psycopg import Cursor


class PlanningCursor(Cursor[Any]):
    """Has the server plan each statement once for a connection; psycopg keeps the hundred used last."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        return super().execute(query, params, prepare=True, **options)
