"""The periodic job that forgets who reported a mistake."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.jobs.outbox import forget_mail_about
from portal.jobs.registry import periodic

from ..enums import MistakeState
from ..models import MistakeReport
from .letters import letters_about


@periodic("services_directory.forget_reporters", every=timedelta(days=1), label=_("Forget who reported mistakes"))
def forget_reporters() -> int:
    """Delete reporters' addresses MISTAKE_KEEP_ADDRESS_MONTHS after the answer, also from the mail that was sent.

    The report and its state stay. A held report that nobody has looked at is as old as the day it came.
    """
    limit = timezone.now() - relativedelta(months=settings.MISTAKE_KEEP_ADDRESS_MONTHS)
    old = Q(answered_at__lt=limit) | Q(state=MistakeState.HELD, reported_at__lt=limit)
    reports = MistakeReport.objects.filter(old).exclude(email="")
    with transaction.atomic():
        forget_mail_about(event for pk in reports.values_list("pk", flat=True) for event in letters_about(pk))
        return reports.update(email="")
