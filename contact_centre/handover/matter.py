"""What the receiver of a hand-over sees of the request: the matter, and the person only on a ground (GDPR, art. 6)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.core.validators import format_phone

from ..enums import DataGround
from ..models import CitizenRequest, HandOver
from ..persons import without_person


@dataclass(frozen=True)
class Matter:
    """A request as it is shown to who should deal with it."""

    hand_over: HandOver
    text: str
    place: str
    person: list[tuple[str, str]]
    """Name and contact with their labels; nothing without a ground."""

    @property
    def request(self) -> CitizenRequest:
        return self.hand_over.request

    @property
    def is_anything_left_out(self) -> bool:
        """Whether the citizen's text told who they are, which doesn't go with it."""
        return (self.text, self.place) != (self.request.text, self.request.place)


def matter_of(hand_over: HandOver) -> Matter:
    """What goes with `hand_over`, which may be one that is only being prepared."""
    request = hand_over.request
    passes = hand_over.data_ground != DataGround.NONE
    return Matter(
        hand_over=hand_over,
        text=request.text if passes else without_person(request, request.text),
        place=request.place if passes else without_person(request, request.place),
        person=person_of(request) if passes else [],
    )


def person_of(request: CitizenRequest) -> list[tuple[str, str]]:
    """Who wrote and how they are reached, as far as they said it."""
    phone = format_phone(request.phone) if request.phone else ""
    rows = [(pgettext("person", "Name"), request.name), (_("E-mail"), request.email), (_("Phone"), phone)]
    return [(label, value) for label, value in rows if value]
