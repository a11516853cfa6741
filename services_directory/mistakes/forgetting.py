"""The periodic job that forgets who reported a mistake."""

from datetime import datetime, timedelta
from typing import cast

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.jobs.registry import periodic

from ..enums import MistakeState
from ..models import MistakeReport


@periodic("services_directory.forget_reporters", every=timedelta(days=1), label=_("Forget who reported mistakes"))
def forget_reporters() -> int:
    """Delete reporters' addresses MISTAKE_KEEP_ADDRESS_MONTHS after the answer; the report and its state stay.

    A held report that nobody has looked at is as old as the day it came.
    """
    limit = cast(datetime, timezone.now() - relativedelta(months=settings.MISTAKE_KEEP_ADDRESS_MONTHS))
    old = Q(answered_at__lt=limit) | Q(state=MistakeState.HELD, reported_at__lt=limit)
    return MistakeReport.objects.filter(old).exclude(email="").update(email="")
