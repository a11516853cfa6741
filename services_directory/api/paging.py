"""Pages that hold while the data change: a page begins after the last row of the one before, not at a number.

Rows come in the order of their last change, so a service that is changed meanwhile moves behind what is still to
come: it may come twice, in its new state, and none is ever left out.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from ninja.errors import ValidationError

from portal.tenancy.api.schemas import in_utc

LARGEST = 100
LARGEST_NUMBER = 2**63


@dataclass(frozen=True)
class Cursor:
    """The last row of a page: its moment, and what tells it from others of the same moment."""

    moment: datetime
    key: str

    def __str__(self) -> str:
        text = f"{self.moment.isoformat()}/{self.key}"
        return urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def following(self, by: str, key: str) -> Q:
        """Rows after this one, in the order of `by` and `key`; the first condition alone serves an index."""
        later = Q(**{f"{by}__gt": self.moment}) | Q(**{by: self.moment, f"{key}__gt": self.key})
        return Q(**{f"{by}__gte": self.moment}) & later


def read_cursor(text: str, parse: Callable[[str], Any]) -> Cursor | None:
    """The cursor in an address, None for the first page; `parse` refuses a key that is none (ValueError).

    Raises the API's ValidationError for what we didn't write.
    """
    if not text:
        return None
    try:
        moment, _slash, key = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition("/")
        when = datetime.fromisoformat(moment)
        if when.tzinfo is None:
            raise ValueError(text)
        cursor = Cursor(in_utc(when), str(parse(key)))
    except ValueError as error:
        raise ValidationError([{"loc": ("query", "after"), "msg": "not an address this API has given"}]) from error
    return cursor


def row_number(text: str) -> int:
    """A number a row can have. Raises ValueError."""
    number = int(text)
    if not 0 <= number < LARGEST_NUMBER:
        raise ValueError(text)
    return number


def page_of(rows: Any, *, by: str, after: str, limit: int) -> tuple[list[Any], Cursor | None]:
    """`limit` rows ordered by the moment `by`, those after the cursor `after`; and the cursor of the next page."""
    cursor = read_cursor(after, row_number)
    if cursor is not None:
        rows = rows.filter(cursor.following(by, "pk"))
    found = list(rows.order_by(by, "pk")[: limit + 1])
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], Cursor(getattr(last, by), str(last.pk))


def next_address(request: HttpRequest, cursor: Cursor | None) -> str | None:
    """The same request, from `cursor` on."""
    if cursor is None:
        return None
    parameters = request.GET.copy()
    parameters["after"] = str(cursor)
    return request.build_absolute_uri(f"{request.path}?{parameters.urlencode()}")
