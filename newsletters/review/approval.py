"""Which content the Union has agreed to: an approval holds for one issue and one fingerprint (N3)."""

from typing import Any

from django.apps import apps
from django.db.models import Q

from ..enums import Outcome
from ..facts.fingerprint import fingerprint_of


def approved_round(issue: Any) -> Any:
    """The round in which the Union approved exactly what the instance `issue` says now; None if there is none.

    Of several rounds about the same content the last one that was decided counts. A page that only repeats another
    one (an alias) says what its source says, and so does the page of another language for as long as it says it word
    for word: the alias that is turned into a page of its own keeps the consent until somebody translates it.
    """
    rounds = apps.get_model("newsletters", "ReviewRound")
    same = Q(issue=issue.alias_of_id or issue.pk) | Q(issue__translation_key=issue.translation_key)
    decided = rounds._default_manager.filter(same, content_hash=fingerprint_of(issue), decision__isnull=False)
    decided = decided.exclude(decision__outcome=Outcome.WITHDRAWN)
    last = decided.select_related("decision", "revision").order_by("-decision__pk").first()
    return last if last is not None and last.decision.outcome == Outcome.APPROVED else None


def is_approved(issue: Any) -> bool:
    """Whether the Union agreed to exactly what the instance `issue` says now."""
    return (issue.pk or issue.alias_of_id) is not None and approved_round(issue) is not None


def is_under_review(issue: Any) -> bool:
    """Whether a round of `issue` waits for the Union's decision."""
    if issue.pk is None:
        return False
    rounds = apps.get_model("newsletters", "ReviewRound")
    waiting: bool = rounds._default_manager.filter(issue=issue.pk, decision__isnull=True).exists()
    return waiting
