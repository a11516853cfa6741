"""Which notices stand on the outputs of a site on a day."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from ..models import PublicityNotice


def notices_for(site: Any, on: date | None = None) -> list[PublicityNotice]:
    """The notices valid on a day in Prague (today): the site's own, then those of the Union's projects."""
    day = on or timezone.localdate()
    valid = PublicityNotice.objects.filter(starts_on__lte=day, ends_on__gte=day)
    return list(valid.filter(Q(site=site) | Q(site__union__isnull=False)).order_by("site_id", "starts_on", "pk"))
