"""Contributions to the issue the demonstration is just writing: some came, one has nothing, the rest are silent."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from portal.core.working_days import next_working_day
from portal.tenancy.models import Association

from .contributions.asking import ask, set_closing_date
from .contributions.people import offered
from .contributions.receiving import Piece, receive, say_nothing
from .demo_review import account
from .models import NewsletterIssuePage

CLOSES_IN = timedelta(days=12)


def collect_contributions(issue: NewsletterIssuePage, entry: dict[str, Any], association: Association) -> None:
    """Ask the municipalities for pieces for `issue`; those of the data file come, one from each."""
    manager = account(association.manager_group.name)
    today = timezone.localdate()
    set_closing_date(issue=issue, day=next_working_day(today + CLOSES_IN), user=manager)
    people = [offer.person for offer in offered(issue, association)]
    asked = ask(issue=issue, people=people, user=manager)
    pieces = entry["contributions"]
    for contributor, piece in zip(asked, pieces, strict=False):
        day = today + timedelta(days=piece["in_days"]) if piece["in_days"] else None
        said = Piece(piece["title"], piece["text"], day, author_name=contributor.name)
        receive(issue=issue, contributor=contributor, piece=said)
    for contributor in asked[len(pieces) : len(pieces) + 1]:
        say_nothing(contributor=contributor)
