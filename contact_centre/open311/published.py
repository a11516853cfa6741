"""Requests as everybody may read them: number, category, state, days and municipality; nobody's data.

Words and place only where the centre has released them. Text, name, contact and files are not even read from the
database. What was put aside as suspicious, or judged to be no request, is not there; only the key of the app that
sent it still gets its state, by number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.tenancy.models import Association

from ..enums import CLOSED_REQUEST, WORKED_ON, RequestStatus
from ..models import ApiKey, CitizenRequest
from .answers import Answer, Refused
from .services import NO_CATEGORY

PUBLISHED = (*WORKED_ON, *CLOSED_REQUEST)
STATES = {"open": WORKED_ON, "closed": CLOSED_REQUEST}
COLUMNS = (
    "reference", "status", "received_at", "changed_at", "closed_at", "due_on", "paused_on",
    "public_text", "is_place_public", "place", "latitude", "longitude",
    "category__code", "category__name", "category__translations", "municipality__code", "municipality__name",
)  # fmt: skip
"""All that is read. The place is read to be published only where `is_place_public` says so."""


@dataclass(frozen=True)
class Wanted:
    """Which requests a list is about; received from `start` to `end`, a page of the newest first."""

    start: datetime
    end: datetime
    codes: Sequence[str] = ()
    states: Sequence[str] = ()
    page: int = 1
    size: int = 1000


def listed(association: Association, wanted: Wanted) -> tuple[list[CitizenRequest], bool]:
    """The requests of the asked page, and whether there are more."""
    first = (wanted.page - 1) * wanted.size
    found = list(query(association, wanted)[first : first + wanted.size + 1])
    return found[: wanted.size], len(found) > wanted.size


def query(association: Association, wanted: Wanted) -> Any:
    """All that is wanted, the newest first."""
    statuses = {status for state in wanted.states for status in STATES[state]} or PUBLISHED
    rows = _rows(association).filter(
        status__in=statuses,
        received_at__gte=wanted.start,
        # To the second, as it is published.
        received_at__lt=wanted.end + timedelta(seconds=1),
    )
    if wanted.codes:
        of_services = Q(category__code__in=wanted.codes)
        rows = rows.filter(of_services | Q(category=None) if NO_CATEGORY in wanted.codes else of_services)
    return rows.order_by("-received_at", "-pk")


def numbered(association: Association, numbers: Sequence[str], key: ApiKey | None) -> list[CitizenRequest]:
    """The requests with these numbers, in the order of the numbers; the sender's `key` sees its own in any state."""
    # Databases don't take a zero byte.
    asked = [number for number in dict.fromkeys(numbers) if "\x00" not in number]
    seen = Q(status__in=PUBLISHED) | (Q(api_key=key) if key is not None else Q(pk__in=[]))
    by_number = {row.reference: row for row in _rows(association).filter(seen, reference__in=asked)}
    return [by_number[number] for number in asked if number in by_number]


def _rows(association: Association) -> Any:
    return CitizenRequest.objects.for_association(association).select_related("municipality", "category").only(*COLUMNS)


def answer(
    association: Association, rows: Sequence[CitizenRequest], *, extended: bool, headers: dict[str, str]
) -> Answer:
    """`rows` as the standard's service requests, with the fields of our extension if they were asked for."""
    content = [{**published(row, association), **(_extension(row) if extended else {})} for row in rows]
    return Answer("service_requests", content, headers=headers)


def published(row: CitizenRequest, association: Association) -> dict[str, Any]:
    """A request in the standard's fields, in the standard's order."""
    place = row.place if row.is_place_public else ""
    has_point = row.is_place_public and row.latitude is not None
    return {
        "service_request_id": row.reference,
        "status": "closed" if row.is_closed or row.status == RequestStatus.SPAM else "open",
        "status_notes": _state(row),
        "service_name": row.category.label if row.category else pgettext("category of requests", "Other"),
        "service_code": row.category.code if row.category else NO_CATEGORY,
        "description": row.public_text or None,
        "agency_responsible": association.name,
        "service_notice": None,
        "requested_datetime": w3c(row.received_at),
        "updated_datetime": w3c(row.closed_at or row.changed_at),
        "expected_datetime": _expected(row),
        "address": ", ".join(filter(None, (place, row.municipality.name))),
        "address_id": None,
        "zipcode": None,
        "lat": row.latitude if has_point else None,
        "long": row.longitude if has_point else None,
        "media_url": None,
    }


def _extension(row: CitizenRequest) -> dict[str, Any]:
    return {
        "extended_attributes": {
            "municipality_code": row.municipality.code,
            "municipality_name": row.municipality.name,
            "state": row.status,
        }
    }


def _state(row: CitizenRequest) -> str:
    words = str(capfirst(row.get_status_display()))
    return _("%(state)s, waiting for an answer of somebody else") % {"state": words} if row.is_paused else words


def _expected(row: CitizenRequest) -> str | None:
    """The end of the day of answer, while the centre works on it and its time runs."""
    day: date | None = row.due_on if row.is_worked_on and not row.is_paused else None
    return w3c(timezone.make_aware(datetime.combine(day, time(23, 59, 59)))) if day else None


def w3c(moment: datetime) -> str:
    """`moment` in Prague to the second, with the offset: 2026-11-23T08:00:00+01:00."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


def only_one(rows: Sequence[CitizenRequest]) -> Sequence[CitizenRequest]:
    """`rows`, or Refused (404) when there is none."""
    if not rows:
        raise Refused(404, _("service_request_id: there is no such request here."))
    return rows
