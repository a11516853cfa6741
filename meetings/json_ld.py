"""A meeting for search engines: schema.org's Event on its page (MTG-4, O5)."""

from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from portal.core.json_ld import CONTEXT, COUNTRY, in_page, known

from .models import Announcement


def event_json_ld(meeting: Any, *, url: str, organizer: str, home: str) -> SafeString:
    """The event as text for the page's head: cancelled and moved ones say so, with the days it was to be held before.

    `url` is the notice's address, `home` that of the association's site. One query.
    """
    before = _days_before(meeting)
    return in_page(
        {
            "@context": CONTEXT,
            "@type": "Event",
            "@id": url,
            "url": url,
            "name": meeting.title,
            "startDate": localtime(meeting.starts_at).isoformat(),
            "eventStatus": f"{CONTEXT}/{_status(meeting, before)}",
            "eventAttendanceMode": f"{CONTEXT}/OfflineEventAttendanceMode",
            "isAccessibleForFree": True,
            "inLanguage": settings.LANGUAGE_CODE if meeting.is_fallback else meeting.locale.language_code,
            "location": _place(meeting),
            "organizer": {"@type": "Organization", "name": organizer, "url": home},
            **known(
                description=meeting.lead,
                endDate=localtime(meeting.ends_at).isoformat() if meeting.ends_at else "",
                previousStartDate=before[0] if len(before) == 1 else before,
            ),
        }
    )


def _status(meeting: Any, before: list[str]) -> str:
    if meeting.is_cancelled:
        return "EventCancelled"
    return "EventRescheduled" if before else "EventScheduled"


def _days_before(meeting: Any) -> list[str]:
    """When it was to begin before it was moved, each once, the first one first."""
    told = Announcement.objects.filter(meeting__translation_key=meeting.translation_key).order_by("number")
    moments = dict.fromkeys(told.values_list("starts_at", flat=True))
    return [localtime(moment).isoformat() for moment in moments if moment != meeting.starts_at]


def _place(meeting: Any) -> dict[str, Any]:
    town = meeting.municipality.name if meeting.municipality_id else ""
    geo = None
    if meeting.latitude is not None and meeting.longitude is not None:
        geo = {"@type": "GeoCoordinates", "latitude": meeting.latitude, "longitude": meeting.longitude}
    address = {"@type": "PostalAddress", **known(streetAddress=meeting.address, addressLocality=town)}
    return {
        "@type": "Place",
        "name": meeting.place,
        "address": {**address, "addressCountry": COUNTRY},
        **known(geo=geo),
    }
