"""Whose turn it is to review: the expert, the deputy, or anybody of the Union's reviewers (V4).

Reckoned from what is at hand, so that a table of hundreds of rounds asks nothing for each.
"""

from dataclasses import dataclass
from datetime import date

from portal.core.remembered import Remembered
from portal.core.working_days import add_working_days
from portal.tenancy.absences.duty import Duty, duty_on, duty_today
from portal.tenancy.models import LiaisonExpert

from ..limits import limit
from ..models import ReviewRound


@dataclass(frozen=True)
class Turn:
    """What says whose turn it is on one day: who is away, and when the deputy takes over."""

    duty: Duty
    deputy_days: int

    def of(self, round: ReviewRound) -> tuple[LiaisonExpert, ...]:
        """Who is to decide about a waiting `round`; where there is nobody, any of the Union's reviewers.

        The expert; the deputy where the expert is away or gone, and besides the expert once the answer is
        `deputy_days` working days late.
        """
        expert, deputy = (self._there(one) for one in (round.expert, round.deputy))
        if expert is not None and not self.is_deputys(round.due_on):
            deputy = None
        return tuple(one for one in (expert, deputy) if one is not None)

    def _there(self, expert: LiaisonExpert | None) -> LiaisonExpert | None:
        """The expert, unless they left, are away, or their account is closed."""
        if expert is None or not expert.is_active or self.is_away(expert):
            return None
        return None if expert.user is not None and not expert.user.is_active else expert

    def is_away(self, expert: LiaisonExpert) -> bool:
        """Whether the expert is away; who has no account enters no absences."""
        return expert.user_id is not None and expert.user_id in self.duty.away

    def is_deputys(self, due_on: date) -> bool:
        """Whether an answer due on a day is so late that the deputy takes over."""
        return self.duty.on >= add_working_days(due_on, self.deputy_days)


def turn_on(on: date | None = None) -> Turn:
    """Whose turn it is `on` a day in Prague (today); two queries."""
    duty = duty_on(on)
    return Turn(duty, limit("newsletter_deputy_days", duty.on))


def turn_today() -> Turn:
    """Whose turn it is today in Prague, kept for a minute: for lists, which decide nothing."""
    duty = duty_today()
    return Turn(duty, _deputy_days.get(duty.on))


def _read_deputy_days(on: date) -> int:
    return limit("newsletter_deputy_days", on)


_deputy_days: Remembered[date, int] = Remembered(_read_deputy_days, "programme.Threshold")
