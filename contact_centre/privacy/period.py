"""For how long an association keeps citizens' data."""

from ..models import RequestPolicy
from ..models.privacy import KEEP_MONTHS


def keep_months(site_id: int) -> int:
    """Months after its closing for which a request keeps its personal data; the common number without own rules."""
    found = RequestPolicy.objects.filter(site=site_id).values_list("keep_months", flat=True).first()
    return found or KEEP_MONTHS
