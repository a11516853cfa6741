"""Which feeds a list of meetings offers, and how their addresses are given to calendars (M10)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal.tenancy.context import current_association

from ..models.bodies import MeetingBody
from .routes import FEED

if TYPE_CHECKING:
    from ..models import MeetingIndexPage


@dataclass(frozen=True)
class Feed:
    """A calendar to subscribe to; `url` is its full address."""

    name: str
    url: str

    @property
    def webcal(self) -> str:
        """The same address as programs on phones and computers take it: a tap subscribes."""
        return f"webcal:{self.url.removeprefix(f'{urlsplit(self.url).scheme}:')}"


def feeds_of(request: HttpRequest, index: "MeetingIndexPage") -> list[Feed]:
    """The feed of the whole list and one for each body that meets; none at a site of no association. One query."""
    association = current_association(request)
    if association is None:
        return []
    place = index.get_full_url(request)
    bodies = MeetingBody.objects.for_site(association.site_id).filter(is_active=True)
    return [
        Feed(_("All meetings"), f"{place}{FEED}.ics"),
        *(Feed(body.label, f"{place}{FEED}/{body.slug}.ics") for body in bodies),
    ]
