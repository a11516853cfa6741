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
    found = valid.filter(Q(site=site) | Q(site__union__isnull=False)).order_by("starts_on", "pk")
    return sorted(found, key=lambda notice: notice.site_id != site.pk)


def publicity_facts(site: Any, on: date | None = None) -> list[dict[str, Any]]:
    """The notices of a day as plain JSON, for what has to keep them as they were."""
    return [frozen(notice) for notice in notices_for(site, on)]


def frozen(notice: PublicityNotice) -> dict[str, Any]:
    """What readers get of `notice`: its words, and by their ids its pictures and the page about the project."""
    return {
        "name": notice.name,
        "registration_number": notice.registration_number,
        "text": notice.text,
        "strip": notice.strip_id,
        "strip_plain": notice.strip_plain_id,
        "strip_description": notice.strip_description,
        "page": notice.page_id,
    }
