"""What the receiver of a hand-over sees of the request: the matter, and the person only on a ground (GDPR, art. 6)."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.core.validators import format_phone

from ..enums import DataGround
from ..models import CitizenRequest, HandOver

LEFT_OUT = "[…]"
SHORTEST_NAME = 3
"""A shorter name would take syllables out of other words."""
PHONE_DIGITS = 9


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


def without_person(request: CitizenRequest, text: str) -> str:
    """`text` without the name, the e-mail and the phone that the citizen gave, wherever they wrote them again."""
    for pattern in _patterns(request):
        text = re.sub(pattern, LEFT_OUT, text, flags=re.IGNORECASE)
    return text


def _patterns(request: CitizenRequest) -> list[str]:
    found = [re.escape(request.email)] if request.email else []
    words = [re.escape(word) for word in request.name.split()]
    if len(request.name) >= SHORTEST_NAME and words:
        found.append(rf"(?<!\w){r'\s+'.join(words)}(?!\w)")
    digits = re.sub(r"\D", "", request.phone)[-PHONE_DIGITS:]
    if len(digits) == PHONE_DIGITS:
        found.append(rf"(?:(?:\+|00)420[\s.-]*)?{r'[\s.-]*'.join(digits)}")
    return found
