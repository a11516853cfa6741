"""How long lines of the log stay: AUDIT_KEEP_YEARS, never less than the database keeps them (`rules`)."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry

from .rules import LEAST_YEARS

AT_ONCE = 5000
"""Lines of a statement: nobody who writes waits for long."""


def forget_log() -> int:
    """Delete lines older than AUDIT_KEEP_YEARS; how many there were."""
    until = timezone.now() - timedelta(days=365 * max(settings.AUDIT_KEEP_YEARS, LEAST_YEARS) + 1)
    gone = 0
    for model in (ModelLogEntry, PageLogEntry):
        while keys := list(
            model.objects.filter(timestamp__lt=until).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
        ):
            gone += model.objects.filter(pk__in=keys).delete()[0]
    return gone
