"""The Union's site: search over all, associations on a map and by region, the programme in numbers (NET-1)."""

from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from portal.core.figures import figures
from portal.core.maps import MapPoint, PointMap
from portal.core.models import BasePage
from portal.tenancy.context import child_page
from portal.tenancy.kept import kept_for

from ..network import by_region, network
from .association_home import HOME_TEXT
from .search import SearchPage


class UnionHomePage(BasePage):
    """The root of the Union's tree in one language.

    The two totals hold while the national table of municipalities isn't loaded; afterwards its rows are counted.
    """

    welcome = RichTextField(_("welcome"), blank=True, features=HOME_TEXT)
    municipalities_total = models.PositiveIntegerField(
        _("municipalities in the country"), default=6254, validators=[MinValueValidator(1)]
    )
    population_total = models.PositiveIntegerField(
        _("inhabitants of the country"), default=10_610_055, validators=[MinValueValidator(1)]
    )

    parent_page_types = ["wagtailcore.Page"]
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("welcome"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("municipalities_total"), FieldPanel("population_total")])],
            heading=_("Totals until the national table is imported"),
        ),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("welcome")]

    class Meta:
        verbose_name = _("home page of the Union")
        verbose_name_plural = _("home pages of the Union")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["search_page"] = child_page(request, SearchPage)
        context["today"] = timezone.localdate()
        return context | kept_for(request, _country, "country")


def _country() -> dict[str, Any]:
    """The associations, their regions and places, and the programme in numbers: all of the page that is counted."""
    associations = network()
    points = (
        MapPoint(entry.latitude, entry.longitude, entry.association.short_name, entry.url)
        for entry in associations
        if entry.latitude is not None and entry.longitude is not None
    )
    return {
        "associations": associations,
        "regions": by_region(associations),
        "figures": figures(),
        "map": PointMap(points, country=True),
    }
