"""The report of distribution in the admin: of the association by issues, of all associations in numbers for the Union.

Numbers only: no address, and nobody's name (A5).
"""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail.admin import messages
from wagtail.models import Site

from portal.core.czech import fold
from portal.core.pdf import PdfUnavailable
from portal.core.sorted_tables import SortedTable
from portal.programme.models import Programme
from portal.tenancy.boundary import sites_of
from portal.tenancy.models import Association
from portal.tenancy.overviews import AskingForm, OverviewPage

from ..models import Mailing, NewsletterIssuePage
from .columns import NAME, Group, cells, columns_of, exported, groups_of, headings
from .lines import Line, issues_out, lines_by_association, lines_of
from .paper import report_pdf

ALL = "all"


class DistributionForm(AskingForm):
    """Of which year, or of which programme."""

    year = forms.ChoiceField(label=gettext_lazy("Year"), required=False)
    programme = forms.ChoiceField(label=gettext_lazy("Programme"), required=False)

    def __init__(self, data: Any, years: Sequence[int], programmes: Sequence[Programme]) -> None:
        super().__init__(data)
        said = [(str(year), str(year)) for year in years]
        self.offer({"year": [(ALL, pgettext("years", "all")), *said]})
        labels = [(str(one.pk), one.label) for one in programmes]
        self.offer({"programme": [("", pgettext("programmes", "all")), *labels]})

    @property
    def said(self) -> str:
        """What is shown, in words; empty for everything."""
        words = []
        for name, value in self.cleaned_data.items():
            if value and value != ALL:
                words.append(str(dict(self.fields[name].choices)[value]))  # type: ignore[attr-defined]
        return ", ".join(words)


class DistributionView(OverviewPage):
    """Issues, or associations, × web, e-mail, paper, with totals; ``?export=`` gives the same as a file."""

    model = Mailing
    template_name = "newsletters/distribution/report.html"
    page_title = gettext_lazy("Distribution of newsletters")

    def may_look(self) -> bool:
        return self.is_union or self.association is not None

    @cached_property
    def association(self) -> Association | None:
        """That of the site if the user works for it, else the user's first; None for the Union."""
        if self.is_union:
            return None
        sites = sites_of(self.request.user, Mailing, "change", "view")
        own: list[Association] = list(
            Association.objects.filter(site__in=sites).select_related("root_page").in_czech_order()
        )
        here = Site.find_for_request(self.request)
        found = [one for one in own if here is not None and one.site_id == here.pk]
        return next(iter([*found, *own]), None)

    @cached_property
    def issues(self) -> Any:
        """Everything that may be shown here."""
        found = issues_out()
        if self.association is not None:
            return found.filter(path__startswith=self.association.root_page.path)
        return found

    @cached_property
    def years(self) -> list[int]:
        """Those in which anything came out, the last one first."""
        return list(self.issues.order_by("-year").values_list("year", flat=True).distinct())

    def preset(self) -> dict[str, str]:
        """All years of all associations are a long sum: the Union begins with the last one."""
        is_one_year = self.is_union and self.years and not self.request.GET.get("programme")
        return {"year": str(self.years[0]) if is_one_year else ALL}

    def make_form(self, data: QueryDict) -> DistributionForm:
        used = self.issues.order_by().filter(programme__isnull=False).values("programme")
        programmes = Programme.objects.filter(pk__in=used).order_by("-starts_on", "-pk")
        return DistributionForm(data, self.years, list(programmes))

    @cached_property
    def listed(self) -> list[NewsletterIssuePage]:
        """The issues asked for."""
        wanted, found = self.form.cleaned_data, self.issues
        if wanted.get("year", ALL) not in ("", ALL):
            found = found.filter(year=int(wanted["year"]))
        if wanted.get("programme"):
            found = found.filter(programme=int(wanted["programme"]))
        return list(found)

    @cached_property
    def groups(self) -> list[Group]:
        return groups_of(by_association=self.is_union)

    @cached_property
    def table(self) -> SortedTable[Line]:
        lines = lines_by_association(self.listed) if self.is_union else lines_of(self.listed, with_links=True)
        default = NAME if self.is_union else f"-{NAME}"
        return SortedTable(columns_of(self.groups), lines, self.request.GET, default)

    @cached_property
    def total(self) -> Line:
        return Line.total(pgettext("report", "Total"), self.table.rows)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self._pdf() if request.GET.get("export") == "pdf" else super().get(request, *args, **kwargs)

    def exported_rows(self) -> list[Line]:
        return [*self.table.rows, self.total]

    def _pdf(self) -> HttpResponse:
        why = _("Another PDF is being made just now. Please try it again in a moment.")
        try:
            content = report_pdf(self.paper())
        except PdfUnavailable:
            content, why = None, _("PDF can't be made on this server now. Take XLSX or CSV, please.")
        if content is None:
            messages.warning(self.request, why)
            return redirect(f"{self.request.path}?{self._query()}")
        response = HttpResponse(content, content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="{self.get_filename()}.pdf"'
        response["Cache-Control"] = "no-store"
        return response

    def _query(self) -> str:
        query = self.request.GET.copy()
        query.pop("export", None)
        return query.urlencode()

    @property
    def export_headings(self) -> dict[str, str]:
        return headings(self.groups)

    def get_filename(self) -> str:
        whose = slugify(fold(self.association.short_name)) if self.association is not None else "svazky"
        return f"distribuce-zpravodaje-{whose}-{timezone.localdate().isoformat()}"

    def to_row_dict(self, item: Line) -> OrderedDict[str, Any]:
        return exported(item, columns_of(self.groups))

    def paper(self) -> dict[str, Any]:
        """What page and PDF show of the table."""
        columns = columns_of(self.groups)
        rows = [(line, cells(line, columns)) for line in self.table.rows]
        return {
            "title": str(self.page_title),
            "association": self.association,
            "words": self.form.said,
            "groups": self.groups,
            "rows": rows,
            "total": (self.total, cells(self.total, columns)),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            **self.paper(),
            "heads": self.table.heads,
            "query": self._query(),
        }
