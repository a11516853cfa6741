"""A meeting as the norms see it: information on a board, an event. Nobody's name is in either (decision 55)."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from portal.core import ofn
from portal.core.ofn import Node
from portal.tenancy.ofn.answers import absolute, identifier
from portal.tenancy.ofn.associations import contact_of, legal_body

from ..enums import BarrierFree
from ..programme import all_points
from .reading import Told

WHEN = "j. E Y G.i"


def event(known: Told) -> Node:
    """The meeting by the norm Události 2020-07-01."""
    meeting = known.meeting
    return ofn.document(
        "Událost",
        iri=identifier(known.association, f"udalosti/{meeting.translation_key}"),
        název=_title(known),
        popis=_description(known),
        dlouhý_popis=ofn.text(programme_text(known)),
        pořadatel=[legal_body(known.association)],
        umístění=_places(known),
        doba_trvání=[ofn.lasting(meeting.starts_at, meeting.ends_at)],
        bezbariérovost=_barrier_free(known),
        kontakt=[contact_of(known.association)],
        vytvořeno=_moment(known.announced_at),
        aktualizováno=_moment(known.changed_at),
        relevantní_do=_moment(meeting.cancelled_at or meeting.ends_at) or ofn.day(localtime(meeting.starts_at).date()),
        příloha=[ofn.file(known.url, _("The notice on the web"), media_type="text/html"), *_files(known)],
    )


def information(known: Told, *, posted_at: datetime, until: date | None) -> Node:
    """The meeting's notice as information on a board, by the norm Úřední desky 2021-07-20."""
    return {
        "typ": ["Digitální objekt", "Informace na úřední desce"],
        "iri": identifier(known.association, f"uredni-deska/{known.meeting.translation_key}"),
        "url": known.url,
        **ofn.known(
            název=_title(known),
            popis=_description(known),
            vyvěšení=ofn.day(localtime(posted_at).date()),
            relevantní_do=ofn.day(until) if until else ofn.open_end(),
            vytvořeno=ofn.moment(posted_at),
            aktualizováno=_moment(known.changed_at),
            agenda=[{"typ": "Agenda", "název": ofn.text(known.meeting.get_kind_display())}],
            dokument=_files(known),
            umístění=_places(known),
        ),
    }


def programme_text(known: Told) -> str:
    """The public points, a line each, without who presents them and without notes."""
    return "\n".join(f"{point.number}. {point.title}" for point in all_points(known.programme))


def _title(known: Told) -> Node | None:
    czech, english = known.meeting.title, known.english[0]
    if known.meeting.is_cancelled:
        czech = _("Cancelled: %(title)s") % {"title": czech}
        english = f"Cancelled: {english}" if english else ""
    return ofn.text(czech, english)


def _description(known: Told) -> Node | None:
    meeting, parts = known.meeting, [known.meeting.lead]
    for moment in known.moved_from:
        parts.append(_("Moved; it was first announced for %(when)s.") % {"when": _written(moment)})
    if meeting.cancelled_at:
        parts.append(_("The meeting was cancelled on %(when)s.") % {"when": _written(meeting.cancelled_at)})
    return ofn.text("\n".join(filter(None, parts)), known.english[1])


def _written(moment: datetime) -> str:
    return date_format(localtime(moment), WHEN)


def _places(known: Told) -> list[Node]:
    meeting = known.meeting
    where = ofn.address(
        meeting.full_address,
        municipality=meeting.municipality_id or "",
        municipality_name=meeting.municipality.name if meeting.municipality else "",
    )
    place = ofn.place(name=meeting.place, where=where, latitude=meeting.latitude, longitude=meeting.longitude)
    return [place] if place else []


def _barrier_free(known: Told) -> Node | None:
    """What is known of getting in; nobody has surveyed the building by the methodology, and it says so."""
    meeting = known.meeting
    if not meeting.barrier_free and not meeting.barrier_free_note:
        return None
    label = meeting.get_barrier_free_display() if meeting.barrier_free else ""
    answers = {BarrierFree.YES: True, BarrierFree.NO: False}
    return ofn.barrier_free(
        ": ".join(filter(None, [label, meeting.barrier_free_note])),
        is_accessible=answers.get(BarrierFree(meeting.barrier_free)),
        said_by=legal_body(known.association),
    )


def _files(known: Told) -> list[Node]:
    """Files of the notice and of its public points, each once."""
    return [
        ofn.file(absolute(known.association, document.url), title, media_type=document.content_type or "")
        for document, title in dict(_documents(known)).items()
    ]


def _documents(known: Told) -> Iterator[tuple[Any, str]]:
    for point in all_points(known.programme):
        for document in point.files:
            yield document, document.title
    for row in known.meeting.files.all():
        yield row.document, str(row)


def _moment(value: datetime | None) -> Node | None:
    return ofn.moment(value) if value else None
