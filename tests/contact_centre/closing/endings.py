"""Closings for tests: who is in office, and a request closed as the centre closes it."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from contact_centre.actions import resolve_request
from contact_centre.closing.words import MayorWord
from contact_centre.models import CitizenRequest
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Mandate, Municipality

from ..factories import output

PEOPLE = {"mayor": "Marie Starostová", "deputy": "Karel Místo", "representative": "Ota Pověřený"}


def in_office(
    municipality: Municipality, position: str = "mayor", *, since: int = -300, until: int | None = None, **values: Any
) -> Mandate:
    """A mandate from `since` days from today to `until` days from today (for ever by default)."""
    today = timezone.localdate()
    return Mandate.objects.create(
        municipality=municipality,
        position=position,
        valid_from=today + timedelta(days=since),
        valid_until=None if until is None else today + timedelta(days=until),
        **{"person_name": PEOPLE[position], "email": f"{position}@obec.example", **values},
    )


def ending(request: CitizenRequest, **changed: Any) -> dict[str, Any]:
    """What closing takes."""
    return {
        "request": request,
        "output": output(),
        "output_description": "Lampa u kapličky opravena.",
        "answer": "Dobrý den, lampa už svítí.",
        "word": MayorWord.by_mail(),
        "user": None,
        **changed,
    }


def resolved(request: CitizenRequest, **changed: Any) -> CitizenRequest:
    return resolve_request(**ending(request, **changed))


def letters_to_mayor(request: CitizenRequest) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(event__startswith=f"contact_centre.mayor:{request.pk}:").order_by("pk"))
