"""The desk on the admin's home page: what waits for the user, each number with the list it opens (U1).

The kernel knows no feature: a feature registers its lines in ``AppConfig.ready()``. Sections, in their order:

- "mine": what this person is to do, and whom they stand in for;
- "centre": what waits for the centre, whoever does it;
- "period": how the running period goes;
- "deadlines": the days ahead, each line with its day;
- "union": what waits for the Union.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Site

from portal.core.counting import count_together

from .admin.branding import association_of
from .models import Association

LATE, GOOD = "late", "good"
"""Tones of a line."""
SECTIONS = ("mine", "centre", "period", "deadlines", "union")


DAYS_AHEAD = 30
"""So far ahead deadlines are shown."""


@dataclass(frozen=True)
class DeskLine:
    """One line in whole words ("3 requests are overdue") and the list it opens.

    The list shows exactly `count` rows, a line with 0 is left out; None where the line says no number of rows. `kind`
    names the line for tests and styles. `tone` is LATE for what has waited too long, GOOD for what is well. Deadlines
    say their day, `on`.
    """

    text: str
    url: str
    count: int | None
    kind: str
    tone: str = ""
    on: date | None = None


@dataclass(frozen=True)
class DeskRows:
    """A line whose number is that of the `rows` its list shows, `text` says it in words; none where there are no rows.

    The rows of all lines are counted in one statement.
    """

    rows: QuerySet[Any]
    text: Callable[[int], str]
    url: str
    kind: str
    tone: str = ""

    def line(self, count: int) -> DeskLine:
        return DeskLine(self.text(count), self.url, count, self.kind, self.tone)


Said = DeskLine | DeskRows
Provider = Callable[[HttpRequest], Said | Iterable[Said] | None]
_providers: list[tuple[str, int, Provider]] = []


def register_desk_line(section: str, order: int, provider: Provider) -> None:
    """Show what `provider` says to the user of a request in `section`, smaller `order` first.

    It returns a line, several, or None when nothing waits or it isn't theirs; lines of rows are counted together,
    and what else it asks doesn't grow with the rows.
    Raises ValueError for a section the desk doesn't have.
    """
    if section not in SECTIONS:
        raise ValueError(f"The desk has no section {section!r}, only {', '.join(SECTIONS)}")
    _providers.append((section, order, provider))
    _providers.sort(key=lambda entry: entry[1])


def for_user(says: Callable[[Any], Said | Iterable[Said] | None]) -> Provider:
    """The provider of what is said to a user, wherever they look."""
    return lambda request: says(request.user)


def is_ahead(day: date) -> bool:
    """Whether `day` comes so soon (or is today) that it stands among the deadlines."""
    return timedelta(0) <= day - timezone.localdate() <= timedelta(days=DAYS_AHEAD)


def is_past(day: date) -> bool:
    """Whether `day` went by."""
    return day < timezone.localdate()


def own_association(request: Any) -> Association | None:
    """The association in whose admin the user works, asked once for a page; None in the Union's."""
    if not hasattr(request, "_desk_association"):
        request._desk_association = association_of(request.user, Site.find_for_request(request))
    found: Association | None = request._desk_association
    return found


def whole_desk(request: HttpRequest) -> dict[str, list[DeskLine]]:
    """The lines of each section for the user of `request`, in the order of SECTIONS; deadlines by their day."""
    said = {name: list(_said(name, request)) for name in SECTIONS}
    counted = [line for lines in said.values() for line in lines if isinstance(line, DeskRows)]
    numbers = iter(count_together([line.rows for line in counted]))
    desk: dict[str, list[DeskLine]] = {}
    for name, lines in said.items():
        shown = (line.line(next(numbers)) if isinstance(line, DeskRows) else line for line in lines)
        desk[name] = [line for line in shown if line.count != 0]
    desk["deadlines"].sort(key=lambda line: line.on or date.max)
    return desk


def _said(section: str, request: HttpRequest) -> Iterator[Said]:
    for name, _order, provider in _providers:
        if name == section:
            said = provider(request)
            yield from [said] if isinstance(said, DeskLine | DeskRows) else (said or ())
