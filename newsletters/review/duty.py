"""Who reviews a round on a day: the association's expert, else the deputy, else any of the Union's reviewers (V4)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model

from portal.tenancy.absences.duty import Duty, union_on_duty
from portal.tenancy.models import LiaisonExpert

from ..models import ReviewRound, UnionReviewTask
from .authors import is_author
from .reviewers import name_of
from .turn import Turn, turn_on


@dataclass(frozen=True)
class Addressee:
    """Somebody who may decide a round: in the administration if there is a `user`, else by a link (`expert`)."""

    name: str
    email: str
    expert: LiaisonExpert | None = None
    user: Any = None
    is_deputy: bool = False


def reviewers_of(round: ReviewRound, on: date | None = None) -> list[Addressee]:
    """Who is to decide `round` `on` a day in Prague (today), and is written to.

    Those whose turn it is (`turn.Turn`) without who is away; where none of them can decide, the other expert, and
    where neither can, all of the Union's reviewers who are there. Nobody who wrote the issue (V2).
    """
    turn = turn_on(on)
    for experts in (turn.of(round), (round.expert, round.deputy)):
        found = [who for expert in experts if (who := _expert(round, expert, turn)) is not None]
        if found:
            return found
    return _all_reviewers(round, turn.duty)


def _expert(round: ReviewRound, expert: LiaisonExpert | None, turn: Turn) -> Addressee | None:
    """The expert as an addressee; None for who left, is away, has a closed account, or wrote the issue."""
    if expert is None or not expert.is_active or turn.is_away(expert):
        return None
    user = expert.user
    if user is not None and not user.is_active:
        return None
    if is_author(round.issue, user=user, email=expert.email):
        return None
    # An account that may not decide in the administration gets a link, as an expert without one.
    in_admin: Any = user if user is not None and _may_decide(round, user) else None
    return Addressee(
        expert.name, getattr(in_admin, "email", "") or expert.email, expert, in_admin, expert.pk == round.deputy_id
    )


def _may_decide(round: ReviewRound, user: Any) -> bool:
    task = round.task_state.task.specific
    return isinstance(task, UnionReviewTask) and task.user_can_access_editor(round.issue, user)


def _all_reviewers(round: ReviewRound, duty: Duty) -> list[Addressee]:
    groups = round.task_state.task.specific.groups.all()
    users = get_user_model()._default_manager.filter(is_active=True, groups__in=groups).exclude(email="")
    there = [user for user in users.distinct().order_by("pk") if user.pk not in duty.away]
    found = [Addressee(name_of(user), user.email, user=user) for user in there if not is_author(round.issue, user=user)]
    return found or [Addressee("", address) for address in union_on_duty(duty.on)]
