"""Reading the exports, and associations with something of everything to export."""

import json
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.documents import get_document_model

from meetings.enums import BarrierFree
from meetings.models import MeetingPage
from meetings.notices.healing import heal
from portal.tenancy.models import Association, StaffMember

from ..meetings.factories import make_meeting, prague
from ..newsletters.factories import make_issue
from .norms import problems

ROOT = "/api/v1/ofn"
ADDRESSES = {
    "board": f"{ROOT}/uredni-deska.jsonld",
    "events": f"{ROOT}/udalosti.jsonld",
    "news": f"{ROOT}/aktuality.jsonld",
    "contacts": f"{ROOT}/kontakty.jsonld",
}
LONG = "Žluťoučký kůň úpěl ďábelské ódy – „příliš“ hlučně & <b>dlouze</b>. " * 60
SECRET = "Personální otázky tajemníka"


def read(client: Client, whole: str, address: str = "") -> Any:
    """What stands at the address of `whole` (or at `address`): valid, and without anything the norm doesn't know."""
    answer = client.get(address or ADDRESSES[whole])
    assert answer.status_code == 200, answer.content
    assert answer.headers["Content-Type"] == "application/ld+json"
    data = json.loads(answer.content)
    assert problems(whole, data) == []
    return data


def make_document(association: Association, title: str, name: str = "příloha č. 1.txt") -> Any:
    content = ContentFile(f"Obsah: {title}".encode(), name=name)
    model = get_document_model()
    return model.objects.create(title=title, file=content, collection=association.collection)


def programme(association: Association) -> str:
    """Two public points, one with a file and points below it, and one that isn't public, with a file of its own."""
    public, secret = make_document(association, "Rozpočet"), make_document(association, "Tajný spis")
    below = [{"title": "Příjmy", "is_public": True}, {"title": "Výdaje", "is_public": True}]
    values = [
        {"title": "Zahájení", "speaker": "Jan Novák", "note": "Přivítání hostů", "is_public": True},
        {"title": SECRET, "is_public": False, "files": [secret.pk]},
        {"title": "Rozpočet", "is_public": True, "files": [public.pk], "points": below},
    ]
    return json.dumps([{"type": "point", "value": value} for value in values])


def make_full_meeting(association: Association, slug: str = "rozpocet", **fields: Any) -> MeetingPage:
    """A meeting of which everything is known."""
    town = association.municipalities.order_by("code").first()
    return make_meeting(
        association,
        slug,
        **{
            "title": "Setkání starostů k rozpočtu",
            "lead": "O rozpočtu na příští rok.",
            "address": "Dlouhá 3",
            "municipality": town,
            "latitude": 50.3,
            "longitude": 15.9,
            "barrier_free": BarrierFree.YES,
            "barrier_free_note": "rampa ze dvora",
            "programme": programme(association),
            **fields,
        },
    )


def make_bare_meeting(association: Association, slug: str = "strohe", **fields: Any) -> MeetingPage:
    """A published meeting with neither end, place nor programme, as an import might leave it."""
    meeting = make_meeting(association, slug, live=False, ends_at=None, programme="[]", **fields)
    published = timezone.now()
    known = {"live": True, "place": "", "first_published_at": published, "last_published_at": published}
    MeetingPage.objects.filter(pk=meeting.pk).update(**known)
    heal(meeting)
    return meeting


def furnish(association: Association) -> None:
    """Something of everything: a full meeting, a bare one, a cancelled one, an issue, people, all contacts."""
    make_full_meeting(association)
    make_bare_meeting(association, barrier_free=BarrierFree.NO)
    make_meeting(association, "dlouhe", title=LONG[:250], lead=LONG[:500], barrier_free_note="schody")
    make_meeting(association, "minule", starts_at=timezone.now() - timedelta(days=30))
    make_meeting(association, "po-zmene-casu", starts_at=prague("2030-03-31T03:30"))
    make_issue(association)
    make_contacts(association)


def make_contacts(association: Association) -> None:
    """Everything there may be of contacts, and somebody who can't be reached."""
    StaffMember.objects.create(site=association.site, name="Jana Milá", position="vedoucí", phone="+420602000101")
    StaffMember.objects.create(site=association.site, name="Bez spojení", position="asistentka")
    association.seat_street, association.seat_psc, association.seat_town = "Hlavní 1", "50303", "Smiřice"
    association.phone, association.email = "+420491000101", "svazek@example.org"
    association.data_box_id, association.office_hours = "abcdef1", "Po 8–17\nSt 8–17"
    association.save()
