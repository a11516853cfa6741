"""Shapes shared by the Czech open formal norms (OFN, https://ofn.gov.cz): what boards, events, news consist of.

Pure functions from plain values to the norms' JSON-LD; they know no model and read nothing. A value nobody knows is
left out: `known` drops it. Names of attributes are the norms' own, in Czech.
"""

import mimetypes
import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

Node = dict[str, Any]
"""An object of a norm as JSON."""

PRAGUE = ZoneInfo("Europe/Prague")
RUIAN = "https://linked.cuzk.cz/resource/ruian/"
MEDIA_TYPES = "http://www.iana.org/assignments/media-types/"
ACCESSIBLE = "https://data.mvcr.gov.cz/zdroj/číselníky/stupně-přístupnosti/položky/přístupný"
CONTEXTS = {
    "Úřední deska": "https://ofn.gov.cz/úřední-desky/2021-07-20/kontexty/úřední-deska.jsonld",
    "Událost": "https://ofn.gov.cz/události/2020-07-01/kontexty/událost.jsonld",
    "Aktualita": "https://ofn.gov.cz/aktuality/2020-07-01/kontexty/aktualita.jsonld",
    "Kontakt": "https://ofn.gov.cz/kontakty/2020-07-01/kontexty/kontakt.jsonld",
}
MOBILE = re.compile(r"\+420(60[1-8]|70[2-5]|72|73|77|79)")
"""Czech numbers of mobile phones; others are fixed lines."""


def known(**facts: Any) -> Node:
    """The facts that are known: without None, empty texts and empty lists; what is false or zero stays."""
    return {name: value for name, value in facts.items() if value is not None and value not in ("", [], {})}


def document(kind: str, **facts: Any) -> Node:
    """A whole of a norm that stands for itself: with its context first."""
    return {"@context": CONTEXTS[kind], "typ": kind, **known(**facts)}


def text(cs: str, en: str = "") -> Node | None:
    """A text in Czech and, if there is one, in English; None if there is no Czech one."""
    return known(cs=cs.strip(), en=en.strip()) if cs.strip() else None


def day(value: date) -> Node:
    """A day as a moment of the basic data types."""
    return {"typ": "Časový okamžik", "datum": value.isoformat()}


def moment(value: datetime) -> Node:
    """A moment in Prague with the offset that holds on that day; raises ValueError for one without a time zone."""
    if value.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return {"typ": "Časový okamžik", "datum_a_čas": value.astimezone(PRAGUE).isoformat(timespec="seconds")}


def open_end() -> Node:
    """A moment nobody has set."""
    return {"typ": "Časový okamžik", "nespecifikovaný": True}


def interval(start: datetime, end: datetime | None) -> Node:
    """From `start` to `end`, or on without a known end."""
    return {
        "typ": "Časový interval",
        "začátek": moment(start),
        "konec": moment(end) if end else open_end(),
    }


def lasting(start: datetime, end: datetime | None) -> Node:
    """When something is held, as a specification of time."""
    return {"typ": "Časová specifikace", "časový_interval": interval(start, end)}


def legal_body(ico: str, name: str) -> Node:
    """A legal person by its IČO."""
    return {"typ": "Osoba", "ičo": ico, **known(název=text(name))}


def address(written: str, *, municipality: str = "", municipality_name: str = "", psc: str = "") -> Node | None:
    """An address as it is written, with the municipality by its code in RÚIAN; None if nothing is known of it."""
    facts = known(
        text=text(written),
        obec=f"{RUIAN}obec/{municipality}" if municipality else "",
        název_obce=text(municipality_name),
        psč=psc,
    )
    return {"typ": "Adresa", **facts} if facts else None


def place(
    *, name: str = "", where: Node | None = None, latitude: float | None = None, longitude: float | None = None
) -> Node | None:
    """A place by its name, address and point in WGS 84; None if none of them is known."""
    point = None
    if latitude is not None and longitude is not None:
        point = {"type": "Point", "coordinates": [longitude, latitude]}
    facts = known(název=text(name), adresa=where, geometrie=point)
    return {"typ": "Umístění", **facts} if facts else None


def file(url: str, title: str, *, media_type: str = "") -> Node:
    """A digital object at `url`: a page, a paper. Its type is guessed by the name unless it is given."""
    kind = media_type or mimetypes.guess_type(url)[0] or ""
    return {
        "typ": "Digitální objekt",
        "url": url,
        **known(název=text(title), typ_média=f"{MEDIA_TYPES}{kind}" if kind else ""),
    }


def phone(number: str) -> Node:
    """`number` as it is kept (+420 and nine digits, or a short one), as a fixed line or a mobile phone."""
    digits = re.sub(r"[\s\-/().]", "", number)
    if not re.fullmatch(r"\+?[0-9]{3,15}", digits):
        return {}
    return {"mobil" if MOBILE.match(digits) else "telefon": f"tel:{digits}"}


def contact(
    *,
    name: str = "",
    kind: str = "",
    note: str = "",
    email: str = "",
    number: str = "",
    data_box: str = "",
    url: str = "",
    where: Node | None = None,
) -> Node:
    """How to reach somebody. Without its context: an event holds contacts, too."""
    facts = known(
        název=text(name),
        druh=text(kind),
        popis=text(note),
        email=f"mailto:{email}" if email else "",
        idds=data_box,
        url=url,
        umístění=where,
    )
    return {"typ": "Kontakt", **facts, **phone(number)}


def barrier_free(note: str, *, is_accessible: bool | None, said_by: Node) -> Node:
    """How one gets in, in words; whether one does as far as it is known. Not surveyed by the state's methodology.

    Of the code list of degrees only "accessible" is used; that one doesn't get in is said of the interior.
    """
    return {
        "typ": "Bezbariérovost",
        **known(
            popis=text(note),
            tělesně_postižení_objekt_přístupnost=ACCESSIBLE if is_accessible else "",
            interiér_přístupnost=False if is_accessible is False else None,
        ),
        "mapující_subjekt": [said_by],
        "mapování_dle_metodiky": False,
    }
