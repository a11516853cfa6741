"""The periodic job that reminds (F3, F4): each stage reaches each recipient once, however often and late it runs."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import batched

import structlog
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.jobs.models import OutboxMessage
from portal.jobs.outbox import enqueue
from portal.jobs.registry import periodic
from portal.jobs.runner import stopping
from portal.tenancy.models import Association, Union

from ...enums import Audience
from ...models import SentReminder, Service
from .due import CHUNK, Addressee, Reminder, due_reminders
from .letters import LISTED, Letter, centre_letter, provider_letter, union_letter

FIRST_HOUR = 7
"""Nobody is written to before this hour in Prague."""
AT_MOST = LISTED
"""A provider is asked about so many entries a day; the rest comes in tomorrow's letter."""

log = structlog.get_logger(__name__)


@periodic(
    "services_directory.remind",
    every=timedelta(hours=1),
    label=_("Reminders of verifying services"),
    lease=timedelta(hours=1),
)
def remind() -> int:
    """Write the letters that are due today and not written yet; returns how many.

    A letter and the note that it was written are one transaction per recipient, so a run that was cut off goes on
    where it stopped. One that fails doesn't hold back the others; the job is then shown as failed.
    """
    now = timezone.localtime()
    if now.hour < FIRST_HOUR:
        return 0
    written, errors = 0, []
    for addressee, reminders in due_reminders(now.date()).items():
        if stopping():
            break
        try:
            written += _remind(addressee, reminders, now.date())
        except IntegrityError:
            log.info("reminded_by_another_run", role=addressee.role.value)
        except Exception as error:
            log.exception("reminder_failed", role=addressee.role.value, site=addressee.site_id)
            errors.append(error)
    if errors:
        raise ExceptionGroup("Some reminders were not written", errors)
    return written


@transaction.atomic
def _remind(addressee: Addressee, reminders: Sequence[Reminder], today: date) -> bool:
    event = f"services_directory.remind:{addressee.role}:{addressee.site_id or 'union'}:{today}"
    # One letter a day: what has become due since the morning is in tomorrow's.
    if OutboxMessage.objects.filter(event=event, recipient=addressee.address).exists():
        return False
    still_due = _still_due(reminders)
    if addressee.role is Audience.PROVIDER:
        still_due = still_due[:AT_MOST]
    if not still_due:
        return False
    letter = _letter(addressee, still_due, today)
    SentReminder.objects.bulk_create(
        [
            SentReminder(
                service_id=reminder.service_id,
                due_on=reminder.due_on,
                days=reminder.days,
                turn=reminder.turn,
                audience=reminder.audience,
                recipient=addressee.address,
                on=today,
            )
            for reminder in still_due
        ],
        batch_size=CHUNK,
    )
    enqueue(
        event=event,
        recipient=addressee.address,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        site=letter.site,
        reply_to=letter.reply_to,
    )
    return True


def _still_due(reminders: Sequence[Reminder]) -> list[Reminder]:
    """Those whose entry hasn't been verified, closed or deleted since it was read."""
    days: dict[int, date | None] = {}
    for some in batched(reminders, CHUNK, strict=False):
        found = Service.objects.published().filter(pk__in={reminder.service_id for reminder in some})
        days.update(found.values_list("pk", "verify_by"))
    return [reminder for reminder in reminders if days.get(reminder.service_id) == reminder.due_on]


def _letter(addressee: Addressee, reminders: Sequence[Reminder], today: date) -> Letter:
    if addressee.site_id is None:
        return union_letter(Union.objects.select_related("site").get(), reminders, today=today)
    association = Association.objects.select_related("site").get(site=addressee.site_id)
    if addressee.role is Audience.PROVIDER:
        earlier = SentReminder.objects.filter(
            service__in={reminder.service_id for reminder in reminders},
            due_on__in={reminder.due_on for reminder in reminders},
            recipient=addressee.address,
            audience=Audience.PROVIDER,
        )
        return provider_letter(association, addressee.address, reminders, again=earlier.exists(), today=today)
    stands_in = any(reminder.audience is Audience.PROVIDER for reminder in reminders)
    return centre_letter(addressee.role, association, reminders, without_provider=stands_in, today=today)
