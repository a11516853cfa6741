"""The list of entries that climbed to the Union: overdue for so long that it is reminded of them itself (F4)."""

from collections import OrderedDict
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton

from portal.core.templatetags.portal import cs_date, phone, tel
from portal.tenancy.boundary import is_union_user
from portal.tenancy.desk import LATE, DeskRows
from portal.tenancy.models import Association

from ...filters import ServiceFilters
from ...models import Service, VerificationPolicy
from ...views.completeness import edit_url
from ...views.services import RememberedServiceOrder, ServiceSearch
from .ranking import climbed_services


class ClimbedFilterSet(ServiceFilters):
    """Filters of the list of what climbed."""

    class Meta:
        model = Service
        fields = ["association", "municipality", "kind"]


class ClimbedView(ServiceSearch, RememberedServiceOrder, IndexView):
    """Entries whose association left the reminders without an answer, the longest overdue first."""

    model = Service
    page_title = gettext_lazy("Climbed to the Union")
    header_icon = "warning"
    index_url_name = "shares:climbed"
    index_results_url_name = "shares:climbed_results"
    filterset_class = ClimbedFilterSet
    default_ordering = "verify_by"
    paginate_by = 50
    list_export = [
        "uid",
        "name",
        "association",
        "association_phone",
        "municipality",
        "keeper",
        "verified_on",
        "verify_by",
        "days_overdue",
        "reminded_on",
    ]
    export_filename = "dospelo-ke-svazu"
    export_headings = {
        "association": gettext_lazy("Association"),
        "association_phone": gettext_lazy("Phone of the centre"),
        "days_overdue": gettext_lazy("Days overdue"),
        "reminded_on": gettext_lazy("Last reminder"),
    }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not is_union_user(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> Any:
        return climbed_services(Service.objects.select_related("kind", "municipality", "keeper"))

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("name", label=_("Name"), get_url=edit_url, sort_key="sort_key"),
            Column("association", label=_("Association"), accessor=self._association_name),
            Column("phone", label=_("Phone of the centre"), accessor=self._phone),
            Column("keeper", label=_("Keeper"), accessor=self._keeper, sort_key="keeper__name"),
            Column("verify_by", label=_("Days overdue"), accessor=days_overdue, sort_key="verify_by"),
            Column("reminded_on", label=_("Last reminder"), accessor=_last_reminder, sort_key="reminded_on"),
        ]

    @cached_property
    def _associations(self) -> dict[int, Association]:
        return {association.site_id: association for association in Association.objects.all()}

    @cached_property
    def _keepers(self) -> dict[int, str]:
        """Who keeps entries without a keeper of their own, by association."""
        return dict(
            VerificationPolicy.objects.filter(default_keeper__isnull=False).values_list("site", "default_keeper__name")
        )

    def _association_name(self, service: Service) -> str:
        return self._associations[service.site_id].short_name

    def _phone(self, service: Service) -> str:
        number = self._associations[service.site_id].phone
        return format_html('<a href="{}">{}</a>', tel(number), phone(number)) if number else ""

    def _keeper(self, service: Service) -> str:
        return service.keeper.name if service.keeper else self._keepers.get(service.site_id, "")

    @cached_property
    def header_buttons(self) -> list[Any]:
        return [HeaderButton(_("Ranking"), url=reverse("shares:index"), icon_name="list-ol")]

    def to_row_dict(self, item: Any) -> OrderedDict[str, Any]:
        association = self._associations[item.site_id]
        return OrderedDict(
            uid=item.uid,
            name=item.name,
            association=association.name,
            association_phone=association.phone,
            municipality=item.municipality.name,
            keeper=self._keeper(item),
            verified_on=item.verified_on,
            verify_by=item.verify_by,
            days_overdue=days_overdue(item),
            reminded_on=item.reminded_on,
        )


def days_overdue(service: Service) -> int:
    return (timezone.localdate() - service.verify_by).days if service.verify_by else 0


def _last_reminder(service: Any) -> str:
    return cs_date(service.reminded_on) if service.reminded_on else _("none")


def waiting_climbed(user: Any) -> DeskRows | None:
    """What the desk tells the Union."""
    if not is_union_user(user):
        return None
    return DeskRows(climbed_services(Service.objects.all()), _climbed, reverse("shares:climbed"), "climbed", LATE)


def _climbed(count: int) -> str:
    said = ngettext("%(count)d overdue entry climbed to you", "%(count)d overdue entries climbed to you", count)
    return said % {"count": count}
