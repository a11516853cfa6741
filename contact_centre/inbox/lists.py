"""The named lists of the inbox: what stands in each, how many, and the order in which the centre works."""

from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, TextChoices, When
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from portal.tenancy.absences.duty import cases_of

from ..closing.returned import with_returned_mail
from ..enums import OPEN_REQUEST, WORKED_ON, HandOverState, RequestStatus
from ..models import CitizenRequest, HandOver


class InboxList(TextChoices):
    """The lists; each number on a screen opens exactly one of them (U1)."""

    OPEN = "open", pgettext_lazy("list of requests", "open")
    LOOK = "look", pgettext_lazy("list of requests", "to look at")
    NEW = "new", pgettext_lazy("list of requests", "new")
    MINE = "mine", pgettext_lazy("list of requests", "mine")
    OVERDUE = "overdue", pgettext_lazy("list of requests", "overdue")
    PAUSED = "paused", pgettext_lazy("list of requests", "standing still")
    HANDED = "handed", pgettext_lazy("list of requests", "with a municipality")
    RETURNED = "returned", pgettext_lazy("list of requests", "mayor's mail came back")


WAITING_FIRST = "due_on"
"""The order of work: what waits for the centre by its day, overdue on top; then what stands still, then the rest."""


def conditions(user: Any) -> dict[str, Q]:
    """What holds for the requests of each list, today in Prague; a deputy's are also those of who is away (U2)."""
    waiting = HandOver.objects.filter(request=OuterRef("pk"), state=HandOverState.WAITING)
    worked_on = Q(status__in=WORKED_ON)
    return {
        InboxList.OPEN: Q(status__in=OPEN_REQUEST),
        InboxList.LOOK: Q(status=RequestStatus.RECEIVED),
        InboxList.NEW: Q(status=RequestStatus.REGISTERED),
        InboxList.MINE: worked_on & Q(activity__responsible__user__in=cases_of(user)),
        InboxList.OVERDUE: worked_on & Q(paused_on=None, due_on__lt=timezone.localdate()),
        InboxList.PAUSED: worked_on & Q(paused_on__isnull=False),
        InboxList.HANDED: Q(status=RequestStatus.HANDED_OVER) & Q(Exists(waiting)),
        InboxList.RETURNED: Q(pk__in=with_returned_mail(CitizenRequest.objects.order_by()).values("pk")),
    }


def listed(requests: QuerySet[Any], which: str, user: Any) -> QuerySet[Any]:
    """The part of `requests` in the list `which`; all of them by default."""
    return requests.filter(conditions(user)[which]) if which else requests


def numbers(requests: QuerySet[Any], user: Any) -> dict[str, int]:
    """How many of `requests` stand in each list, and in all ("") – one query."""
    counts = {which: Count("pk", filter=condition) for which, condition in conditions(user).items()}
    found: dict[str, int] = requests.order_by().aggregate(everything=Count("pk"), **counts)
    return {"": found.pop("everything"), **found}


def in_order_of_work(requests: QuerySet[Any]) -> QuerySet[Any]:
    """`requests` as they wait: by the day of answer; then what stands still, what is to be looked at, what is done."""
    turn = Case(
        When(status__in=WORKED_ON, paused_on=None, then=0),
        When(status__in=WORKED_ON, then=1),
        When(status=RequestStatus.RECEIVED, then=2),
        default=3,
        output_field=IntegerField(),
    )
    day = Case(When(status__in=WORKED_ON, then=F("due_on")))
    return requests.order_by(turn, day, F("received_at").desc(), F("pk").desc())
