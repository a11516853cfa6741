"""The page on which the Union writes down what it learned about one activity (TGT-6)."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.edit import FormView
from wagtail.admin import messages
from wagtail.models import ModelLogEntry

from ..enums import QualityOutcome
from ..models import QualityCheck
from ..views.register import put_errors
from .forms import OutcomeForm
from .list_view import month_of
from .reads import known_facts, mayors_today
from .recording import record_quality
from .sample_views import SAMPLE, OfUnion
from .waiting import may_record


class RecordView(OfUnion, FormView):
    """Recorded once; corrected with the earlier values kept. The viewset adds the tenant's scope."""

    template_name = "contact_centre/admin/quality_record.html"
    form_class = OutcomeForm
    page_title = gettext_lazy("Quality check")
    header_icon = "check"

    @cached_property
    def check(self) -> QualityCheck:
        return get_object_or_404(
            known_facts(QualityCheck.objects.select_related("site__association")), pk=self.kwargs["pk"]
        )

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_record(request.user, self.check):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def way(self) -> list[dict[str, Any]]:
        return [*super().way(), {"url": self.get_success_url(), "label": str(self.check.sample)}]

    def get_page_subtitle(self) -> str:
        return self.check.activity.reference

    def get_success_url(self) -> str:
        return reverse(SAMPLE, args=[self.check.sample_id])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "of": self.check}

    def form_valid(self, form: OutcomeForm) -> HttpResponse:
        data = {**form.cleaned_data, "outcome": QualityOutcome(form.cleaned_data["outcome"])}
        try:
            record_quality(check=self.check, user=self.request.user, **data)
        except ValidationError as error:
            put_errors(form, error)
            return self.form_invalid(form)
        messages.success(self.request, _("The outcome is recorded. The centre sees it at the activity."))
        return redirect(self.get_success_url())

    def form_invalid(self, form: OutcomeForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        mayors = mayors_today([self.check])
        corrections = ModelLogEntry.objects.for_instance(self.check).filter(action="contact_centre.quality_corrected")
        return {
            **context,
            "check": self.check,
            "month": month_of(self.check),
            "association": self.check.site.association,
            "served": [(place, mayors.get(place.pk)) for place in self.check.activity.municipalities.all()],
            "corrections": [_earlier(entry) for entry in corrections.order_by("-timestamp")],
            "media": context["form"].media,
        }


def _earlier(entry: Any) -> dict[str, Any]:
    """What stood there before a correction, in words."""
    before = entry.data["before"]
    outcome = QualityOutcome(before["outcome"]).label
    return {"at": entry.timestamp, "outcome": outcome, "grade": before["grade"], "note": before["note"]}
