"""Hours of legal advice in the admin: the Union gives them, each centre sees what is left (LAW-1)."""

from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, EditView, IndexView

from portal.tenancy.panels import SitePanel

from ..models import LegalHours
from ..viewsets import KeptViewSet, day_column
from .forms import LegalHoursForm
from .views import BalanceView
from .words import hours_words


class GivenHoursView(IndexView):
    """What the Union gave, row by row."""

    page_title = _("Hours given")

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("site__association")


class BackToBalance:
    """Leads to the balance, which the new hours have changed."""

    def get_success_url(self) -> str:
        return reverse("legal_hours:balance")


class GiveHoursView(BackToBalance, CreateView):
    page_title = _("Give hours")


class ChangeHoursView(BackToBalance, EditView):
    pass


class LegalHoursViewSet(KeptViewSet):
    """Its menu leads to the balance; what was given is behind it."""

    model = LegalHours
    name = "legal_hours"
    url_prefix = "contact_centre/legal_hours"
    icon = "time"
    menu_label = _("Hours of legal advice")
    menu_order = 40
    left_out = KeptViewSet.left_out | {"inspect"}
    inspect_view_enabled = False
    index_view_class = GivenHoursView
    add_view_class = GiveHoursView
    edit_view_class = ChangeHoursView
    search_backend_name = None
    ordering = "-valid_from"
    list_display = [
        Column("site", label=_("Association"), accessor="site.association.short_name"),
        Column("hours", label=_("Hours"), accessor=lambda row: hours_words(row.hours), sort_key="hours"),
        day_column("valid_from", _("From")),
        "note",
    ]

    def get_edit_handler(self) -> Any:
        panels = [SitePanel(), FieldPanel("hours"), FieldPanel("valid_from"), FieldPanel("note")]
        return ObjectList(panels, base_form_class=LegalHoursForm).bind_to_model(self.model)

    @cached_property
    def menu_url(self) -> str:
        return reverse(self.get_url_name("balance"))

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("balance/", self.construct_view(BalanceView), name="balance")]
