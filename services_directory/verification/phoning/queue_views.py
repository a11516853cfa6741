"""The queue of verifications in the admin: a list, its numbers, and the way to the phone."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import policy_registry

from portal.core.templatetags.portal import cs_date
from portal.tenancy.lists import OfWhom
from portal.tenancy.viewsets import tenant_scoped

from ...filters import QueueFilterSet
from ...models import Service, VerificationPlan
from ...permissions import may_verify_any
from ...views.services import ServiceSearch
from .asked import asked
from .plan_views import PlanView
from .provider_views import ProviderView
from .queue import QueueList, numbers, standing, with_reasons
from .round_views import EntryView, RoundView

INDEX, RESULTS, ROUND, ENTRY, PLAN = (
    f"verification_queue:{name}" for name in ("index", "index_results", "round", "entry", "plan")
)
OLDEST_FIRST = "verify_by"
WIDE = "queue-wide"
"""Class of the columns that a phone has no room for."""


@dataclass(frozen=True)
class Tab:
    """A list with how many stand in it."""

    label: str
    count: int
    url: str
    is_shown: bool


def state_of(service: Any) -> SafeString:
    """The state in words with a sign of how pressing it is; why it is to be checked below."""
    shown = standing(service)
    return format_html(
        '<span class="queue-state queue-state--{}">{}</span>{}',
        shown.level.value,
        capfirst(shown.text or _("no day set")),
        format_html('<span class="queue-why">{}</span>', capfirst(", ".join(shown.why))) if shown.why else "",
    )


def verified_of(service: Service) -> str:
    """The day and the way of the last verification."""
    if service.verified_on is None:
        return _("never")
    how = service.get_verified_how_display()
    return f"{cs_date(service.verified_on)} {how}".strip()


def keeper_of(service: Service) -> str:
    return service.keeper.name if service.keeper else ""


class QueueView(OfWhom, ServiceSearch, IndexView):
    """What must be verified, those to check first, then the oldest."""

    model = Service
    page_title = pgettext_lazy("queue", "Verification")
    header_icon = "history"
    template_name = "services_directory/admin/verification/queue.html"
    results_template_name = "services_directory/admin/verification/queue_results.html"
    index_url_name = INDEX
    index_results_url_name = RESULTS
    filterset_class = QueueFilterSet
    default_ordering = OLDEST_FIRST
    paginate_by = 50
    list_export = [
        "uid", "name", "kind", "municipality", "operator_name", "operator_ico", "verify_by", "state", "verified_on",
        "verified_how", "keeper",
    ]  # fmt: skip
    export_filename = "k-overeni"
    export_headings = {"state": gettext_lazy("State")}

    def get_base_queryset(self) -> Any:
        # Scoped by the viewset, as every view of tenant-owned rows.
        return with_reasons(Service.objects.select_related("kind", "municipality", "keeper"))

    def filter_queryset(self, queryset: Any) -> Any:
        # A filter that can't be read leaves the whole queue, not the whole directory.
        return super().filter_queryset(queryset) if self.filters.is_valid() else queryset.to_verify()

    def order_queryset(self, queryset: Any) -> Any:
        if self.ordering == OLDEST_FIRST:
            return queryset.in_order_of_verification()
        return queryset.order_by(self.ordering, "sort_key", "pk")

    @cached_property
    def columns(self) -> list[Column]:
        name = TitleColumn(
            "name", label=_("Name"), get_url=self._entry_url, get_title_id=title_id, sort_key="sort_key", width="26%"
        )
        bulk = [BulkActionsCheckboxColumn("bulk_actions", obj_type="snippet")] if self._verifies else []
        return [
            *bulk,
            name,
            *self.of_whom(),
            Column("municipality", label=_("Municipality"), sort_key="municipality__sort_key"),
            Column("operator_name", label=_("Operating body"), sort_key="operator_name", classname=WIDE),
            Column("state", label=_("State"), accessor=state_of, sort_key=OLDEST_FIRST, width="22%"),
            Column(
                "verified_on", label=_("Last verified"), accessor=verified_of, sort_key="verified_on", classname=WIDE
            ),
            Column("keeper", label=_("Keeper"), accessor=keeper_of, sort_key="keeper__name", classname=WIDE),
        ]

    def _entry_url(self, service: Service) -> str | None:
        return reverse(ENTRY, args=[service.pk]) + asked(self.request) if self._verifies else None

    @cached_property
    def _verifies(self) -> bool:
        return may_verify_any(self.request.user)

    def tabs(self) -> list[Tab]:
        """The whole queue and each of its lists within the other filters and the search."""
        data = self.request.GET.copy()
        data.pop("list", None)
        chosen = self.request.GET.get("list", "")
        filters = QueueFilterSet(data=data, request=self.request)
        services = Service.objects.for_user(self.request.user)
        if filters.is_valid():
            services = filters.narrow(services)
        counts = numbers(self.search_queryset(services))
        labels = {"": _("Whole queue"), **{which.value: capfirst(str(which.label)) for which in QueueList}}
        return [
            Tab(label, counts[which], f"{self.index_url}{asked(self.request, list=which)}", chosen == which)
            for which, label in labels.items()
        ]

    @cached_property
    def header_buttons(self) -> list[Any]:
        plan = HeaderButton(_("Plan of first verifications"), url=reverse(PLAN), icon_name="calendar")
        plans = policy_registry.get_by_type(VerificationPlan)
        sees = self.is_union or plans.user_has_any_permission(self.request.user, ["add", "change"])
        buttons = [plan] if sees else []
        if self._verifies:
            call = HeaderButton(
                _("Call them one by one"), url=reverse(ROUND) + asked(self.request), icon_name="mobile-alt", priority=1
            )
            buttons.append(call)
        return buttons

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return {**context, "tabs": self.tabs()}

    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching or self.is_filtering:
            return _("Nothing here matches.")
        return _("Nothing must be verified now. Whatever is due in the next 30 days will appear here.")

    def to_row_dict(self, item: Any) -> OrderedDict[str, Any]:
        row: OrderedDict[str, Any] = super().to_row_dict(item)
        row["state"] = str(standing(item))
        row["verified_how"] = item.get_verified_how_display()
        return row


def title_id(service: Service) -> str:
    """What the check box of a row is named by."""
    return f"snippet_{service.pk}_title"


class VerificationQueueViewSet(ViewSet):
    """The queue, the phone round through it, several entries of one provider at once, and the plan."""

    name = "verification_queue"
    url_prefix = "services_directory/verification"
    icon = "history"
    menu_label = pgettext_lazy("queue", "Verification")
    menu_order = 5
    menu_hook = "register_services_menu_item"

    def get_urlpatterns(self) -> list[URLPattern]:
        policy = policy_registry.get_by_type(Service)
        queue: Any = tenant_scoped(QueueView)

        def page(view: type) -> Any:
            return tenant_scoped(view).as_view()  # type: ignore[attr-defined]

        return [
            path("", queue.as_view(permission_policy=policy), name="index"),
            path("results/", queue.as_view(permission_policy=policy, results_only=True), name="index_results"),
            path("round/", page(RoundView), name="round"),
            path("round/<int:pk>/", page(EntryView), name="entry"),
            path("provider/<int:pk>/", page(ProviderView), name="provider"),
            path("plan/", page(PlanView), name="plan"),
        ]
