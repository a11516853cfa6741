"""Requests and hand-overs of tests, days of next year, and what a receiver does with the link."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client
from django.utils import timezone
from time_machine import travel

from contact_centre.actions import hand_over_request
from contact_centre.enums import DataGround
from contact_centre.models import CitizenRequest, HandOver
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association, Mandate, Municipality

from ..factories import make_request, member_of

HOST = {"headers": {"host": "horni.localhost"}}
CENTRE, CITIZEN, MAYOR, OFFICE = "centrum@example.org", "jana@example.org", "starosta@obec.test", "urad@obec.test"
NAME, PHONE = "Jana Nováková", "+420777123456"
TEXT = "Nesvítí lampa u kapličky. Volejte 777 123 456, Jana Nováková, jana@example.org"
NEXT_YEAR = timezone.localdate().year + 1


def mandate(municipality: Municipality, **values: Any) -> Mandate:
    """The mayor in office, since long ago unless told otherwise."""
    since = timezone.localdate() - timedelta(days=400)
    return Mandate.objects.create(
        **{
            "municipality": municipality,
            "person_name": "Petr Svoboda",
            "email": MAYOR,
            "valid_from": since,
            **values,
        }
    )


def written(association: Association, **changed: Any) -> CitizenRequest:
    """A request of somebody who gave name, address and phone, and repeats them in the text; a mayor is in office."""
    Association.objects.filter(pk=association.pk).update(email=CENTRE, phone="+420491000110")
    municipality = member_of(association)
    if not municipality.mandates.exists():
        mandate(municipality)
    return make_request(
        association,
        **{"email": CITIZEN, "name": NAME, "phone": PHONE, "text": TEXT, "place": "U kapličky", **changed},
    )


def handed_over(request: CitizenRequest, **changed: Any) -> HandOver:
    """Handed over to the mayor in office, or to whom `changed` says."""
    present = request.municipality.mandates.first()
    return hand_over_request(
        **{
            "request": request,
            "body": "Obec Vysokov",
            "email": MAYOR,
            "mandate": present,
            "reason": "Lampy patří obci.",
            "groundwork": "Lampa číslo 12, správce sítě ví o závadě.",
            "data_ground": DataGround.NONE,
            "user": None,
            **changed,
        }
    )


def now_of(row: Any) -> Any:
    """The row as the database has it."""
    return type(row)._base_manager.get(pk=row.pk)


def letters_to(address: str, event: str = "") -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(recipient=address, event__contains=event).order_by("pk"))


def on(when: date, hour: int = 9) -> Any:
    """It is `when`, at `hour` in Prague."""
    return travel(datetime.combine(when, time(hour), tzinfo=ZoneInfo("Europe/Prague")), tick=False)


def address(hand_over: HandOver) -> str:
    return f"/kontakt/predano/{hand_over.key}/"


def visit(client: Client, hand_over: HandOver) -> Any:
    return client.get(address(hand_over), **HOST)


def answer(client: Client, hand_over: HandOver, state: str, text: str = "", name: str = "Eva Malá") -> Any:
    data = {"state": state, "answer": text, "answered_by": name}
    return client.post(address(hand_over), data, **HOST)


def text_of(response: Any) -> str:
    """What a reader sees of the page, with plain spaces."""
    main = re.search(r"<main.*?</main>", response.content.decode(), re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", main[0] if main else "").replace("\xa0", " ").split())
