"""Reported mistakes in the admin: the list, one report, its answers. The viewset puts the tenant's scope in front."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.ui.tables import BaseColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.tenancy.boundary import is_union_user, visible_to

from ..enums import MistakeState
from ..models import MistakeReport, Service
from ..sections import directory_page
from .answer_form import AnswerForm
from .answering import answer_reports, put_aside, take_over
from .facts import published_facts
from .permissions import may_answer, may_see_reporter, may_verify
from .receiving import release_report

INDEX, INSPECT = "mistakes:index", "mistakes:inspect"


class MistakeIndexView(generic.IndexView):
    """What waits on top, the oldest first; late ones are marked."""

    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().select_related("service__municipality", "site__association")

    def order_queryset(self, queryset: Any) -> Any:
        return super().order_queryset(queryset) if self.request.GET.get("ordering") else queryset.waiting_first()

    @cached_property
    def columns(self) -> list[BaseColumn]:
        found: list[BaseColumn] = super().columns
        if is_union_user(self.request.user):
            return found
        return [column for column in found if column.name != "site"]


class MistakeInspectView(generic.InspectView):
    """One report beside the entry as it is published, with what can be done about it."""

    template_name = "services_directory/admin/mistakes/report.html"
    page_title = gettext_lazy("Reported mistake")
    object: MistakeReport

    def get_object(self, queryset: Any = None) -> MistakeReport:
        return report_of(self.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report, user = self.object, self.request.user
        # Another association's entry once the service has moved; an answered report stays where it was answered.
        service = report.service if report.service and report.service.site_id == report.site_id else None
        page = directory_page(report.site) if service is not None and service.live else None
        return {
            **super().get_context_data(**kwargs),
            "service": service,
            "facts": published_facts(service) if service is not None else None,
            "edit_service_url": reverse(Service.snippet_viewset.get_url_name("edit"), args=[service.pk])
            if service is not None
            else "",
            "public_url": f"{page.full_url}{service.slug}/" if page is not None and service is not None else "",
            "others": other_open_reports(report, user),
            "shows_reporter": may_see_reporter(user),
            "can_answer": may_answer(user, report),
            "is_held": report.state == MistakeState.HELD,
            "can_be_taken": report.state == MistakeState.NEW,
        }


def report_of(pk: Any) -> MistakeReport:
    reports = MistakeReport.objects.select_related("service__kind", "service__municipality", "site__root_page")
    return get_object_or_404(reports, pk=pk)


def other_open_reports(report: MistakeReport, user: Any) -> QuerySet[Any]:
    """Open reports of the same entry besides this one."""
    reports = MistakeReport.objects.open().filter(uid=report.uid, site=report.site_id).exclude(pk=report.pk)
    return visible_to(user, reports).order_by("reported_at", "pk")


class ReportStepView(View):
    """POST: one step that needs no text."""

    http_method_names = ["post"]
    model = MistakeReport
    done: Any = ""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = report_of(pk)
        if not may_answer(request.user, report):
            raise PermissionDenied
        if self.perform(report):
            messages.success(request, self.done)
        else:
            messages.warning(request, _("Somebody decided on this report before you."))
        return redirect(INSPECT, pk)

    def perform(self, report: MistakeReport) -> bool:
        raise NotImplementedError


class TakeOverView(ReportStepView):
    done = gettext_lazy("You are looking into this report; its reporter sees that.")

    def perform(self, report: MistakeReport) -> bool:
        return take_over(report=report, user=self.request.user)


class ReleaseView(ReportStepView):
    done = gettext_lazy("The report counts now and waits for an answer.")

    def perform(self, report: MistakeReport) -> bool:
        return release_report(report=report, user=self.request.user)


class PutAsideView(ReportStepView):
    done = gettext_lazy("The report is put aside; nobody is written to.")

    def perform(self, report: MistakeReport) -> bool:
        return put_aside(report=report, user=self.request.user)


class AnswerView(WagtailAdminTemplateMixin, FormView):
    """`pk` is the report; `state` is how it is answered."""

    model = MistakeReport
    form_class = AnswerForm
    template_name = "services_directory/admin/mistakes/answer.html"
    header_icon = "check"
    state: Any = MistakeState.CORRECTED
    submit_label: Any = ""

    @cached_property
    def report(self) -> MistakeReport:
        return report_of(self.kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_answer(request.user, self.report):
            raise PermissionDenied
        if not self.report.is_open:
            messages.warning(request, _("Somebody decided on this report before you."))
            return redirect(INSPECT, self.report.pk)
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.report.service_name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse(INDEX), "label": capfirst(MistakeReport._meta.verbose_name_plural)},
            {"url": reverse(INSPECT, args=[self.report.pk]), "label": self.report.service_name},
            {"url": "", "label": self.page_title, "sublabel": self.report.service_name},
        ]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            "report": self.report,
            "state": self.state,
            "others": other_open_reports(self.report, self.request.user),
            "can_verify": may_verify(self.request.user, self.report),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "report": self.report, "submit_label": self.submit_label, "media": context["form"].media}

    def form_valid(self, form: AnswerForm) -> HttpResponse:
        data = form.cleaned_data
        answered = answer_reports(
            reports=[self.report, *data.get("also", [])],
            state=self.state,
            answer=data["answer"],
            user=self.request.user,
            method=data.get("method", ""),
        )
        if not answered:
            messages.warning(self.request, _("Somebody decided on this report before you."))
            return redirect(INSPECT, self.report.pk)
        count = len(answered)
        said = ngettext("%(count)s report is answered.", "%(count)s reports are answered.", count) % {"count": count}
        messages.success(self.request, said)
        return redirect(INDEX)


class CorrectedView(AnswerView):
    state = MistakeState.CORRECTED
    page_title = gettext_lazy("Corrected")
    submit_label = gettext_lazy("Answer: corrected")


class UnfoundedView(AnswerView):
    state = MistakeState.UNFOUNDED
    page_title = gettext_lazy("Right as it is")
    submit_label = gettext_lazy("Answer: right as it is")
