"""The share of verified services in the admin: the Union's ranking, an association's municipalities (F2, F9)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Site

from portal.core.keys import typed_key
from portal.core.sorted_tables import SortedTable, TableColumn
from portal.tenancy.boundary import sites_of
from portal.tenancy.models import Association
from portal.tenancy.overviews import AskingForm, OverviewPage

from ...models import Service, Verification
from ..dates import longest_months_shown
from . import municipalities, ranking

RANKING, ASSOCIATION, CLIMBED = "shares:index", "shares:association", "shares:climbed"
QUEUE = "verification_queue:index"
WORK = (
    TableColumn("overdue", gettext_lazy("overdue"), lambda row: row.work and row.work.overdue),
    TableColumn("to_check", gettext_lazy("to check"), lambda row: row.work and row.work.to_check),
    TableColumn("never", gettext_lazy("never verified"), lambda row: row.work and row.work.never),
)
CLIMBED_COLUMN = TableColumn("climbed", gettext_lazy("climbed to the Union"), lambda row: row.work and row.work.climbed)
SHARE = (
    TableColumn("share", gettext_lazy("share"), lambda row: row.share.percent),
    TableColumn("verified", gettext_lazy("verified"), lambda row: row.share.verified),
    TableColumn("listed", gettext_lazy("listed"), lambda row: row.share.listed),
)
OF_ASSOCIATIONS = (
    TableColumn("rank", gettext_lazy("rank"), lambda row: row.rank, best_first=False),
    TableColumn("name", gettext_lazy("association"), lambda row: row.association.sort_key, best_first=False),
    *SHARE,
    TableColumn("quarter", gettext_lazy("change in 3 months"), lambda row: row.quarter),
    TableColumn("year", gettext_lazy("change in 12 months"), lambda row: row.year),
)
OF_PLACES = (
    TableColumn("name", gettext_lazy("municipality"), lambda row: row.municipality.sort_key, best_first=False),
    *SHARE,
)


class DayForm(AskingForm):
    """Which past day is asked for, and words of a name."""

    day = forms.DateField(
        label=gettext_lazy("On the day"),
        required=False,
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d. %m. %Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    q = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=100)

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"] or timezone.localdate()
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is yet to come."))
        if day.year < 2000:
            raise forms.ValidationError(_("The directory is younger than that."))
        return day


class SharePage(OverviewPage):
    """A sorted table of shares on a day, searched by name and exported."""

    model = Verification
    page_title = gettext_lazy("Share of verified services")
    header_icon = "check"
    columns: Sequence[TableColumn]
    default_ordering: str

    def may_look(self) -> bool:
        return True

    def preset(self) -> dict[str, str]:
        return {"day": timezone.localdate().isoformat()}

    def make_form(self, data: QueryDict) -> DayForm:
        form = DayForm(data)
        form.fields["day"].widget.attrs["max"] = timezone.localdate().isoformat()
        return form

    @cached_property
    def day(self) -> date:
        """The day asked for; today where what was written is no day."""
        day: date = self.form.cleaned_data.get("day") or timezone.localdate()
        return day

    @cached_property
    def table(self) -> SortedTable[Any]:
        rows = [row for row in self.found_rows() if self.form.finds(self.name_of(row))]
        return SortedTable(self.columns, rows, self.request.GET, self.default_ordering)

    def found_rows(self) -> Sequence[Any]:
        raise NotImplementedError

    @property
    def is_today(self) -> bool:
        return self.day == timezone.localdate()

    def get_filename(self) -> str:
        return f"podil-overenych-{self.day.isoformat()}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "day": self.day,
            "is_today": self.is_today,
            "months": longest_months_shown([self.day])[self.day],
            "queue_url": reverse(QUEUE),
            "services_url": reverse(Service.snippet_viewset.get_url_name("list")),
        }


class RankingView(SharePage):
    """The Union's ranking of associations with the trend of the country; others are led to their own page."""

    template_name = "services_directory/admin/shares/ranking.html"
    default_ordering = "rank"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.is_union:
            return redirect(ASSOCIATION)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def ranked(self) -> ranking.Ranking:
        return ranking.ranking(self.day)

    @property
    def columns(self) -> Sequence[TableColumn]:  # type: ignore[override]
        return (*OF_ASSOCIATIONS, *WORK[:2], CLIMBED_COLUMN, *WORK[2:]) if self.is_today else OF_ASSOCIATIONS

    def found_rows(self) -> Sequence[ranking.Standing]:
        return self.ranked.standings

    @cached_property
    def header_buttons(self) -> list[Any]:
        return [HeaderButton(_("Climbed to the Union"), url=reverse(CLIMBED), icon_name="warning")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "ranking": self.ranked}


class AssociationShareView(SharePage):
    """How the municipalities of one association stand: its own people's, and the Union's by ``?association=``."""

    template_name = "services_directory/admin/shares/association.html"
    default_ordering = "name"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.association is None:
            if self.is_union:
                return redirect(RANKING)
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def association(self) -> Association | None:
        """The one asked for, else that of the site, else the user's first; only of those the user may see."""
        user = self.request.user
        own = Association.objects.filter(site__in=sites_of(user, Verification, "add", "view")).in_czech_order()
        asked = self.request.GET.get("association", "")
        if asked:
            found: Association | None = own.filter(pk=typed_key(asked) or 0).first()
            if found is None:
                raise Http404
            return found
        if self.is_union:
            return None
        return own.filter(site=Site.find_for_request(self.request)).first() or own.first()

    @cached_property
    def standing(self) -> municipalities.Standing:
        assert self.association is not None  # noqa: S101 - dispatch has seen to it
        return municipalities.standing(self.association, self.day)

    @property
    def columns(self) -> Sequence[TableColumn]:  # type: ignore[override]
        return (*OF_PLACES, *WORK) if self.is_today else OF_PLACES

    def found_rows(self) -> Sequence[municipalities.Place]:
        return self.standing.places

    def name_of(self, row: municipalities.Place) -> str:
        return row.municipality.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        if not self.is_union:
            return super().get_breadcrumbs_items()
        return [
            {"url": reverse(RANKING), "label": self.page_title},
            {"url": "", "label": self.association.short_name if self.association else ""},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET.get("association", "")
        return {
            **super().get_context_data(**kwargs),
            "association": self.association,
            "standing": self.standing,
            "asked": asked,
            # The Union's lists know several associations.
            "of_association": mark_safe(f"&amp;association={int(asked)}") if asked else "",  # noqa: S308 # a number
        }
