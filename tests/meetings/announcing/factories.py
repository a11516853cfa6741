"""Meetings people are invited to, and the people."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from meetings.announcing.inviting import invite
from meetings.models import Announcement, MeetingPage
from portal.tenancy.models import Association, Mandate, Municipality
from tests.meetings.factories import make_meeting

PLAIN = {"title": "Podzimní setkání starostů"}
SECRET = "Odměna předsedy"
"""The title of a point that isn't public."""


def make_mayor(municipality: Municipality, name: str = "Jan Novák", email: str = "", **fields: Any) -> Mandate:
    """A mayor in office for years, unless `fields` say otherwise."""
    values = {"valid_from": date(2022, 10, 20), "position": Mandate.Position.MAYOR, **fields}
    address = email or f"starosta-{municipality.code}@example.org"
    mandate: Mandate = Mandate.objects.create(municipality=municipality, person_name=name, email=address, **values)
    return mandate


def make_mayors(association: Association) -> list[Mandate]:
    """A mayor of each member."""
    members = Municipality.objects.members_of(association)
    return [make_mayor(each, f"Starosta {number}") for number, each in enumerate(members, start=1)]


def programme() -> list[tuple[str, dict[str, Any]]]:
    """Two public points and one that isn't, with points below it."""
    return [
        ("point", {"title": "Zpráva o činnosti", "note": "Za půl roku.", "speaker": "manažerka", "is_public": True}),
        ("point", {"title": SECRET, "is_public": False, "points": [{"title": "Výše odměny", "is_public": True}]}),
        ("point", {"title": "Různé", "is_public": True}),
    ]


def make_planned(association: Association, slug: str = "setkani", *, days: int = 30, **fields: Any) -> MeetingPage:
    """A draft of a mayors' meeting in so many days."""
    starts_at = timezone.now() + timedelta(days=days)
    return make_meeting(
        association,
        slug,
        live=False,
        **{"starts_at": starts_at, "programme": programme(), "title": "Podzimní setkání starostů", **fields},
    )


def make_invited(association: Association, user: Any, slug: str = "setkani", **fields: Any) -> Announcement:
    """A meeting the mayors are invited to."""
    return invite(meeting=make_planned(association, slug, **fields), user=user)
