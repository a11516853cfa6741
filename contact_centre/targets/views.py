"""The page of a centre's targets in the admin, and the Union's form for evaluating again.

The tenant's scope is put in front of them by the viewset.
"""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Site

from portal.core.keys import typed_key
from portal.programme.models import MonitoringPeriod
from portal.programme.querysets import UnknownThreshold
from portal.tenancy.boundary import is_union_user, sites_of
from portal.tenancy.models import Association

from ..models import PeriodEvaluation
from .evaluating import evaluate_again
from .letters import percent_words
from .progress import Pace
from .sheet import sheet_and_past
from .taking_part import centres_of

TARGETS, AGAIN, CENTRES = "targets:index", "targets:again", "centres:index"


def targets_url(association: Association, period: MonitoringPeriod) -> str:
    """The page of one association's period, for whoever sees several of them."""
    return f"{reverse(TARGETS)}?{urlencode({'association': association.slug, 'period': str(period.pk)})}"


class TargetsView(WagtailAdminTemplateMixin, TemplateView):
    """The running period and those before it: the centre's own people's, and the Union's by ``?association=``."""

    model = PeriodEvaluation
    template_name = "contact_centre/admin/targets.html"
    page_title = gettext_lazy("Targets of the period")
    header_icon = "calendar-check"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.association is None:
            if is_union_user(request.user):
                return redirect(CENTRES)
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def is_union(self) -> bool:
        return is_union_user(self.request.user)

    @cached_property
    def association(self) -> Association | None:
        """The one asked for, else that of the site, else the user's first; only of those the user may see."""
        own = Association.objects.filter(site__in=sites_of(self.request.user, PeriodEvaluation, "view"))
        asked = self.request.GET.get("association", "")
        if asked:
            return get_object_or_404(own, slug=asked)
        if self.is_union:
            return None
        return own.filter(site=Site.find_for_request(self.request)).first() or own.in_czech_order().first()

    @cached_property
    def evaluations(self) -> list[PeriodEvaluation]:
        """The centre's evaluations, the newest first."""
        assert self.association is not None  # noqa: S101 - dispatch has seen to it
        rows = PeriodEvaluation.objects.for_association(self.association).select_related("period__programme")
        return list(rows.order_by("-period__starts_on", "-pk"))

    @cached_property
    def period(self) -> MonitoringPeriod | None:
        """The one asked for, else the running one, else the last that was evaluated. Raises Http404 for a wrong one."""
        today = timezone.localdate()
        begun = MonitoringPeriod.objects.filter(starts_on__lte=today).select_related("programme")
        asked = self.request.GET.get("period", "")
        if asked:
            return get_object_or_404(begun, pk=typed_key(asked) or 0)
        running = begun.filter(ends_on__gte=today).order_by("-programme__starts_on", "-programme_id").first()
        return running or (self.evaluations[0].period if self.evaluations else None)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        name = self.association.short_name if self.is_union and self.association else ""
        above = [{"url": reverse(CENTRES), "label": _("Overview of centres")}] if self.is_union else []
        return [*super().get_breadcrumbs_items(), *above, {"url": "", "label": self.page_title, "sublabel": name}]

    def get_page_subtitle(self) -> str:
        return self.association.short_name if self.is_union and self.association else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assert self.association is not None  # noqa: S101 - dispatch has seen to it
        today = timezone.localdate()
        try:
            sheet, past = sheet_and_past(self.period, self.evaluations, self.association.site_id, today)
        except UnknownThreshold:
            sheet, past = sheet_and_past(None, self.evaluations, self.association.site_id, today)
        return {
            **super().get_context_data(**kwargs),
            "association": self.association,
            "period": self.period,
            "days": self.period.days if self.period else "",
            "sheet": sheet,
            "least_share": percent_words(sheet.progress.limits.advice_percent) if sheet else "",
            "past": past,
            "Pace": Pace,
            "is_union": self.is_union,
            "asked": f"association={self.association.slug}&" if self.is_union else "",
            "takes_part": self.period is not None and centres_of(self.period).filter(pk=self.association.pk).exists(),
        }


class AgainForm(forms.Form):
    """Why a period is evaluated again."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The centre reads it, and it stays in the log with the old numbers."),
    )


class EvaluateAgainView(WagtailAdminTemplateMixin, FormView):
    """The Union replaces the numbers of an evaluation by today's."""

    model = PeriodEvaluation
    template_name = "contact_centre/admin/targets_again.html"
    page_title = gettext_lazy("Evaluate again")
    header_icon = "rotate"
    form_class = AgainForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not is_union_user(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def evaluation(self) -> PeriodEvaluation:
        rows = PeriodEvaluation.objects.select_related("period__programme", "site__association")
        evaluation: PeriodEvaluation = get_object_or_404(rows, pk=self.kwargs["pk"])
        return evaluation

    @cached_property
    def page_url(self) -> str:
        return targets_url(self.evaluation.site.association, self.evaluation.period)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": self.page_url, "label": self.evaluation.site.association.short_name},
            {"url": "", "label": self.page_title},
        ]

    def form_valid(self, form: AgainForm) -> HttpResponse:
        reason = form.cleaned_data["reason"]
        try:
            evaluate_again(evaluation=self.evaluation, reason=reason, user=self.request.user)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, _("The period was evaluated again and the centre was told."))
        return redirect(self.page_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        period = self.evaluation.period
        sheet, _past = sheet_and_past(period, [self.evaluation], self.evaluation.site_id, timezone.localdate())
        return {
            **super().get_context_data(**kwargs),
            "evaluation": self.evaluation,
            "days": period.days,
            "sheet": sheet,
            "page_url": self.page_url,
        }
