"""What people look for in vain, and an association's own words for kinds, in the admin (S4)."""

from typing import Any

import django_filters
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from portal.core.templatetags.portal import cs_date
from portal.tenancy.viewsets import TenantModelViewSet

from ..models import SearchSynonym, UnansweredQuery
from ..viewsets import MENU
from . import views
from .forms import AnswerForm


def association_of(row: Any) -> str:
    return str(row.site.association.short_name)


class UnansweredFilterSet(WagtailFilterSet):
    solved = django_filters.BooleanFilter(
        label=_("Solved"), field_name="resolved_on", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = UnansweredQuery
        fields = ["solved", "site"]


class UnansweredQueryViewSet(TenantModelViewSet):
    """Searches without a result of the user's association: a word is added to a kind, or the row thrown away."""

    model = UnansweredQuery
    name = "unanswered_queries"
    url_prefix = "services_directory/unanswered"
    icon = "search"
    menu_label = _("Searches without a result")
    menu_hook = MENU
    menu_order = 50
    add_to_admin_menu = True
    add_to_reference_index = False
    index_view_class = views.UnansweredIndexView
    edit_view_class = views.AnswerView
    filterset_class = UnansweredFilterSet
    list_per_page = 50
    ordering = "-count"
    search_fields = ["text"]
    search_backend_name = None
    list_display = [
        "text",
        Column("count", label=_("How often"), sort_key="count"),
        Column("last_on", label=_("Last time"), accessor=lambda row: cs_date(row.last_on), sort_key="last_on"),
        Column("first_on", label=_("First time"), accessor=lambda row: cs_date(row.first_on), sort_key="first_on"),
        Column("site", label=_("Association"), accessor=association_of),
    ]

    def get_form_class(self, for_update: bool = False) -> type:
        return AnswerForm

    def get_urlpatterns(self) -> list[URLPattern]:
        left_out = {"add", "usage", "history"}
        kept = [pattern for pattern in super().get_urlpatterns() if pattern.name not in left_out]
        return [*kept, path("accept/<int:pk>/", self.construct_view(views.AcceptView), name="accept")]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        absent = {f"{name}_url_name": None for name in ("add", "usage", "history", "inspect", "copy")}
        return super().get_common_view_kwargs(**{**absent, **kwargs})


class SearchSynonymViewSet(TenantModelViewSet):
    """Words an association uses for kinds of service; the Union sees all of them and may take one over."""

    model = SearchSynonym
    name = "search_synonyms"
    url_prefix = "services_directory/words"
    icon = "tag"
    menu_label = pgettext_lazy("search", "Our words for services")
    menu_hook = MENU
    menu_order = 60
    add_to_admin_menu = True
    add_to_reference_index = False
    index_view_class = views.SynonymIndexView
    add_view_class = views.SynonymCreateView
    edit_view_class = views.SynonymEditView
    delete_view_class = views.SynonymDeleteView
    list_filter = ["kind"]
    list_per_page = 50
    ordering = "text"
    search_fields = ["text"]
    search_backend_name = None
    list_display = [
        "text",
        Column("kind", label=_("Kind"), sort_key="kind__order"),
        Column("site", label=_("Association"), accessor=association_of),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("adopt/<int:pk>/", self.construct_view(views.AdoptView), name="adopt")]


SEARCH_VIEWSETS = (UnansweredQueryViewSet, SearchSynonymViewSet)
