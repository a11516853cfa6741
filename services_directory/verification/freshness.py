"""What the public is told about how fresh an entry is, in the same words everywhere (F7)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.templatetags.portal import cs_date

from ..enums import Method

if TYPE_CHECKING:
    from ..models import Service


class State(StrEnum):
    FRESH = "fresh"
    OVERDUE = "overdue"
    NEVER = "never"


@dataclass(frozen=True)
class Freshness:
    """`is_overdue` also for an entry that was never verified and whose day for it has passed."""

    state: State
    text: str
    is_overdue: bool

    @property
    def is_fresh(self) -> bool:
        return self.state is State.FRESH


def is_overdue(service: "Service") -> bool:
    """Whether the last day for verifying `service` (DIR-3) is over, today in Prague; never of a closed one."""
    today = timezone.localdate()
    is_closed = service.closed_on is not None and service.closed_on <= today
    return service.verify_by is not None and service.verify_by < today and not is_closed


def freshness_of(service: "Service") -> Freshness:
    """How fresh `service` is, in words of the active language."""
    overdue = is_overdue(service)
    if service.verified_on is None:
        return Freshness(State.NEVER, _("Not verified yet"), overdue)
    day = cs_date(service.verified_on)
    if overdue:
        return Freshness(State.OVERDUE, _("Last verified on %(day)s, may be out of date") % {"day": day}, overdue)
    return Freshness(State.FRESH, _said(service.verified_how) % {"day": day}, overdue)


def _said(method: str) -> str:
    """One sentence for each way: in Czech each needs other words."""
    return {
        Method.PHONE.value: _("Verified on %(day)s by phone"),
        Method.MAIL.value: _("Verified on %(day)s in writing"),
        Method.LINK.value: _("Verified on %(day)s by the provider"),
        Method.VISIT.value: _("Verified on %(day)s on the spot"),
    }.get(method, _("Verified on %(day)s"))
