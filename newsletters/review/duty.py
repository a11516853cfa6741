"""Who reviews a round on a day: the association's expert, else the deputy, else any of the Union's reviewers (V4)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from portal.core.working_days import add_working_days
from portal.tenancy.absences.duty import Duty, duty_on, union_on_duty
from portal.tenancy.models import LiaisonExpert

from ..limits import limit
from ..models import ReviewRound, UnionReviewTask
from .authors import is_author
from .reviewers import name_of


@dataclass(frozen=True)
class Addressee:
    """Somebody who may decide a round: in the administration if there is a `user`, else by a link (`expert`)."""

    name: str
    email: str
    expert: LiaisonExpert | None = None
    user: Any = None
    is_deputy: bool = False


def reviewers_of(round: ReviewRound, on: date | None = None) -> list[Addressee]:
    """Who is to decide `round` `on` a day in Prague (today).

    The expert; the deputy where the expert is away or left, and besides the expert once the answer is late. Where
    neither can decide, all of the Union's reviewers who are there. Nobody who wrote the issue (V2).
    """
    day = on or timezone.localdate()
    duty = duty_on(day)
    expert = _expert(round, round.expert, duty)
    deputy = _expert(round, round.deputy, duty, is_deputy=True)
    if expert is not None and day < deputy_from(round):
        deputy = None
    return [who for who in (expert, deputy) if who is not None] or _all_reviewers(round, duty)


def deputy_from(round: ReviewRound) -> date:
    """The day from which the deputy reviews a late round too."""
    return add_working_days(round.due_on, limit("newsletter_deputy_days", round.due_on))


def _expert(
    round: ReviewRound, expert: LiaisonExpert | None, duty: Duty, *, is_deputy: bool = False
) -> Addressee | None:
    """The expert as an addressee; None for who left, is away, has a closed account, or wrote the issue."""
    if expert is None or not expert.is_active:
        return None
    user = expert.user
    if user is not None and (not user.is_active or user.pk in duty.away):
        return None
    if is_author(round.issue, user=user, email=expert.email):
        return None
    # An account that may not decide in the administration gets a link, as an expert without one.
    in_admin: Any = user if user is not None and _may_decide(round, user) else None
    return Addressee(expert.name, getattr(in_admin, "email", "") or expert.email, expert, in_admin, is_deputy)


def _may_decide(round: ReviewRound, user: Any) -> bool:
    task = round.task_state.task.specific
    return isinstance(task, UnionReviewTask) and task.user_can_access_editor(round.issue, user)


def _all_reviewers(round: ReviewRound, duty: Duty) -> list[Addressee]:
    groups = round.task_state.task.specific.groups.all()
    users = get_user_model()._default_manager.filter(is_active=True, groups__in=groups).exclude(email="")
    there = [user for user in users.distinct().order_by("pk") if user.pk not in duty.away]
    found = [Addressee(name_of(user), user.email, user=user) for user in there if not is_author(round.issue, user=user)]
    return found or [Addressee("", address) for address in union_on_duty(duty.on)]
