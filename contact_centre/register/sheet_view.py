"""The page of the sheet. The tenant's scope is put in front of it by the viewset."""

from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import PermissionCheckedMixin
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Site

from portal.core.keys import typed_key
from portal.core.tickets import new_ticket, read_ticket
from portal.tenancy.boundary import sites_of

from ..enums import ActivityStatus
from ..models import Activity
from ..views.register import put_errors
from .recording import RowsRefused, record_activities
from .sheet import MORE_ROWS, MOST_ROWS, SheetFormSet
from .sheet_choices import SheetChoices

PURPOSE = "register_sheet"
PREFIX = "rows"


class Fault(NamedTuple):
    """An error of the sheet: where it is in words, the field's id, what is wrong."""

    where: str
    field_id: str
    message: str


class SheetView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Records the rows of a sheet, all or none; adds rows on the way, without a look at what is missing yet."""

    model = Activity
    permission_required = "add"
    template_name = "contact_centre/admin/sheet.html"
    page_title = gettext_lazy("Quick entry")
    header_icon = "table"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("activities:index"), "label": capfirst(Activity._meta.verbose_name_plural)},
            {"url": "", "label": self.get_page_title()},
        ]

    @cached_property
    def sites(self) -> list[Site]:
        """Where the user may record, in the order of their keys."""
        return list(sites_of(self.request.user, Activity, "add").select_related("association").order_by("pk"))

    @cached_property
    def site(self) -> Site:
        asked = self.request.POST.get("site") or self.request.GET.get("site")
        found = [site for site in self.sites if not asked or str(site.pk) == asked]
        if not found:
            raise Http404
        return found[0]

    def make_rows(self, data: Any = None) -> Any:
        kwargs = {"choices": self.choices, "me": self.choices.key_of(self.request.user)}
        return SheetFormSet(data, prefix=PREFIX, form_kwargs=kwargs)

    @cached_property
    def choices(self) -> SheetChoices:
        return SheetChoices(self.site)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._show(self.make_rows())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        data: Any = request.POST
        if "more" in data:
            data = data.copy()
            data[f"{PREFIX}-TOTAL_FORMS"] = str(min(_number(data.get(f"{PREFIX}-TOTAL_FORMS")) + MORE_ROWS, MOST_ROWS))
            return self._show(self.make_rows(data))
        rows = self.make_rows(data)
        if not rows.is_valid():
            return self._show(rows, faults=_faults(rows))
        filled = rows.filled()
        if not filled:
            return self._show(rows, faults=[Fault("", "", gettext("Nothing is written yet."))])
        ticket = read_ticket(PURPOSE, data.get("ticket", ""))
        if not ticket.token:
            again = gettext("We could not check the form. Your text is still here; please send it once more.")
            return self._show(rows, faults=[Fault("", "", again)], ticket=new_ticket(PURPOSE))
        try:
            recorded = record_activities(site=self.site, rows=rows.values(), user=request.user, token=ticket.token)
        except RowsRefused as refused:
            for place, error in refused.errors.items():
                put_errors(filled[place], error)
            return self._show(rows, faults=_faults(rows))
        self._thank(recorded)
        return redirect("activities:index")

    def _thank(self, recorded: list[Activity]) -> None:
        closed = sum(activity.status == ActivityStatus.CLOSED for activity in recorded)
        count = len(recorded)
        said = ngettext("Recorded: %(count)d activity", "Recorded: %(count)d activities", count) % {"count": count}
        of_them = ngettext("%(count)d of them is closed.", "%(count)d of them are closed.", closed) % {"count": closed}
        messages.success(self.request, f"{said}. {of_them}")

    def _show(self, rows: Any, *, faults: list[Fault] | None = None, ticket: str = "") -> HttpResponse:
        context = self.get_context_data(
            rows=rows,
            faults=faults or [],
            ticket=ticket or self.request.POST.get("ticket") or new_ticket(PURPOSE),
            municipalities=self.choices.municipalities,
            site=self.site,
            other_sites=[site for site in self.sites if site != self.site],
            most=MOST_ROWS,
        )
        # Of a sheet with errors nothing was stored: scripts and tests read that from the status.
        return self.render_to_response(context, status=422 if faults else 200)


def _number(text: str | None) -> int:
    return typed_key(text) or 0


def _faults(rows: Any) -> list[Fault]:
    """Every error of the rows, in their order."""
    faults = [Fault("", "", str(message)) for message in rows.non_form_errors()]
    for place, row in enumerate(rows.forms, start=1):
        where = gettext("Row %(number)d") % {"number": place}
        for name, messages_ in row.errors.items():
            field = row[name] if name in row.fields else row["title"]
            label = f"{where}, {field.label}" if name in row.fields else where
            faults += [Fault(label, field.id_for_label, str(message)) for message in messages_]
    return faults
