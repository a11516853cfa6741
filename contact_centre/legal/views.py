"""The page of what is left of the hours of legal advice. The tenant's scope is put in front of it by the viewset."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import PermissionCheckedMixin
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from portal.tenancy.boundary import is_union_user, sites_of
from portal.tenancy.models import Association

from ..enums import ActivityStatus
from ..models import Activity, LegalHours
from .balance import NONE, Balance, balances
from .words import hours_words, said

LATEST = 50
"""How many activities a centre sees; the register has them all."""


@dataclass(frozen=True)
class Row:
    """The balance of one centre in the words of the table."""

    association: Association
    given: str
    used: str
    left: str
    said: str
    is_over: bool


def _row(association: Association, balance: Balance) -> Row:
    return Row(
        association=association,
        given=hours_words(balance.granted),
        used=hours_words(balance.used),
        left=hours_words(balance.left),
        said=said(balance),
        is_over=balance.left < 0,
    )


class BalanceView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """A centre's own balance with the activities behind it; for the Union all centres, numbers only (A5)."""

    model = LegalHours
    any_permission_required = ["add", "change", "view"]
    template_name = "contact_centre/admin/legal_hours.html"
    page_title = _("Hours of legal advice")
    header_icon = "time"

    @cached_property
    def associations(self) -> list[Association]:
        sites = sites_of(self.request.user, LegalHours, "add", "change", "view")
        return list(Association.objects.filter(site__in=sites).in_czech_order())

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        given = HeaderButton(_("Hours given"), url=reverse("legal_hours:index"), icon_name="list-ul")
        if not self.user_has_permission("add"):
            return [given]
        return [HeaderButton(_("Give hours"), url=reverse("legal_hours:add"), icon_name="plus"), given]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = balances()
        used = [] if is_union_user(self.request.user) else self._activities()
        return super().get_context_data(
            rows=[_row(association, found.get(association.site_id, Balance())) for association in self.associations],
            activities=[(activity, hours_words(activity.legal_hours or NONE)) for activity in used],
            latest=LATEST,
            **kwargs,
        )

    def _activities(self) -> list[Activity]:
        """What used hours, the newest first."""
        used = Activity.objects.for_user(self.request.user).filter(legal_hours__gt=0)
        return list(used.exclude(status=ActivityStatus.CANCELLED)[:LATEST])
