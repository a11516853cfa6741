"""How far a mailing is: numbers that open their lists, a bar, and when it will be done (X5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from ..enums import DeliveryState, MailingState
from ..models import Delivery, Mailing
from .figures import Figures, by_issue
from .outcomes import Became

LIST = "newsletter_delivery:index"
BAR = 1000
"""Length of the bar in units of its picture."""


@dataclass(frozen=True)
class Line:
    """One number of the table with the list it opens. `is_within`: it is a part of the sent."""

    became: Became
    count: int
    url: str
    is_within: bool


@dataclass(frozen=True)
class Part:
    """A part of the bar."""

    name: str
    start: int
    length: int


@dataclass(frozen=True)
class Progress:
    """One mailing as its page shows it."""

    mailing: Mailing
    figures: Figures
    tried_again: int
    """Of the waiting: mails a server asked us to bring later; the last of them at `last_attempt_at`."""
    last_attempt_at: datetime | None

    @property
    def state(self) -> MailingState:
        return MailingState(self.mailing.state)

    @property
    def is_open(self) -> bool:
        """Whether the numbers still change by themselves."""
        return self.state in (MailingState.GATHERING, MailingState.SENDING)

    @property
    def share(self) -> float:
        return self.figures.settled / self.figures.recipients if self.figures.recipients else 0.0

    @property
    def ends_at(self) -> datetime | None:
        """When what is due now will be sent at the set rate; None while nobody can tell."""
        minutes = minutes_for(self.figures.waiting - self.tried_again)
        if self.state is not MailingState.SENDING or not minutes:
            return None
        return timezone.now() + timedelta(minutes=minutes)

    @property
    def lines(self) -> list[Line]:
        within = (Became.BOUNCED, Became.UNSUBSCRIBED)
        return [Line(one, getattr(self.figures, one), self._list(one), one in within) for one in Became]

    @property
    def doubt_url(self) -> str:
        return self._list(Became.IN_DOUBT)

    @property
    def bar(self) -> Iterator[Part]:
        """The parts of the bar from its start; what is waiting is its empty end."""
        at, whole = 0, self.figures.recipients or 1
        numbers = (self.figures.sent, self.figures.in_doubt, self.figures.refused + self.figures.left_out)
        done = 0
        for name, number in zip(("sent", "doubt", "lost"), numbers, strict=True):
            done += number
            end = done * BAR // whole
            if end > at:
                yield Part(name, at, end - at)
            at = end

    def _list(self, one: Became) -> str:
        return f"{reverse(LIST)}?{urlencode({'issue': str(self.mailing.issue_id), 'became': one.value})}"


def progress_of(mailing: Mailing) -> Progress:
    """How far `mailing` is; two queries."""
    found = Delivery.objects.filter(mailing=mailing.pk)
    figures = by_issue(found).get(mailing.issue_id, Figures())
    later = Q(state=DeliveryState.WAITING, attempts__gt=0, next_attempt_at__gt=timezone.now())
    again = found.order_by().aggregate(count=Count("pk", filter=later), last=Max("next_attempt_at", filter=later))
    return Progress(mailing, figures, again["count"], again["last"])


def minutes_for(count: int) -> int:
    """How many minutes so many mails take at the set rate; 0 where there is none to send, or no rate is set."""
    rate: int = settings.MAILING_PER_MINUTE
    return ceil(count / rate) if rate else 0
