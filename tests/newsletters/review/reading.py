"""Shared set-up of the tests of the reviewer's link: an expert, a round, and a client at the association's host."""

from typing import Any

from django.test import Client

from newsletters.models import NewsletterIssuePage, ReviewRound
from newsletters.review.links import link_for
from portal.tenancy.models import Association, LiaisonExpert

from ..factories import article, make_issue, submit

FIRST = "11111111-1111-4111-8111-111111111111"
SECOND = "22222222-2222-4222-8222-222222222222"
THIRD = "33333333-3333-4333-8333-333333333333"


def block(pk: str, heading: str, text: str = "<p>Opravujeme chodník u školy.</p>") -> dict[str, Any]:
    return {"id": pk, **article(heading, text)}


def make_expert(name: str = "Karel Znalý", email: str = "karel@smscr.example", **fields: Any) -> LiaisonExpert:
    return LiaisonExpert.objects.create(name=name, email=email, **fields)


def submitted(association: Association, **fields: Any) -> ReviewRound:
    """A round about a draft of two articles, submitted by nobody in particular."""
    blocks = fields.pop("blocks", [block(FIRST, "Chodník"), block(SECOND, "Knihovna")])
    return submit(make_issue(association, live=False, blocks=blocks, **fields))


def path_of(round: ReviewRound, expert: LiaisonExpert, **how: Any) -> str:
    """The path of the expert's link, without the host."""
    return "/" + link_for(round=round, expert=expert, **how).split("/", 3)[3]


def at(association: Association, **defaults: Any) -> Client:
    client = Client(**defaults)
    client.defaults["HTTP_HOST"] = association.site.hostname
    return client


def mended(issue: NewsletterIssuePage, **fields: Any) -> NewsletterIssuePage:
    """The issue with a newer revision that says something else."""
    issue = issue.get_latest_revision().as_object()
    for name, value in fields.items():
        setattr(issue, name, value)
    issue.save_revision()
    return NewsletterIssuePage.objects.get(pk=issue.pk)
