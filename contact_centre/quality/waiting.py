"""Drawn activities of which the Union has not written down yet what it learned (TGT-6)."""

from typing import Any

from django.db.models import QuerySet

from portal.tenancy.boundary import sites_of

from ..models import QualityCheck

NOTHING_YET = ""


def to_record(user: Any) -> QuerySet[QualityCheck]:
    """Checks that wait for `user`, who works for the Union; none for others."""
    return QualityCheck.objects.filter(outcome=NOTHING_YET, site__in=sites_of(user, QualityCheck, "change"))


def may_record(user: Any, check: QualityCheck) -> bool:
    """Whether `user` writes down outcomes: the Union does, nobody of the centre."""
    return sites_of(user, QualityCheck, "change").filter(pk=check.site_id).exists()
