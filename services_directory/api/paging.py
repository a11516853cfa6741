"""Pages that hold while the data change: a page begins after the last row of the one before, not at a number.

Rows come in the order of their last change, so a service that is changed meanwhile moves behind what is still to
come: it may come twice, in its new state, and none is ever left out.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from ninja.errors import ValidationError

LARGEST = 100


@dataclass(frozen=True)
class Cursor:
    """The last row of a page: its moment and its number in the database."""

    moment: datetime
    number: int

    def __str__(self) -> str:
        text = f"{self.moment.isoformat()}/{self.number}"
        return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(text: str) -> Cursor | None:
    """The cursor in an address, None for the first page. Raises the API's ValidationError for what we didn't write."""
    if not text:
        return None
    try:
        moment, _slash, number = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition("/")
        cursor = Cursor(datetime.fromisoformat(moment), int(number))
        if cursor.moment.tzinfo is None or not 0 <= cursor.number < 2**63:
            raise ValueError(text)
    except ValueError as error:
        raise ValidationError([{"loc": ("query", "after"), "msg": "not an address this API has given"}]) from error
    return cursor


def page_of(rows: Any, *, by: str, after: str, limit: int) -> tuple[list[Any], Cursor | None]:
    """`limit` rows ordered by the moment `by`, those after the cursor `after`; and the cursor of the next page."""
    cursor = read_cursor(after)
    if cursor is not None:
        # The first condition alone lets the database use its index.
        rows = rows.filter(
            Q(**{f"{by}__gt": cursor.moment}) | Q(**{by: cursor.moment}, pk__gt=cursor.number),
            **{f"{by}__gte": cursor.moment},
        )
    found = list(rows.order_by(by, "pk")[: limit + 1])
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], Cursor(getattr(last, by), last.pk)


def next_address(request: HttpRequest, cursor: Cursor | None) -> str | None:
    """The same request, from `cursor` on."""
    if cursor is None:
        return None
    parameters = request.GET.copy()
    parameters["after"] = str(cursor)
    return request.build_absolute_uri(f"{request.path}?{parameters.urlencode()}")
