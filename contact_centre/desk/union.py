"""What of the register waits for the Union: numbers of centres and what they wrote to it, nothing personal (A5)."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.tenancy.boundary import is_union_user
from portal.tenancy.desk import LATE, DeskLine, is_ahead, is_past

from ..explanations.waiting import to_answer
from ..quality.waiting import to_record
from ..reminding.silence import for_the_union
from ..targets.progress import Pace, progress_by_site

ANSWER = "?waiting=answer"


def explanations(user: Any) -> DeskLine | None:
    """Explanations of centres that wait for an opinion."""
    count = to_answer(user).count() if is_union_user(user) else 0
    if not count:
        return None
    said = ngettext("%(count)d explanation to answer", "%(count)d explanations to answer", count) % {"count": count}
    return DeskLine(said, f"{reverse('explanations:index')}{ANSWER}", count, "to_answer")


def answer_days(user: Any) -> Iterator[DeskLine]:
    """The days by which the opinions have to be given."""
    days = set(to_answer(user).values_list("answer_due_on", flat=True)) if is_union_user(user) else set()
    for due_on in sorted(days):
        if is_ahead(due_on) or is_past(due_on):
            tone = LATE if is_past(due_on) else ""
            text = _("Opinion on an explanation: answer the centre")
            yield DeskLine(text, f"{reverse('explanations:index')}{ANSWER}", None, "answer_due", tone, due_on)


def centres_at_risk(user: Any) -> DeskLine | None:
    """Centres that will not reach their targets at today's pace."""
    found = progress_by_site().values() if is_union_user(user) else ()
    count = sum(progress.state is Pace.AT_RISK for progress in found)
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


def quality_checks(user: Any) -> DeskLine | None:
    """Activities drawn for a check whose outcome nobody has written down yet (TGT-6)."""
    count = to_record(user).count() if is_union_user(user) else 0
    if not count:
        return None
    said = ngettext("%(count)d quality check to record", "%(count)d quality checks to record", count)
    return DeskLine(said % {"count": count}, f"{reverse('quality_checks:index')}?waiting=1", count, "to_record")
