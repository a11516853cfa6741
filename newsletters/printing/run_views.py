"""One print run in the admin: its copies by place, that it came out, its delivery, the list for the driver (X7)."""

from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.core import pdf
from portal.core.keys import typed_key
from portal.tenancy.models import Union

from ..models import NewsletterIssuePage, PrintDrop, PrintRun
from ..review.rounds import association_of
from ..sending.gate import NotSendable
from .archiving import note_copy
from .delivering import note_left_over, take_back, tick_off
from .forms import DayForm, LeftOverForm, PlanForm
from .going_out import came_out
from .issue_views import ISSUE, RUN, PrintPage, why_not
from .planning import Plan, is_carried, plan_of, set_copies
from .press_act import warnings
from .rights import may_archive, may_let_out, may_print

EDIT, DELIVER, ROUTE = "print_run:edit_run", "print_run:deliver", "print_run:route"
LIST = "print_run:index"
SHEET = "newsletters/css/route.css"


class RunPage(WagtailAdminTemplateMixin, TemplateView):
    """A run as its reader may see it: the centre with its plan, the Union with its copy. POST says what to ``do``."""

    model = PrintRun
    template_name = "newsletters/printing/run.html"
    header_icon = "draft"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        runs = PrintRun.objects.for_user(request.user).select_related("issue", "municipality")
        self.run = get_object_or_404(runs, pk=kwargs["pk"])
        self.may_print = may_print(request.user, self.run.site_id)
        self.may_let_out = self.may_print and may_let_out(request.user, self.run.site_id)
        self.may_archive = may_archive(request.user, self.run.site_id)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def plan(self) -> Plan:
        return plan_of(self.run)

    @property
    def page_title(self) -> str:
        return capfirst(self.run.get_kind_display())

    def get_page_subtitle(self) -> str:
        return str(self.run.issue.designation)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        issue = self.run.issue
        way = [{"url": reverse(LIST), "label": _("Printed issues")}]
        if self.may_print:
            way = [
                {"url": reverse("newsletters:index"), "label": _("Newsletters")},
                {"url": reverse("wagtailadmin_pages:edit", args=[issue.pk]), "label": str(issue.draft_title)},
                {"url": reverse(ISSUE, args=[issue.pk]), "label": _("Print and delivery")},
            ]
        return [
            *self.breadcrumbs_items,
            *way,
            {"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()},
        ]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        steps = {"plan": self._plan, "out": self._out, "archive": self._archive, "remove": self._remove}
        try:
            response = steps.get(request.POST.get("do", ""), self._nothing)()
        except (ValidationError, NotSendable) as error:
            messages.error(request, " ".join(getattr(error, "messages", [str(error)])))
            response = None
        return response or self.render_to_response(self.get_context_data())

    def _nothing(self) -> None:
        raise PermissionDenied

    def _plan(self) -> HttpResponse | None:
        if not self.may_print or not is_carried(self.run):
            raise PermissionDenied
        self.plan_form = PlanForm(self.request.POST, plan=self.plan)
        if not self.plan_form.is_valid():
            return None
        set_copies(run=self.run, copies=self.plan_form.copies)
        messages.success(self.request, _("The copies are stored."))
        return redirect(self.request.path)

    def _out(self) -> HttpResponse | None:
        if not self.may_let_out:
            raise PermissionDenied
        self.out_form = DayForm(self.request.POST)
        if not self.out_form.is_valid():
            return None
        came_out(run=self.run, user=self.request.user, day=self.out_form.cleaned_data["day"])
        messages.success(self.request, _("Recorded. The issue stays as readers got it, and the Union has been told."))
        return redirect(self.request.path)

    def _archive(self) -> HttpResponse | None:
        if not self.may_archive:
            raise PermissionDenied
        self.archive_form = DayForm(self.request.POST)
        if not self.archive_form.is_valid():
            return None
        note_copy(run=self.run, user=self.request.user, day=self.archive_form.cleaned_data["day"])
        messages.success(self.request, _("The copy is noted."))
        return redirect(f"{reverse(LIST)}?archive=owed")

    def _remove(self) -> HttpResponse:
        if not self.may_print or self.run.printed_on is not None:
            raise PermissionDenied
        self.run.delete()
        messages.success(self.request, _("The print run is removed."))
        return redirect(reverse(ISSUE, args=[self.run.issue_id]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run, today = self.run, timezone.localdate()
        out_form = getattr(self, "out_form", None) or DayForm(initial={"day": today})
        own: dict[str, Any] = {}
        if self.may_print:
            own = {
                "plan": self.plan,
                "plan_form": getattr(self, "plan_form", None) or PlanForm(plan=self.plan),
                "warnings": warnings(run.issue) if is_carried(run) and run.printed_on is None else [],
                "reason": why_not(run.issue) if run.printed_on is None else "",
                "issue_url": reverse(ISSUE, args=[run.issue_id]),
                "union": Union.objects.first(),
            }
        return super().get_context_data(
            **kwargs,
            **own,
            run=run,
            issue=run.issue,
            association=association_of(run.issue),
            is_carried=is_carried(run),
            may_print=self.may_print,
            may_let_out=self.may_let_out,
            may_archive=self.may_archive,
            out_form=out_form,
            archive_form=getattr(self, "archive_form", None) or DayForm(initial={"day": run.archived_on or today}),
            media=out_form.media,
        )


class OfRun(PrintPage):
    """A page of the centre about one of its runs."""

    def get_issue(self) -> NewsletterIssuePage:
        runs = PrintRun.objects.for_user(self.request.user, "change").select_related("issue", "municipality")
        self.run = get_object_or_404(runs, pk=self.kwargs["pk"])
        return self.run.issue


class DeliverView(OfRun):
    """The places, each with a button for a thumb; one POST (``tick``, ``undo`` or ``left``) is about one of them."""

    template_name = "newsletters/printing/deliver.html"
    page_title = gettext_lazy("Delivery")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        doing = next((name for name in ("tick", "undo", "left") if name in request.POST), "")
        asked = request.POST.get(doing, "")
        drops = PrintDrop.objects.filter(run=self.run)
        drop = get_object_or_404(drops, pk=typed_key(asked) or 0)
        try:
            self._do(doing, drop)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(f"{request.path}#drop-{drop.pk}")

    def _do(self, doing: str, drop: PrintDrop) -> None:
        if doing == "tick":
            tick_off(drop=drop, user=self.request.user)
        elif doing == "undo":
            take_back(drop=drop)
        else:
            form = LeftOverForm(self.request.POST)
            if not form.is_valid():
                raise ValidationError(_("Write the number of copies that were left over."))
            note_left_over(drop=drop, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan = plan_of(self.run, only_planned=True)
        back_url = reverse(RUN, args=[self.run.pk])
        return super().get_context_data(**kwargs, run=self.run, issue=self.issue, plan=plan, back_url=back_url)


class RouteView(OfRun):
    """The list for the driver on paper: a page that prints itself well, or the same as PDF (``?format=pdf``)."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_pdf = request.GET.get("format") == "pdf"
        html = render_to_string(
            "newsletters/printing/route.html",
            {
                "run": self.run,
                "issue": self.issue,
                "association": self.association,
                "plan": plan_of(self.run, only_planned=True),
                "today": timezone.localdate(),
                "is_pdf": is_pdf,
                "back_url": reverse(RUN, args=[self.run.pk]),
                "LANGUAGE_CODE": get_language() or "cs",
            },
            request=request,
        )
        return self._pdf(html) if is_pdf else HttpResponse(html)

    def _pdf(self, html: str) -> HttpResponse:
        try:
            content = pdf.one_at_a_time(lambda: pdf.pdf_of(html, _sheet()))
        except pdf.PdfUnavailable:
            content = None
        if content is None:
            messages.warning(self.request, _("The PDF can't be made now. Print the page itself."))
            return redirect(self.request.path)
        response = HttpResponse(content, content_type="application/pdf")
        name = f"roznos-{self.issue.number}-{self.issue.year}.pdf"
        response["Content-Disposition"] = str(content_disposition_header(False, name))
        response["Cache-Control"] = "no-store"
        return response


@cache
def _sheet() -> str:
    found: Any = finders.find(SHEET)
    return Path(found).read_text(encoding="utf-8")
