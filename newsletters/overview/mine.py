"""Which rounds wait for one person of the Union: as expert, as deputy on turn, or as any reviewer (V4, U1)."""

from typing import Any

from portal.tenancy.boundary import is_union_user
from portal.tenancy.models import LiaisonExpert
from portal.tenancy.roles import Role

from ..models import ReviewRound
from ..review.turn import Turn


def rounds_for(user: Any, turn: Turn) -> list[ReviewRound]:
    """The waiting rounds that `user` is to decide on the day of `turn`, the one due first on top; one query."""
    if not is_union_user(user):
        return []
    waiting = ReviewRound.objects.filter(decision__isnull=True).order_by("due_on", "pk")
    found = waiting.select_related("expert__user", "deputy__user")
    return [one for one in found if is_for(user, turn.of(one))]


def is_for(user: Any, people: tuple[LiaisonExpert, ...]) -> bool:
    """Whether `user` is one of the `people` a round waits for; where there are none, any reviewer is."""
    if people:
        return any(one.user_id == user.pk for one in people)
    return user.is_superuser or str(Role.UNION_REVIEWER) in user.rights.groups
