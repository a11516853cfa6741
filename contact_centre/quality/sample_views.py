"""The Union draws samples and reads them centre by centre (TGT-6)."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.tenancy.models import Association, Mandate, Municipality

from ..models import QualityCheck, QualitySample
from ..views.register import put_errors
from .drawing import draw_sample
from .forms import DrawForm
from .list_view import SAMPLES
from .reads import known_facts, mayors_today

INDEX, SAMPLE = "quality_checks:index", "quality_checks:sample"


@dataclass(frozen=True)
class Drawn:
    """One drawn activity with those who may be asked about it."""

    check: QualityCheck
    served: list[tuple[Municipality, Mandate | None]]


@dataclass(frozen=True)
class Part:
    """What was drawn of one centre."""

    name: str
    phone: str
    rows: list[Drawn]


class OfUnion(WagtailAdminTemplateMixin):
    """Lets in who sees samples: the Union."""

    model: Any = QualityCheck
    request: HttpRequest
    page_title: Any
    header_icon = "list-ol"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm("contact_centre.view_qualitysample"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def way(self) -> list[dict[str, Any]]:
        """The pages above this one."""
        return [{"url": reverse(INDEX), "label": capfirst(QualityCheck._meta.verbose_name_plural)}]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, *self.way(), {"url": "", "label": self.get_page_title()}]


class SamplesView(OfUnion, TemplateView):
    """All samples, and the form that draws another one."""

    template_name = "contact_centre/admin/quality_samples.html"
    page_title = gettext_lazy("Samples for quality checks")
    form: DrawForm | None = None

    @cached_property
    def may_draw(self) -> bool:
        return self.request.user.has_perm("contact_centre.add_qualitysample")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_draw:
            raise PermissionDenied
        self.form = DrawForm(request.POST)
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data(), status=422)
        try:
            sample = draw_sample(user=request.user, **self.form.cleaned_data)
        except ValidationError as error:
            put_errors(self.form, error)
            return self.render_to_response(self.get_context_data(), status=422)
        count = sample.checks.count()
        said = ngettext("%(count)d activity was drawn.", "%(count)d activities were drawn.", count)
        messages.success(request, said % {"count": count})
        return redirect(SAMPLE, sample.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        samples = QualitySample.objects.select_related("period__programme")
        counted = samples.annotate(drawn=Count("checks"), recorded=Count("checks", filter=~Q(checks__outcome="")))
        form = (self.form or DrawForm()) if self.may_draw else None
        return {**super().get_context_data(**kwargs), "samples": counted, "form": form}


class SampleView(OfUnion, TemplateView):
    """What was drawn, centre by centre, with the mayor of today; nothing personal of the centre or of citizens."""

    template_name = "contact_centre/admin/quality_sample.html"
    page_title = gettext_lazy("Sample")

    @cached_property
    def sample(self) -> QualitySample:
        samples = QualitySample.objects.select_related("period__programme")
        return get_object_or_404(samples, pk=self.kwargs["sample"])

    def way(self) -> list[dict[str, Any]]:
        return [*super().way(), {"url": reverse(SAMPLES), "label": SamplesView.page_title}]

    def get_page_subtitle(self) -> str:
        return str(self.sample)

    def parts(self) -> list[Part]:
        """The centres in Czech order."""
        checks = list(known_facts(self.sample.checks.all()).order_by("pk"))
        mayors = mayors_today(checks)
        drawn: dict[int, list[Drawn]] = {}
        for check in checks:
            served = [(place, mayors.get(place.pk)) for place in check.activity.municipalities.all()]
            drawn.setdefault(check.site_id, []).append(Drawn(check, served))
        centres = Association.objects.filter(site__in=drawn).in_czech_order()
        return [Part(centre.name, centre.phone, drawn[centre.site_id]) for centre in centres]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "sample": self.sample, "parts": self.parts()}
