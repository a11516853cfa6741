"""What must be verified, in the order in which it must: the named lists, their numbers, and why an entry is there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.core.counting import count_together
from portal.core.templatetags.portal import cs_date

from ...enums import CheckReason
from ...models import EntryCheck, Proposal, Service
from ...querysets import SOON


class QueueList(models.TextChoices):
    """The lists of the queue; each number on a screen opens exactly one of them."""

    CHECK = "check", gettext_lazy("to check")
    OVERDUE = "overdue", gettext_lazy("overdue")
    SOON = "soon", gettext_lazy("due within 30 days")
    PLANNED = "planned", gettext_lazy("planned for this week")
    NEVER = "never", gettext_lazy("never verified")


_READS: dict[str, Callable[[Any], Any]] = {
    QueueList.CHECK: lambda services: services.to_check(),
    QueueList.OVERDUE: lambda services: services.overdue(),
    QueueList.SOON: lambda services: services.due(),
    QueueList.PLANNED: lambda services: services.planned_this_week(),
    QueueList.NEVER: lambda services: services.never_verified(),
}


def listed(services: Any, which: str = "") -> Any:
    """The part of `services` in the list `which`; in the whole queue by default."""
    return _READS[which](services) if which else services.to_verify()


def numbers(services: Any) -> dict[str, int]:
    """How many of `services` stand in the whole queue ("") and in each list; one query for all."""
    lists = ("", *QueueList.values)
    return dict(zip(lists, count_together([listed(services, which) for which in lists]), strict=True))


def with_reasons(services: Any) -> Any:
    """`services` with their open checks (`open_checks`) and undecided proposals (`waiting`): two queries for all."""
    return services.prefetch_related(
        Prefetch("checks", EntryCheck.objects.filter(settled_at=None), to_attr="open_checks"),
        Prefetch("proposals", Proposal.objects.filter(settled_at=None), to_attr="waiting"),
    )


def unanswered(services: Any) -> Any:
    """Those of `services` whose provider hasn't proposed changes that wait: nobody calls one who has just answered."""
    return services.filter(~Exists(Proposal.objects.filter(service=OuterRef("pk"), settled_at=None)))


def of_same_provider(service: Service) -> Any:
    """The other services of the body that runs `service` in the same association: by its IČO, else by its name."""
    same = (
        Q(operator_ico=service.operator_ico)
        if service.operator_ico
        else Q(operator_ico="", operator_name=service.operator_name)
    )
    return Service.objects.for_site(service.site_id).filter(same).exclude(pk=service.pk)


class Level(StrEnum):
    """How pressing an entry is; the screen shows a sign, the words say it."""

    CHECK = "check"
    OVERDUE = "overdue"
    SOON = "soon"
    CALM = "calm"


@dataclass(frozen=True)
class Standing:
    """Where an entry stands today, in words."""

    level: Level
    text: str
    why: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " · ".join((self.text, *self.why))


def check_in_words(check: EntryCheck) -> str:
    """Why an entry must be checked before its time, with the address or the words that are meant."""
    if check.reason == CheckReason.BOUNCED:
        return _("mail to %(address)s came back") % {"address": check.value}
    if check.reason == CheckReason.DEAD_LINK:
        return _("%(address)s doesn't answer") % {"address": check.value}
    said = check.detail or check.value
    return _("somebody reported a mistake: %(said)s") % {"said": said} if said else _("somebody reported a mistake")


def standing(service: Any) -> Standing:
    """Where `service` of `with_reasons` stands today."""
    today = timezone.localdate()
    reasons = [check_in_words(check) for check in service.open_checks]
    if service.waiting:
        reasons.append(_("the provider proposed changes"))
    text = days_in_words(service.verify_by, today)
    if service.verified_on is None:
        reasons.append(_("never verified"))
    if service.check_since is not None:
        since = _("to check since %(day)s") % {"day": cs_date(service.check_since)}
        return Standing(Level.CHECK, since, (*reasons, text) if text else tuple(reasons))
    return Standing(_level(service.verify_by, today), text, tuple(reasons))


def days_in_words(last: date | None, today: date) -> str:
    """ "overdue by 12 days", "today is the last day", "5 days left"; "" where no day is set."""
    if last is None:
        return ""
    days = (last - today).days
    if days < 0:
        return ngettext("%(count)d day overdue", "%(count)d days overdue", -days) % {"count": -days}
    if days == 0:
        return _("today is the last day")
    return ngettext("%(count)d day left", "%(count)d days left", days) % {"count": days}


def _level(last: date | None, today: date) -> Level:
    if last is None or (last - today).days > SOON:
        return Level.CALM
    return Level.OVERDUE if last < today else Level.SOON
