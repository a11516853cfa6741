"""What an association gets from this feature: its list of meetings in every language."""

from typing import NamedTuple

from portal.tenancy.models import Association
from portal.tenancy.provisioning import ensure_in_every_language

from .models import MeetingIndexPage

ORDER = 30
"""After newsletters (20), before the pages about the association (40): the tree's order is the menu's."""


class Texts(NamedTuple):
    slug: str
    title: str
    lead: str


INDEX = {
    "cs": Texts(
        "setkani",
        "Setkání starostů",
        "Kdy a kde se scházejí starostové členských obcí, co mají na programu a na čem se dohodli.",
    ),
    "en": Texts(
        "meetings",
        "Mayors' meetings",
        "When and where the mayors of the member municipalities meet, what is on the programme and what was agreed.",
    ),
}


def make_list(association: Association) -> None:
    """The list of meetings in each language; idempotent."""
    ensure_in_every_language(
        association.root_page,
        MeetingIndexPage,
        lambda code: INDEX[code]._asdict() if code in INDEX else None,
        show_in_menus=True,
    )
