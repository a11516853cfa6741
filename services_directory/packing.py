"""Rows of a related table as one column of the service they belong to, so that a page needs no query for them."""

import json
from typing import Any

from django.db.models import F, OuterRef, QuerySet, StringAgg, Subquery, TextField, Value
from django.db.models.functions import Cast, JSONObject

SEPARATOR = ","


def packed(rows: QuerySet[Any], *columns: str) -> Subquery:
    """The `rows` of each service (their foreign key is `service`) with these columns; read it with `unpacked`."""
    whole = Cast(JSONObject(**{column.replace("__", "_"): F(column) for column in columns}), TextField())
    return _joined(rows, whole)


def packed_values(rows: QuerySet[Any], column: str) -> Subquery:
    """One column of each service's `rows`; its values hold no comma. Read it with `unpacked_values`."""
    return _joined(rows, Cast(F(column), TextField()))


def _joined(rows: QuerySet[Any], value: Any) -> Subquery:
    own = rows.filter(service=OuterRef("pk")).order_by().values("service")
    return Subquery(own.annotate(packed=StringAgg(value, Value(SEPARATOR))).values("packed"))


def unpacked(text: str | None) -> list[dict[str, Any]]:
    """The rows, in no order; "__" in a column's name has become "_"."""
    found: list[dict[str, Any]] = json.loads(f"[{text or ''}]")
    return found


def unpacked_values(text: str | None) -> list[str]:
    """The values, in no order."""
    return text.split(SEPARATOR) if text else []
