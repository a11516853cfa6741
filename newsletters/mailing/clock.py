"""The clock of mailings: what a kill, an outage or a back-off left is taken up again (X5)."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from portal.jobs.queued import enqueue_once
from portal.jobs.registry import periodic

from . import marking
from .lease import is_anybody_sending
from .tasks import send_mailings


@periodic("newsletters.mailings", every=timedelta(seconds=15), label=_("Send newsletters by e-mail"))
def watch_mailings() -> bool:
    """Queue a step where there is work and nobody does it; whether it did."""
    return marking.is_work_due() and not is_anybody_sending() and enqueue_once(send_mailings)
