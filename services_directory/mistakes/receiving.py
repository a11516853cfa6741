"""Taking in what people report, and letting through what was held: a report in the row, a check, a receipt."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override
from wagtail.log_actions import log

from portal.core.tickets import new_token

from ..enums import CheckReason, MistakeState
from ..models import MistakeReport, Service
from ..verification.checks import ask_for_check
from . import letters
from .rules import answer_by

KEY_BYTES = 32


def receive_report(
    *, service: Service, topic: str, text: str, token: str, email: str = "", language: str = "cs", is_held: bool = False
) -> MistakeReport:
    """Store what somebody reports about `service` and return it; a form sent again gets the first one.

    `token` is the form's ticket. One that `is_held` waits for `release_report`; any other goes to the queue of
    verification at once, and its reporter gets a receipt. Raises ValidationError for an address that is none.
    """
    before = MistakeReport.objects.filter(token=token).first()
    if before is not None:
        return before
    now = timezone.now()
    report = MistakeReport(
        site_id=service.site_id,
        service=service,
        uid=service.uid,
        service_name=service.name,
        topic=topic,
        text=text.strip(),
        email=email,
        language=language,
        token=token,
        key=new_token(KEY_BYTES),
        state=MistakeState.HELD if is_held else MistakeState.NEW,
        reported_at=now,
        due_on=answer_by(timezone.localdate(now)),
    )
    report.clean_fields(exclude=["site", "service", "answered_at"])
    try:
        with transaction.atomic():
            report.save(force_insert=True)
            log(report, "services_directory.mistake_received")
            if not is_held:
                _let_in(report)
    except IntegrityError:
        # The same form came twice at once, and the other one was first.
        first = MistakeReport.objects.filter(token=token).first()
        if first is None:
            raise
        return first
    return report


@transaction.atomic
def release_report(*, report: MistakeReport, user: Any) -> bool:
    """Let a held report count as any other; False if somebody decided before."""
    held = MistakeReport.objects.held().filter(pk=report.pk)
    if not held.update(state=MistakeState.NEW):
        return False
    report.state = MistakeState.NEW
    log(report, "services_directory.mistake_released", user=user)
    _let_in(report)
    return True


def _let_in(report: MistakeReport) -> None:
    if report.service is not None:
        # The queue is read by people of the centre, whatever the language of the form.
        with override("cs"):
            ask_for_check(services=[report.service], reason=CheckReason.REPORTED, value=str(report.topic_label))
    if report.email:
        letters.enqueue_receipt(report)
