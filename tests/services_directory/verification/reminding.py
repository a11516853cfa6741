"""What tests of reminders share: people with addresses, entries with a last day, the clock, and what was written."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from dateutil.relativedelta import relativedelta
from django.utils import timezone

from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association, StaffMember
from services_directory.models import SentReminder, Service, ServiceContact, VerificationPolicy
from services_directory.verification.reminding.reminders import remind

from ..factories import make_service

PRAGUE = ZoneInfo("Europe/Prague")
TODAY = timezone.localdate() + timedelta(days=1)
"""A day on which the tests' associations have their members, whenever they were made."""
Row = tuple[date, str, str, int, int, str]
"""Day, recipient, entry, day and turn of the stage, audience of the stage."""


def at(day: date, hour: int = 9, minute: int = 0) -> Any:
    """The clock stands at this time in Prague."""
    return time_machine.travel(datetime.combine(day, time(hour, minute), tzinfo=PRAGUE), tick=False)


def keeper(association: Association, name: str, *, is_default: bool = False) -> StaffMember:
    """A person of the centre at ``<name>@centrum.test``; with `is_default` who keeps what nobody else does."""
    person: StaffMember = StaffMember.objects.create(
        site=association.site, name=name.title(), position="správa adresáře", email=f"{name}@centrum.test"
    )
    if is_default:
        VerificationPolicy.objects.update_or_create(site=association.site, defaults={"default_keeper": person})
    return person


def entry(
    association: Association, name: str, due: date, *, email: str = "", kept_by: StaffMember | None = None, **facts: Any
) -> Service:
    """A published service verified half a year before `due`; its provider is at `email`, if anywhere."""
    service = make_service(association, name=name, **facts)
    if email:
        ServiceContact.objects.create(service=service, kind="email", value=email)
    verified = due - relativedelta(months=6)
    Service.objects.filter(pk=service.pk).update(
        verified_on=verified, verified_how="phone", verify_by=due, keeper=kept_by
    )
    return Service.objects.get(pk=service.pk)


def run(day: date, hour: int = 9, minute: int = 0) -> int:
    """Run the job at this time in Prague; how many letters it wrote."""
    with at(day, hour, minute):
        return remind()


def rows(after: int = 0) -> list[Row]:
    """What was sent, each entry in each letter, in order."""
    found = SentReminder.objects.filter(pk__gt=after).order_by("on", "recipient", "service__name", "days")
    names = ("on", "recipient", "service__name", "days", "turn", "audience")
    return [tuple(row) for row in found.values_list(*names)]  # type: ignore[misc]


def last_row() -> int:
    return SentReminder.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def letters() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(event__startswith="services_directory.remind:").order_by("pk"))


def letter() -> OutboxMessage:
    """The only one there is."""
    [only] = letters()
    return only


def days_of(found: Iterable[Row]) -> list[tuple[int, str]]:
    """Only the stages of these rows: their day and audience."""
    return [(row[3], row[5]) for row in found]
