"""Which required points a meeting's programme lacks (MTG-5). A warning to whoever writes it; nothing is blocked."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from portal.core.czech import fold
from portal.programme.models import MeetingWindow
from portal.programme.querysets import meeting_window

from ..enums import PROGRAMME_KINDS
from ..models.bodies import RequiredPoint
from ..programme import Point, all_points, programme_of


def required_on(day: date | None) -> list[RequiredPoint]:
    """The points a mayors' meeting on `day` has to hold; those of every meeting where there is no day yet.

    The opening meeting has its own and none of the others. Two queries, one without a day.
    """
    window = meeting_window(day) if day else None
    return _asked(list(RequiredPoint.objects.current(day)), day, bool(window and window.is_opening))


def missing(meeting: Any) -> list[RequiredPoint]:
    """The points `meeting` has to hold and doesn't, in the code list's order; none for kinds without any.

    Of an instance as it stands in memory, saved or not; a point that isn't public counts too.
    """
    if meeting.kind not in PROGRAMME_KINDS:
        return []
    return _lacking(required_on(_day_of(meeting)), meeting)


def missing_of(meetings: Iterable[Any]) -> dict[int, list[RequiredPoint]]:
    """The same for many saved meetings by their key, in two queries and those of their programmes."""
    points = list(RequiredPoint.objects.all())
    windows = list(MeetingWindow.objects.filter(is_opening=True))
    found: dict[int, list[RequiredPoint]] = {}
    for meeting in meetings:
        day = _day_of(meeting)
        if meeting.kind not in PROGRAMME_KINDS or day is None:
            found[meeting.pk] = []
            continue
        current = [point for point in points if point.retired_on is None or point.retired_on > day]
        opening = any(window.starts_on <= day <= window.ends_on for window in windows)
        found[meeting.pk] = _lacking(_asked(current, day, opening), meeting)
    return found


def says(point: Point, required: RequiredPoint) -> bool:
    """Whether `point` of a programme is what `required` asks for: by its label or by any of its words.

    Words are beginnings of words; where several stand between two commas, all of them have to be there.
    """
    if fold(point.title) in {fold(required.name), *(fold(name) for name in required.translations.values())}:
        return True
    written = fold(f"{point.title} {point.note}").replace(",", " ").split()
    terms = [term.split() for term in fold(required.words).split(",") if term.strip()]
    return any(all(any(word.startswith(begin) for word in written) for begin in term) for term in terms)


def _asked(points: Sequence[RequiredPoint], day: date | None, is_opening: bool) -> list[RequiredPoint]:
    return [
        point for point in points if point.is_opening == is_opening and _in_season(point, day.month if day else None)
    ]


def _in_season(point: RequiredPoint, month: int | None) -> bool:
    """Whether the point is asked for in `month`; of no month only what is asked for in all. Over New Year too."""
    if point.first_month is None:
        return True
    if month is None:
        return False
    first, last = point.first_month, point.last_month or point.first_month
    return first <= month <= last if first <= last else month >= first or month <= last


def _lacking(asked: list[RequiredPoint], meeting: Any) -> list[RequiredPoint]:
    if not asked:
        return []
    points = list(all_points(programme_of(meeting, public_only=False)))
    return [required for required in asked if not any(says(point, required) for point in points)]


def _day_of(meeting: Any) -> date | None:
    return timezone.localdate(meeting.starts_at) if meeting.starts_at else None
