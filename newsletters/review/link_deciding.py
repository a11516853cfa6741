"""A decision by a personal link: comments, decision and the end of the link, all or nothing (V1)."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..enums import Outcome
from ..models import ReviewDecision, ReviewLink, RoundComment
from .deciding import approve_round, return_round
from .links import Standing, find_again
from .reviewers import Reviewer


@transaction.atomic
def decide_by_link(*, link: ReviewLink, outcome: str, comment: str, at_places: Mapping[str, str]) -> ReviewDecision:
    """Approve or return the round of `link` in the expert's name; `at_places` says what about which place.

    Raises ValidationError if the link can't be used any more, or the round can't be decided so.
    """
    ReviewLink.objects.select_for_update().get(pk=link.pk)
    found = find_again(link)
    if found.standing is not Standing.OPEN:
        raise ValidationError(_("This link can't be used any more."))
    reviewer = Reviewer.with_link(link.expert)
    for place, text in at_places.items():
        RoundComment.objects.create(
            site_id=link.site_id, round=link.round, place=place, text=text, made_by=reviewer.name
        )
    act = approve_round if outcome == Outcome.APPROVED else return_round
    decision = act(round=link.round, reviewer=reviewer, comment=comment)
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])
    return decision
