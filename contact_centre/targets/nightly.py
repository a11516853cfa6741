"""What is done about targets without anybody asking: warnings by day, evaluation after a period's end."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.jobs.registry import periodic

from .evaluating import evaluate_ended_periods
from .warnings import warn_centres

FIRST_HOUR = 7
"""Nobody is warned before this hour in Prague."""


@periodic("contact_centre.evaluate_periods", every=timedelta(days=1), label=_("Evaluation of periods that have ended"))
def evaluate() -> int:
    """Evaluate what ended; a run that was missed is made up for by the next."""
    return evaluate_ended_periods()


@periodic("contact_centre.warn_of_targets", every=timedelta(hours=1), label=_("Warnings about targets of the period"))
def warn() -> int:
    """Write the warnings that are due and not written yet."""
    now = timezone.localtime()
    return warn_centres(now.date()) if now.hour >= FIRST_HOUR else 0
