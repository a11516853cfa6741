"""The job that reminds a centre of its register: once for each week of a gap, to the managers on duty (ACT-5)."""

from datetime import date, timedelta

import structlog
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.core.templatetags.portal import cs_date
from portal.jobs.models import OutboxMessage
from portal.jobs.outbox import enqueue
from portal.jobs.registry import periodic
from portal.jobs.runner import stopping
from portal.tenancy.models import Association

from ..plain_letters import CZECH, plain_letter
from ..targets.readers import managers_by_site
from .silence import Silence, silences

FIRST_HOUR = 7
"""Nobody is written to before this hour in Prague."""

log = structlog.get_logger(__name__)


@periodic(
    "contact_centre.remind_of_records",
    every=timedelta(hours=1),
    label=gettext_lazy("Reminders of the activity register"),
)
def remind_of_records() -> int:
    """Remind the centres whose register is silent today; returns how many.

    Each is a transaction of its own that looks again under the lock of its association, so late, repeated and
    simultaneous runs write once for each stage of a gap; stages of days on which nothing ran are not made up for.
    """
    now = timezone.localtime()
    if now.hour < FIRST_HOUR:
        return 0
    today, reminded, errors = now.date(), 0, []
    for silence in _not_reminded(silences(today)):
        if stopping():
            break
        try:
            reminded += remind(silence, today)
        except Exception as error:
            log.exception("record_reminder_failed", site=silence.association.site_id)
            errors.append(error)
    if errors:
        raise ExceptionGroup("Some centres were not reminded of their register", errors)
    return reminded


@transaction.atomic
def remind(silence: Silence, today: date) -> bool:
    """Write to the managers on duty. False if something was recorded meanwhile, or another run was faster."""
    site_id = silence.association.site_id
    Association.objects.select_for_update().only("pk").get(site=site_id)
    current = next(iter(silences(today, [site_id])), None)
    if current is None or _event(current) != _event(silence) or not _not_reminded([current]):
        return False
    readers = managers_by_site([site_id], today).get(site_id, ())
    for reader in readers:
        _write(current, reader)
    return bool(readers)


def _not_reminded(found: list[Silence]) -> list[Silence]:
    # By the stage alone: a deputy who comes on duty between two runs gets no second letter.
    events = {_event(silence): silence for silence in found}
    written = set(OutboxMessage.objects.filter(event__in=events).values_list("event", flat=True))
    return [silence for event, silence in events.items() if event not in written]


def _event(silence: Silence) -> str:
    return f"register.silent:{silence.association.site_id}:{silence.since.isoformat()}:{silence.stage}"


def _write(silence: Silence, recipient: str) -> None:
    association = silence.association
    with translation.override(CZECH):
        days = ngettext("%(days)d day", "%(days)d days", silence.days) % {"days": silence.days}
        said = (
            _("The last record in the activity register of %(association)s is of %(day)s.")
            if silence.has_records
            else _("Nothing stands in the activity register of %(association)s yet; the centre runs since %(day)s.")
        )
        letter = plain_letter(
            event=_event(silence),
            recipient=recipient,
            subject=_("Nothing recorded in the activity register: %(days)s") % {"days": days},
            sender=association,
            paragraphs=[
                said % {"association": association.short_name, "day": cs_date(silence.since)},
                _("Activities are recorded at least once a week: what is written down late is easily forgotten."),
            ],
            url=f"{association.site.root_url}{reverse('activities:index')}",
            label=_("Open the register"),
            why=_("You get this because you answer for the centre's register."),
        )
        enqueue(**vars(letter))
