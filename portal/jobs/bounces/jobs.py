"""The periodic jobs of returned mail."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .. import runner
from ..models import ReturnedMail
from ..registry import periodic
from .mailbox import Mailbox, fetch


@periodic("jobs.fetch_returned_mail", every=timedelta(minutes=5), label=_("Fetch mail that came back"))
def fetch_returned_mail() -> dict[str, int]:
    """From the mailbox of BOUNCE_IMAP_URL; without one there is nothing to do."""
    if not settings.BOUNCE_IMAP_URL:
        return {}
    return dict(fetch(Mailbox.from_url(settings.BOUNCE_IMAP_URL), stopped=runner.stopping))


@periodic("jobs.forget_returned_mail", every=timedelta(days=1), label=_("Forget what came back long ago"))
def forget_returned_mail() -> int:
    """Delete notes of returned mail after OUTBOX_KEEP_MESSAGES."""
    return ReturnedMail.objects.filter(received_at__lt=timezone.now() - settings.OUTBOX_KEEP_MESSAGES).delete()[0]
