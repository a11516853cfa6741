"""That a print run came out: the issue has gone to readers on paper, and the Union is told (NWS-3, N6)."""

from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from ..enums import PrintKind, SendingKind
from ..models import NewsletterIssuePage, PrintRun
from ..sending.recording import record_once
from .letters import tell_union

NOON = time(12)


@transaction.atomic
def came_out(*, run: PrintRun, user: Any, day: date) -> PrintRun:
    """Keep that `run` came out on `day`: from then on nobody changes the issue. The Union gets a letter.

    Several runs of an issue are one sending of each kind; each asks the gate anew. Raises NotSendable where it is
    shut, ValidationError where the day can't be or the run came out already.
    """
    issue = NewsletterIssuePage.objects.select_for_update().get(pk=run.issue_id)
    run = PrintRun.objects.select_for_update(of=("self",)).select_related("municipality").get(pk=run.pk)
    if run.printed_on is not None:
        raise ValidationError(_("This is recorded already."))
    record_once(issue=issue, kind=sending_kind(run), user=user, sent_at=moment_of(day))
    run.printed_on = day
    run.union_told_at = timezone.now()
    run.save(update_fields=["printed_on", "union_told_at"])
    log(instance=run, action="wagtail.edit", user=user)
    tell_union(run, issue)
    return run


def sending_kind(run: PrintRun) -> SendingKind:
    return SendingKind.MUNICIPAL if run.kind == PrintKind.MUNICIPAL else SendingKind.PRINT


def moment_of(day: date) -> datetime:
    """Noon of the day people gave, so that it is the same day wherever it is read; now if it is today."""
    if day == timezone.localdate():
        return timezone.now()
    return timezone.make_aware(datetime.combine(day, NOON))
