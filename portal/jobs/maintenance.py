"""The periodic jobs of the background work itself."""

from datetime import timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from portal.core.models import UseCount
from portal.core.photographs import make_avif
from portal.tenancy.audit import keeping

from . import delivery, reaper, runner
from .enums import OutboxState
from .models import OutboxMessage
from .registry import periodic

KEEP_TASKS = timedelta(days=14)


@periodic("jobs.send_mail", every=timedelta(seconds=15), label=_("Send waiting mail"))
def send_mail() -> dict[str, int]:
    """Release what dead workers left, then send what is due."""
    delivery.release_abandoned()
    return dict(delivery.deliver_due(stopped=runner.stopping))


@periodic("jobs.reap_tasks", every=timedelta(minutes=1), label=_("Put back tasks of dead workers"))
def reap_tasks() -> int:
    return reaper.reap_tasks()


@periodic("jobs.make_pictures", every=timedelta(minutes=5), label=_("Make photographs lighter for browsers"))
def make_pictures() -> dict[str, int]:
    """AVIF of photographs that pages have begun to show."""
    return {"made": make_avif()}


@periodic("jobs.publish_scheduled", every=timedelta(minutes=1), label=_("Publish and take down what is due"))
def publish_scheduled() -> None:
    """Pages and rows whose editors set a day and hour for it."""
    call_command("publish_scheduled", verbosity=0)


@periodic("jobs.clear_sessions", every=timedelta(days=1), label=_("Delete old sessions and sign-in attempts"))
def clear_sessions() -> dict[str, int]:
    """Sessions that ended, and failed sign-ins (addresses of people's machines) that lock nobody out any more."""
    now = timezone.now()
    return {
        "sessions": Session.objects.filter(expire_date__lt=now).delete()[0],
        "attempts": AccessAttempt.objects.filter(attempt_time__lt=now - settings.AXES_COOLOFF_TIME).delete()[0],
    }


@periodic("jobs.clear_counts", every=timedelta(hours=1), label=_("Forget who used what how often"))
def clear_counts() -> int:
    """Counts of windows that ended (`portal.core.limits`)."""
    return UseCount.objects.filter(until__lt=timezone.now()).delete()[0]


@periodic("jobs.forget_log", every=timedelta(days=1), label=_("Delete lines of the log that are too old"))
def forget_log() -> int:
    """Who did what and who looked at personal data, after AUDIT_KEEP_YEARS."""
    return keeping.forget_log()


@periodic("jobs.clear_tasks", every=timedelta(days=1), label=_("Delete finished tasks"))
def clear_tasks() -> int:
    return DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - KEEP_TASKS).delete()[0]


@periodic("jobs.forget_mail", every=timedelta(days=1), label=_("Delete texts of mail that was sent long ago"))
def forget_mail() -> dict[str, int]:
    """Empty texts and files of sent messages after OUTBOX_KEEP_TEXTS, delete messages after OUTBOX_KEEP_MESSAGES."""
    now = timezone.now()
    told = OutboxMessage.objects.filter(state=OutboxState.SENT, created_at__lt=now - settings.OUTBOX_KEEP_TEXTS)
    return {
        "emptied": told.exclude(text="", html="").update(text="", html="", subject="", attachments=[]),
        "deleted": OutboxMessage.objects.filter(created_at__lt=now - settings.OUTBOX_KEEP_MESSAGES).delete()[0],
    }
