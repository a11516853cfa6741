"""What an association gets from this feature: its list of meetings in every language."""

from typing import NamedTuple

from portal.core.pages import ensure_child, ensure_translation
from portal.tenancy.models import Association
from portal.tenancy.provisioning import site_locales

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
    default, *others = site_locales()
    texts = INDEX[default.language_code]
    page = ensure_child(association.root_page, MeetingIndexPage, **texts._asdict(), show_in_menus=True)
    for locale in others:
        if locale.language_code in INDEX:
            ensure_translation(page, locale, **INDEX[locale.language_code]._asdict())
