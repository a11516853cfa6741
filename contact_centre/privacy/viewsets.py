"""Rules for citizens' data and the log of looks, in the admin of an association's managers."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView

from portal.core.templatetags.portal import cs_datetime
from portal.tenancy.panels import SitePanel

from ..enums import Look
from ..models import DataAccess, RequestPolicy
from ..viewsets import KeptViewSet, day_column
from . import policy_views

WHAT_HAPPENS = _(
    "Every night, requests closed for longer than this lose their text, names, contacts, places, files, messages and "
    "notes, and the e-mails about them are deleted. So do messages that were put aside and never let in. Number, "
    "state, category, municipality, days and the record that the mayor was informed stay, so statistics never change. "
    "Open requests are never touched. A request that may still be opened again is kept until it can't. Without these "
    "rules the data are kept for 24 months."
)


class RequestPolicyViewSet(KeptViewSet):
    """One row of each association; who has none follows the common rules."""

    model = RequestPolicy
    name = "request_policies"
    url_prefix = "contact_centre/requestpolicy"
    icon = "lock"
    menu_label = _("Keeping of personal data")
    menu_order = 70
    inspect_view_enabled = False
    index_view_class = policy_views.PolicyIndexView
    add_view_class = policy_views.PolicyCreateView
    edit_view_class = policy_views.PolicyEditView
    panels = [SitePanel(), FieldPanel("keep_months"), HelpPanel(content=WHAT_HAPPENS)]
    search_backend_name = None
    list_display = [
        Column("site", label=_("Association"), accessor="site.association.short_name"),
        "keep_months",
    ]


class LookFilterSet(WagtailFilterSet):
    """Whose data, who looked, when."""

    reference = django_filters.CharFilter(label=_("Number"), lookup_expr="icontains")
    user_name = django_filters.CharFilter(label=_("Who"), lookup_expr="icontains")
    what = django_filters.ChoiceFilter(label=_("What"), choices=Look.choices)
    looked_at = django_filters.DateFromToRangeFilter(label=_("When"), widget=DateRangePickerWidget)

    class Meta:
        model = DataAccess
        fields: list[Any] = []


class LookIndexView(IndexView):
    """Read only: the database itself lets nobody change a line."""

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("site__association")


class DataAccessViewSet(KeptViewSet):
    """Who has looked at citizens' data."""

    model = DataAccess
    name = "data_looks"
    url_prefix = "contact_centre/dataaccess"
    icon = "view"
    menu_label = _("Looks at personal data")
    menu_order = 80
    left_out = frozenset({"add", "edit", "delete", "usage", "history", "history_results"})
    inspect_view_enabled = False
    index_view_class = LookIndexView
    filterset_class = LookFilterSet
    panels = [SitePanel()]
    search_backend_name = None
    list_per_page = 50
    ordering = "-looked_at"
    list_display = [
        Column("reference", label=_("Number"), sort_key="reference"),
        Column("get_what_display", label=_("What"), sort_key="what"),
        Column("detail", label=_("Detail")),
        Column("user_name", label=_("Who"), sort_key="user_name"),
        day_column("looked_at", _("When"), show=cs_datetime),
    ]
    list_export = ["reference", "get_what_display", "detail", "user_name", "looked_at"]
    export_headings = {
        "reference": _("Number"),
        "get_what_display": _("What"),
        "detail": _("Detail"),
        "user_name": _("Who"),
        "looked_at": _("When"),
    }
    export_filename = "nahlizeni-do-udaju"
