"""What the centre does with reports. Every step asks the row first: two people may work on one list at once."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from ..enums import OPEN_MISTAKES, CheckReason, MistakeState, Result
from ..models import MistakeReport, Service
from ..verification.checks import settle_checks
from ..verification.record import name_of, record_verification
from . import letters

ANSWERS = {MistakeState.CORRECTED: Result.CORRECTED, MistakeState.UNFOUNDED: Result.CONFIRMED}
"""How a report is answered, and what a verification made on that occasion found."""


@transaction.atomic
def take_over(*, report: MistakeReport, user: Any) -> bool:
    """Note that `user` is looking into the report; False if it doesn't wait any more."""
    waiting = MistakeReport.objects.filter(pk=report.pk, state=MistakeState.NEW)
    if not waiting.update(state=MistakeState.WORKING, handled_by=name_of(user)):
        return False
    log(report, "services_directory.mistake_taken", user=user)
    return True


@transaction.atomic
def answer_reports(
    *, reports: Iterable[MistakeReport], state: str, answer: str, user: Any, method: str = ""
) -> list[MistakeReport]:
    """Answer open reports of one entry with one text; returns those that nobody answered before.

    `state` is of `ANSWERS`. Each reporter who left an address gets the answer, once. With a `method` the entry was
    verified with its provider on this occasion, which is recorded. Without one a report found to be right as it is
    leaves the queue of verification, a corrected one stays there until the entry is verified.
    """
    answered = []
    for report in sorted(reports, key=lambda report: report.pk):
        if _close(report, state, user, answer=answer):
            log(report, "services_directory.mistake_answered", user=user, data={"state": str(state)})
            answered.append(report)
            if report.email:
                letters.enqueue_answer(report)
    service = next((report.service for report in answered if report.service is not None), None)
    if service is not None and method:
        record_verification(service=service, method=method, result=ANSWERS[MistakeState(state)], user=user)
    elif service is not None and state == MistakeState.UNFOUNDED:
        _settle(service)
    return answered


@transaction.atomic
def put_aside(*, report: MistakeReport, user: Any) -> bool:
    """Close a report that is none (spam, something else than a mistake): no mail. False if somebody decided before."""
    if not _close(report, MistakeState.REJECTED, user, of=OPEN_MISTAKES | {MistakeState.HELD}):
        return False
    log(report, "services_directory.mistake_put_aside", user=user)
    if report.service is not None:
        _settle(report.service)
    return True


def _close(
    report: MistakeReport, state: str, user: Any, *, answer: str = "", of: Iterable[str] = OPEN_MISTAKES
) -> bool:
    report_now = {"state": state, "answer": answer, "answered_at": timezone.now(), "handled_by": name_of(user)}
    if not MistakeReport.objects.filter(pk=report.pk, state__in=of).update(**report_now):
        return False
    for name, value in report_now.items():
        setattr(report, name, value)
    return True


def _settle(service: Service) -> None:
    """Take the entry out of the queue unless somebody else's report of it is still open."""
    if not MistakeReport.objects.open().filter(service=service).exists():
        settle_checks(service=service, reason=CheckReason.REPORTED)
