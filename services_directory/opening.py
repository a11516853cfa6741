"""What the directory asks of a site before it opens: some services that somebody has verified."""

from typing import Any

from django.db.models import OuterRef
from django.urls import reverse
from django.utils.functional import lazystr
from django.utils.translation import gettext as _

from portal.programme.querysets import UnknownThreshold, threshold
from portal.tenancy.opening.lines import Line, at_least, register_line

from .models import Service

NUMBER = "opening_services"
WITHOUT_PROGRAMME = 5
"""Holds where no programme of the Union sets the row `NUMBER` (decision 65)."""


def least() -> int:
    """How many verified services a site needs before it may open."""
    try:
        return int(threshold(NUMBER))
    except UnknownThreshold:
        return WITHOUT_PROGRAMME


def _verified() -> Any:
    services = Service.objects.filter(site=OuterRef("site"), live=True, verified_on__isnull=False)
    return at_least(least(), services, "site")


class _Label:
    def __str__(self) -> str:
        return _("Verified services in the directory, at least {number}").format(number=least())


def register() -> None:
    """Called once, when the feature is ready."""
    register_line(
        Line(
            name="services",
            order=200,
            label=lazystr(_Label()),
            is_required=True,
            condition=_verified,
            mend=lambda association: reverse(Service.snippet_viewset.get_url_name("list")),
        )
    )
