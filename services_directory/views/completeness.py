"""What the directory still lacks: service by service, and summed up by association or municipality, worst first."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import policy_registry

from portal.core.czech import NBSP
from portal.core.keys import typed_key
from portal.tenancy.boundary import is_union_user
from portal.tenancy.lists import OfWhom
from portal.tenancy.models import Association, Municipality

from ..completeness import FACTS, Share, counted, missing_facts, shares, with_completeness
from ..filters import CompletenessFilterSet
from ..models import Service
from .services import RememberedServiceOrder, ServiceSearch

INDEX, SUMMARY = "completeness:index", "completeness:summary"


def edit_url(service: Service) -> str:
    return reverse(Service.snippet_viewset.get_url_name("edit"), args=[service.pk])


def share_of(service: Any) -> SafeString:
    """The share of known facts as a gauge with the number beside it."""
    return format_html(
        '<meter min="0" max="100" low="50" high="80" optimum="100" value="{0}" aria-hidden="true"></meter> {0}{1}%',
        service.completeness,
        NBSP,
    )


def links_to_missing(service: Any) -> SafeString:
    """What is missing, each a link to the tab of the editor where it is filled in."""
    address = edit_url(service)
    facts = missing_facts(service)
    return format_html_join(", ", '<a href="{}#tab-{}">{}</a>', ((address, fact.tab, fact.label) for fact in facts))


class CompletenessView(OfWhom, ServiceSearch, RememberedServiceOrder, IndexView):
    """Published services and what each of them lacks."""

    model = Service
    page_title = gettext_lazy("Completeness of the directory")
    header_icon = "check"
    index_url_name = INDEX
    index_results_url_name = "completeness:index_results"
    filterset_class = CompletenessFilterSet
    default_ordering = "completeness"
    paginate_by = 50
    list_export = ["uid", "name", "kind", "municipality", "completeness", *(fact.column for fact in FACTS)]
    export_filename = "uplnost-sluzeb"
    export_headings = {
        "completeness": gettext_lazy("Completeness (%)"),
        **{fact.column: fact.label for fact in FACTS},
    }

    def get_base_queryset(self) -> Any:
        # Scoped by the viewset, as every view of tenant-owned rows.
        return with_completeness(counted(Service.objects.select_related("kind", "municipality")))

    @cached_property
    def columns(self) -> list[Column]:
        name = TitleColumn("name", label=_("Name"), get_url=edit_url, sort_key="sort_key")
        place = Column("municipality", label=_("Municipality"), sort_key="municipality__sort_key")
        share = Column("completeness", label=_("Completeness"), accessor=share_of, sort_key="completeness", width="18%")
        missing = Column("missing", label=_("Missing"), accessor=links_to_missing, width="40%")
        return [name, *self.of_whom(), place, share, missing]

    @cached_property
    def header_buttons(self) -> list[Any]:
        return [HeaderButton(_("Summary"), url=reverse(SUMMARY), icon_name="list-ol")]

    def to_row_dict(self, item: Any) -> OrderedDict[str, Any]:
        row: OrderedDict[str, Any] = super().to_row_dict(item)
        for fact in FACTS:
            row[fact.column] = _("yes") if row[fact.column] else _("no")
        return row


@dataclass(frozen=True)
class Line:
    """A line of the summary: whose services, how complete, and the list they stand in."""

    name: str
    share: Share
    url: str


class CompletenessSummaryView(WagtailAdminTemplateMixin, TemplateView):
    """The Union sees all associations, a centre (or the Union asking for ``?association=``) its municipalities."""

    model = Service
    template_name = "services_directory/admin/completeness_summary.html"
    page_title = gettext_lazy("Completeness of the directory")
    header_icon = "check"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        policy = policy_registry.get_by_type(Service)
        if not policy.user_has_any_permission(request.user, ["add", "change", "delete", "view"]):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def association(self) -> Association | None:
        """The one the Union asks for; None for its view of all."""
        asked = typed_key(self.request.GET.get("association"))
        if not is_union_user(self.request.user) or asked is None:
            return None
        return Association.objects.filter(pk=asked).first()

    @cached_property
    def services(self) -> QuerySet[Any]:
        services: QuerySet[Any] = counted(Service.objects.for_user(self.request.user))
        return services.for_association(self.association) if self.association else services  # type: ignore[attr-defined]

    def lines(self) -> list[Line]:
        address = reverse(INDEX)
        if is_union_user(self.request.user) and self.association is None:
            found = {association.site_id: association for association in Association.objects.all()}
            return [
                Line(found[share.key].name, share, f"?{urlencode({'association': found[share.key].pk})}")
                for share in shares(self.services, "site")
                if share.key in found
            ]
        names = dict(Municipality.objects.filter(services__in=self.services).values_list("pk", "name"))
        extra = {"association": self.association.pk} if self.association else {}
        return [
            Line(names[share.key], share, f"{address}?{urlencode({'municipality': share.key, **extra})}")
            for share in shares(self.services, "municipality")
        ]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        title = self.association.short_name if self.association else _("Summary")
        return [{"url": reverse(INDEX), "label": self.page_title}, {"url": "", "label": title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = self.lines()
        return {
            **super().get_context_data(**kwargs),
            "lines": lines,
            "whole": whole([line.share for line in lines]),
            "by_association": is_union_user(self.request.user) and self.association is None,
            "association": self.association,
            "list_url": reverse(INDEX),
            "facts": [(fact, capfirst(str(fact.label))) for fact in FACTS],
        }


def whole(parts: list[Share]) -> Share | None:
    """All `parts` together; None without any service."""
    count = sum(part.services for part in parts)
    if not count:
        return None
    missing = {fact.key: sum(part.missing[fact.key] for part in parts) for fact in FACTS}
    known = len(FACTS) * count - sum(missing.values())
    return Share(None, count, 100 * known // (len(FACTS) * count), missing)
