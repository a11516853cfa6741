"""What of the register waits for the Union: numbers of centres and what they wrote to it, nothing personal (A5)."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.tenancy.boundary import is_union_user
from portal.tenancy.desk import LATE, DeskLine, DeskRows, is_ahead, is_past

from ..explanations.waiting import to_answer
from ..quality.waiting import to_record
from ..reminding.silence import for_the_union
from ..targets.progress import Pace, progress_by_site
from ..targets.taking_part import centres_of

ANSWER = "?waiting=answer"


def explanations(user: Any) -> DeskRows | None:
    """Explanations of centres that wait for an opinion."""
    if not is_union_user(user):
        return None
    return DeskRows(to_answer(user), _to_answer, f"{reverse('explanations:index')}{ANSWER}", "to_answer")


def answer_days(user: Any) -> Iterator[DeskLine]:
    """The days by which the opinions have to be given."""
    days = set(to_answer(user).values_list("answer_due_on", flat=True)) if is_union_user(user) else set()
    for due_on in sorted(days):
        if is_ahead(due_on) or is_past(due_on):
            tone = LATE if is_past(due_on) else ""
            text = _("Opinion on an explanation: answer the centre")
            yield DeskLine(text, f"{reverse('explanations:index')}{ANSWER}", None, "answer_due", tone, due_on)


def centres_at_risk(user: Any) -> DeskLine | None:
    """Centres that will not reach their targets at today's pace, of those that are evaluated at the period's end."""
    found = progress_by_site() if is_union_user(user) else {}
    at_risk = [site_id for site_id, progress in found.items() if progress.state is Pace.AT_RISK]
    if not at_risk:
        return None
    count = centres_of(found[at_risk[0]].period).filter(site__in=at_risk).count()
    if not count:
        return None
    said = ngettext(
        "%(count)d centre at risk of missing targets", "%(count)d centres at risk of missing targets", count
    )
    url = f"{reverse('centres:index')}?state={Pace.AT_RISK.value}"
    return DeskLine(said % {"count": count}, url, count, "at_risk", LATE)


def silent_centres(user: Any) -> DeskLine | None:
    """Centres that have recorded nothing for so long that they were reminded twice (ACT-5)."""
    count = len(for_the_union()) if is_union_user(user) else 0
    if not count:
        return None
    said = ngettext("%(count)d centre without records", "%(count)d centres without records", count)
    return DeskLine(said % {"count": count}, reverse("silent_centres:index"), count, "silent", LATE)


def quality_checks(user: Any) -> DeskRows | None:
    """Activities drawn for a check whose outcome nobody has written down yet (TGT-6)."""
    if not is_union_user(user):
        return None
    return DeskRows(to_record(user), _to_record, f"{reverse('quality_checks:index')}?waiting=1", "to_record")


def _to_answer(count: int) -> str:
    return ngettext("%(count)d explanation to answer", "%(count)d explanations to answer", count) % {"count": count}


def _to_record(count: int) -> str:
    said = ngettext("%(count)d quality check to record", "%(count)d quality checks to record", count)
    return said % {"count": count}
