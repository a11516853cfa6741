"""What is put right every night, whatever happened by day: presence, plans, the last days for verifying."""

from datetime import timedelta

from django.utils.translation import gettext_lazy

from portal.jobs.registry import periodic

from ..presence import follow
from .plan import join_plans
from .policy import recompute_days


@periodic(
    "services_directory.verification_nightly",
    every=timedelta(days=1),
    label=gettext_lazy("Days for verifying, plans and presence of services"),
)
def verification_nightly() -> dict[str, int]:
    """Bring up to date what time or the Union's limit has changed. Run again it changes nothing."""
    return {"presence": follow(), "planned": join_plans(), "days": recompute_days()}
