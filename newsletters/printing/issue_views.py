"""The page "Print and delivery" of an issue: its print runs, and the form of one (X7, NWS-3)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log

from portal.tenancy.boundary import pages_of

from ..editions.admin_views import PDF
from ..models import NewsletterIssuePage, PrintRun
from ..review.rounds import association_of
from ..sending.gate import NotSendable, sendable
from .forms import RunForm
from .planning import fill_in, is_carried, plan_of
from .press_act import warnings
from .rights import may_print
from .totals import totals_of

ISSUE, ADD, RUN = "print_run:issue", "print_run:add_run", "print_run:inspect"


def why_not(issue: NewsletterIssuePage) -> str:
    """Why the issue mustn't go out as it stands now; empty where it may."""
    try:
        sendable(issue)
    except NotSendable as shut:
        return shut.reason
    return ""


class PrintPage(WagtailAdminTemplateMixin, TemplateView):
    """A page of the centre about printing one issue; another's isn't found."""

    model = PrintRun
    issue: NewsletterIssuePage
    header_icon = "draft"
    page_title: Any = gettext_lazy("Print and delivery")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.issue = self.get_issue()
        self.association = association_of(self.issue)
        if not may_print(request.user, self.association.site_id):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_issue(self) -> NewsletterIssuePage:
        issues = pages_of(self.request.user, NewsletterIssuePage.objects.filter(alias_of=None))
        issue: NewsletterIssuePage = get_object_or_404(issues, pk=self.kwargs["page_id"])
        return issue

    @property
    def issue_url(self) -> str:
        return reverse(ISSUE, args=[self.issue.pk])

    def get_page_subtitle(self) -> str:
        return str(self.issue.designation)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [
            *self.breadcrumbs_items,
            {"url": reverse("newsletters:index"), "label": _("Newsletters")},
            {"url": reverse("wagtailadmin_pages:edit", args=[self.issue.pk]), "label": str(self.issue.draft_title)},
        ]
        if not isinstance(self, IssueView):
            items.append({"url": self.issue_url, "label": _("Print and delivery")})
        return [*items, {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}]


class IssueView(PrintPage):
    """The print runs of the issue, what stands against printing it, and both PDFs for the printer."""

    template_name = "newsletters/printing/issue.html"

    @cached_property
    def header_buttons(self) -> list[Any]:
        return [
            HeaderButton(_("Add a print run"), url=reverse(ADD, args=[self.issue.pk]), icon_name="plus"),
            HeaderButton(_("Drop points"), url=reverse("drop_point:index"), icon_name="site"),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        runs = self.issue.print_runs.select_related("municipality").prefetch_related("drops").order_by("pk")
        is_ahead = any(is_carried(run) and run.printed_on is None for run in runs)
        return super().get_context_data(
            **kwargs,
            issue=self.issue,
            plans=[plan_of(run, only_planned=True) for run in runs],
            totals=totals_of([self.issue])[self.issue.pk],
            warnings=warnings(self.issue) if is_ahead else [],
            reason=why_not(self.issue),
            add_url=reverse(ADD, args=[self.issue.pk]),
            draft_pdf_url=reverse(PDF, args=[self.issue.pk]),
        )


class RunFormView(PrintPage):
    """A print run is put down, or mended; a new one gets the usual copies of each place."""

    template_name = "newsletters/printing/form.html"
    run: PrintRun | None = None

    @cached_property
    def form(self) -> RunForm:
        instance = self.run or PrintRun(site_id=self.association.site_id, issue=self.issue)
        data = self.request.POST if self.request.method == "POST" else None
        return RunForm(data, instance=instance, association=self.association)

    @property
    def page_title(self) -> Any:
        return _("Print run") if self.run else _("New print run")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data())
        with transaction.atomic():
            run = self.form.save()
            if self.run is None:
                fill_in(run)
            log(instance=run, action="wagtail.edit" if self.run else "wagtail.create", user=request.user)
        messages.success(request, _("The print run is stored."))
        return redirect(reverse(RUN, args=[run.pk]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back_url = reverse(RUN, args=[self.run.pk]) if self.run else self.issue_url
        return super().get_context_data(**kwargs, form=self.form, media=self.form.media, back_url=back_url)


class EditRunView(RunFormView):
    """An existing run, found by its own id."""

    def get_issue(self) -> NewsletterIssuePage:
        runs = PrintRun.objects.for_user(self.request.user, "change").select_related("issue", "municipality")
        self.run = get_object_or_404(runs, pk=self.kwargs["pk"])
        return self.run.issue
