"""The page of a period that was not met: numbers, explanations with opinions, the next step (TGT-4).

The tenant's scope is put in front of it by the viewset.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.views.generic import InspectView

from portal.tenancy.boundary import is_union_user

from ..enums import Verdict
from ..models import Explanation, PeriodEvaluation
from ..targets.counting import counts
from ..views.register import put_errors
from .course import course_of
from .explaining import answer_explanation, explain_shortfall, is_late
from .forms import AnswerForm, ExplainForm
from .standing import OF_CENTRE, OF_UNION, Standing, standing_of
from .waiting import UNANSWERED, may_answer, may_explain

INDEX, PAGE = "explanations:index", "explanations:inspect"


class ExplanationPage(InspectView):
    """Read by both sides; the centre's manager explains here, the Union answers here."""

    model: Any = PeriodEvaluation
    fields = ["counted"]
    template_name = "contact_centre/admin/explanation.html"
    page_title = gettext_lazy("Explanation")
    header_icon = "mail"
    form: forms.Form | None = None

    def get_object(self, queryset: Any = None) -> PeriodEvaluation:
        rows = PeriodEvaluation.objects.select_related("period__programme", "site__association")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def standing(self) -> Standing:
        found = standing_of(self.object)
        if found is None:
            raise Http404
        return found

    @cached_property
    def explanations(self) -> Sequence[Explanation]:
        rows = list(self.object.explanations.order_by("number").select_related("submitted_by"))
        for row in rows:
            row.evaluation = self.object
        return rows

    @cached_property
    def may_explain(self) -> bool:
        return may_explain(self.request.user, self.object)

    @cached_property
    def may_answer(self) -> bool:
        return may_answer(self.request.user, self.object)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("do") == "answer":
            return self._answer(request)
        if not self.may_explain:
            raise PermissionDenied
        self.form = ExplainForm(request.POST)
        if not self.form.is_valid():
            return self._again()
        try:
            explain_shortfall(evaluation=self.object, user=request.user, **self.form.cleaned_data)
        except ValidationError as error:
            return self._again(error)
        messages.success(request, _("The explanation was sent to the Union."))
        return redirect(PAGE, self.object.pk)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if not self.may_answer:
            raise PermissionDenied
        asked = request.POST.get("explanation", "")
        found = next((row for row in self.explanations if str(row.pk) == asked), None)
        if found is None:
            raise Http404
        self.form = AnswerForm(request.POST, of=found)
        if not self.form.is_valid():
            return self._again()
        data = self.form.cleaned_data
        try:
            answer_explanation(
                explanation=found, verdict=Verdict(data["verdict"]), opinion=data["opinion"], user=request.user
            )
        except ValidationError as error:
            return self._again(error)
        messages.success(request, _("The opinion was sent to the centre."))
        return redirect(PAGE, self.object.pk)

    def _again(self, error: ValidationError | None = None) -> HttpResponse:
        """The page with what was typed, and why it wasn't taken."""
        if error is not None and self.form is not None:
            put_errors(self.form, error)
        return self.render_to_response(self.get_context_data(), status=422)

    def get_page_subtitle(self) -> str:
        association = getattr(self.object.site, "association", None)
        name = association.short_name if association and is_union_user(self.request.user) else ""
        return ", ".join(filter(None, [name, f"{self.object.period} ({self.object.period.days})"]))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(INDEX), "label": capfirst(Explanation._meta.verbose_name_plural)},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def _next_step(self) -> forms.Form | None:
        """The form of whoever has the next step, with what was typed if it was refused."""
        if self.form is not None:
            return self.form
        if self.standing in OF_CENTRE and self.may_explain:
            return ExplainForm()
        if self.standing in OF_UNION and self.may_answer:
            return AnswerForm(of=self.explanations[-1], initial={"verdict": UNANSWERED})
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        now = counts(self.object.period, [self.object.site_id])[self.object.site_id]
        form = self._next_step()
        late = [row.pk for row in self.explanations if is_late(row)]
        return {
            **context,
            "evaluation": self.object,
            "standing": self.standing,
            "Standing": Standing,
            "is_union": is_union_user(self.request.user),
            "explanations": self.explanations,
            "late": late,
            "of_centre": OF_CENTRE,
            "last": self.explanations[-1] if self.explanations else None,
            "now": now,
            "advice_share": self.object.advice * 100 // self.object.counted if self.object.counted else 0,
            "worst_month": min(self.object.months, default=0),
            "worst_month_now": min(now.months, default=0),
            "form": form,
            "is_answer": isinstance(form, AnswerForm),
            "course": course_of(self.object, self.explanations),
            "media": form.media if form is not None else forms.Media(),
        }
