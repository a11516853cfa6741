"""What the directory asks of a site before it opens: some services that somebody has verified."""

from typing import Any

from django.conf import settings
from django.db.models import OuterRef
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.tenancy.opening.lines import Line, at_least, register_line

from .models import Service


def _verified() -> Any:
    services = Service.objects.filter(site=OuterRef("site"), live=True, verified_on__isnull=False)
    return at_least(settings.OPENING_SERVICES, services, "site")


def register() -> None:
    """Called once, when the feature is ready."""
    words = _("Verified services in the directory, at least {number}")
    register_line(
        Line(
            name="services",
            order=200,
            label=format_lazy(words, number=settings.OPENING_SERVICES),
            is_required=True,
            condition=_verified,
            mend=lambda association: reverse(Service.snippet_viewset.get_url_name("list")),
        )
    )
