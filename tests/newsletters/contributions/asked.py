"""An association that asks its municipalities for contributions, for tests of N1."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from newsletters.contributions.asking import ask, set_closing_date
from newsletters.contributions.links import SEGMENT, token_of
from newsletters.contributions.people import Person
from newsletters.models import Contribution, Contributor, NewsletterIssuePage
from portal.tenancy.models import Association, Mandate, Membership, Municipality

MAYOR = "starostka@lhota.test"
SCHOOL = "skola@lhota.test"
PIECE = {"title": "Dětský den", "text": "Zveme na hřiště.\n\nVstup je volný.", "author_name": "Jana Nová"}


def village(association: Association, name: str = "Lhota", code: str = "990100", email: str = MAYOR) -> Municipality:
    """A member municipality with a mayor in office; without one for an empty `email`."""
    place = Municipality.objects.create(code=code, name=name)
    Membership.objects.create(association=association, municipality=place, joined_on=date(2020, 1, 1))
    if email:
        Mandate.objects.create(
            municipality=place, person_name=f"Starosta {name}", email=email, valid_from=date(2022, 10, 1)
        )
    return place


def ask_mayor(
    issue: NewsletterIssuePage, user: Any, *, until: date | None = None, place: Municipality | None = None
) -> Contributor:
    """The mayor of `place` is asked for a contribution to `issue`, by ten days from now."""
    set_closing_date(issue=issue, day=until or timezone.localdate() + timedelta(days=10), user=user)
    [asked] = ask(issue=issue, people=[Person(MAYOR, "Jana Nová", place.code if place else "")], user=user)
    return asked


def path_of(contributor: Contributor) -> str:
    return f"/zpravodaj/{SEGMENT}/{token_of(contributor)}/"


def make_piece(contributor: Contributor, **fields: Any) -> Contribution:
    """A piece that waits."""
    return Contribution.objects.create(
        **{
            "site_id": contributor.site_id,
            "issue": contributor.issue,
            "contributor": contributor,
            "municipality": contributor.municipality,
            "author_email": contributor.email,
            **PIECE,
            **fields,
        }
    )
