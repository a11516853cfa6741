"""Meetings with programmes for the tests of papers."""

import json
from io import BytesIO
from typing import Any

import pikepdf

from meetings.enums import BarrierFree, MeetingKind
from meetings.models import MeetingPage, MeetingRules
from portal.tenancy.models import Association, Municipality
from tests.meetings.factories import make_meeting, prague
from tests.services_directory.pdf_text import squeezed
from tests.services_directory.pdf_text import text_of as text_of_pdf

HOST = {"host": "horni.localhost"}
LONG = "Projednání a schválení závěrečného účtu Dobrovolného svazku obcí mikroregionu Kostelecka a Konicka"
SECRET = "Vyjednávání o ceně pozemku"


def given(title: str, *points: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A point as the programme stores it."""
    empty = {"note": "", "speaker": "", "is_public": True, "files": []}
    return {"title": title, **empty, "points": list(points), **fields}


def programme(*points: dict[str, Any]) -> str:
    return json.dumps([{"type": "point", "value": point} for point in points])


RICH = (
    given("Zahájení", speaker="Ing. Jan Novák"),
    given(
        "Zpráva o činnosti",
        given("Kontrola úkolů", given("Úkoly z minulého setkání")),
        given("Výhrady obcí", is_public=False, note="Jen pro starosty"),
    ),
    given(SECRET, given("Strop nabídky"), is_public=False),
    given("Spokojenost se službami", note="Dotazníky se vyplňují na místě."),
)
PUBLIC_POINTS = (
    ("1.", "Zahájení"), ("2.", "Zpráva o činnosti"), ("2.1.", "Kontrola úkolů"),
    ("2.1.1.", "Úkoly z minulého setkání"), ("3.", "Spokojenost se službami"),
)  # fmt: skip
SECRET_POINTS = (("2.2.", "Výhrady obcí"), ("4.", SECRET), ("4.1.", "Strop nabídky"))
SECRET_WORDS = (*(title for _number, title in SECRET_POINTS), "Jen pro starosty")


def rich_meeting(association: Association, slug: str = "setkani", **fields: Any) -> MeetingPage:
    """A mayors' meeting with something of everything that papers say."""
    town, _made = Municipality.objects.get_or_create(code="570001", defaults={"name": "Horní Lhota"})
    Association.objects.filter(pk=association.pk).update(
        seat_street="Palackého 4", seat_psc="50303", seat_town="Horní Lhota", data_box_id="abc123x",
        phone="+420491612605", email="svazek@example.org",
    )  # fmt: skip
    MeetingRules.objects.filter(site=association.site).update(
        signed_name="Mgr. Petra Dlouhá", signed_position="předsedkyně svazku"
    )
    values = {
        "title": "Podzimní setkání starostů",
        "kind": MeetingKind.MAYORS,
        "starts_at": prague("2099-12-03 09:00"),
        "ends_at": prague("2099-12-03 11:30"),
        "place": "zasedací místnost obecního úřadu",
        "address": "Náves 12",
        "municipality": town,
        "barrier_free": BarrierFree.PARTLY,
        "barrier_free_note": "rampa ze dvora",
        "who_may_come": '<p>Občané jsou vítáni, <a href="https://www.example.org/jak">jak přijet</a>.</p>',
        "programme": programme(*RICH),
    }
    return make_meeting(association, slug, **{**values, **fields})


def words_of(content: bytes) -> str:
    """The text of a PDF without white space, as it is compared with `squeezed` words."""
    return squeezed(text_of_pdf(content))


def opened(content: bytes) -> Any:
    return pikepdf.open(BytesIO(content))
