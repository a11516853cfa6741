"""What a list of requests may be asked for, read from the address."""

import re
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.tenancy.api.schemas import in_utc

from .answers import Refused
from .published import STATES, Wanted

LONGEST = timedelta(days=90)
MOST = 1000
"""Requests in one answer: the standard's figure."""
MOST_PAGES = 1000
SPACE_FOR_PLUS = re.compile(r" (\d\d:?\d\d)$")
TRUE = frozenset({"true", "1"})


def several(request: HttpRequest, name: str) -> list[str]:
    """The values of a parameter that may be repeated or hold several with commas; empty ones count for none."""
    parts = (part.strip() for value in request.GET.getlist(name) for part in value.split(","))
    return [part for part in parts if part and "\x00" not in part]


def wanted(request: HttpRequest) -> Wanted:
    """What the list is about. Raises Refused (400) for what can't be understood."""
    states = several(request, "status")
    if unknown := set(states) - STATES.keys():
        raise Refused(400, _("status: “%(value)s” is neither open nor closed.") % {"value": sorted(unknown)[0][:50]})
    start, end = _days(_moment(request, "start_date"), _moment(request, "end_date"))
    return Wanted(
        start,
        end,
        several(request, "service_code"),
        states,
        _number(request, "page", 1, MOST_PAGES),
        _number(request, "page_size", MOST, MOST),
    )


def numbers(request: HttpRequest) -> list[str]:
    """The asked numbers of requests. Raises Refused (400) for too many of them."""
    asked = several(request, "service_request_id")
    if len(asked) > MOST:
        raise Refused(400, _("service_request_id: at most %(number)s at once.") % {"number": MOST})
    return asked


def is_extended(request: HttpRequest) -> bool:
    return request.GET.get("extensions", "").lower() in TRUE


def _days(start: datetime | None, end: datetime | None) -> tuple[datetime, datetime]:
    """The range that is meant: 90 days from the one day that is given, the last 90 days without any."""
    try:
        if start is None:
            end = end or timezone.now()
            return end - LONGEST, end
        end = end or start + LONGEST
    except OverflowError as error:
        raise Refused(400, _("start_date, end_date: there are no such days.")) from error
    if end < start:
        raise Refused(400, _("start_date is later than end_date."))
    if end - start > LONGEST:
        raise Refused(400, _("start_date and end_date are more than %(days)s days apart.") % {"days": LONGEST.days})
    return start, min(end, datetime.max.replace(tzinfo=end.tzinfo) - timedelta(days=1))


def _moment(request: HttpRequest, name: str) -> datetime | None:
    """A moment with its time zone; a plus that an app forgot to encode arrives as a space."""
    text = SPACE_FOR_PLUS.sub(r"+\1", request.GET.get(name, "").strip())
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        example = "2026-11-22T08:00:00+01:00"
        raise Refused(400, _("%(name)s: write a moment like %(example)s.") % {"name": name, "example": example})
    return in_utc(moment)


def _number(request: HttpRequest, name: str, default: int, most: int) -> int:
    text = request.GET.get(name, "").strip()
    if not text:
        return default
    if not re.fullmatch(r"[0-9]{1,6}", text) or not 1 <= int(text) <= most:
        raise Refused(400, _("%(name)s: write a number from 1 to %(most)s.") % {"name": name, "most": most})
    return int(text)
