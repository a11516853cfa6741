"""The page on which the Union changes the minimum of activities (TGT-2)."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.core.templatetags.portal import cs_date
from portal.programme.models import Threshold

from ..targets.counting import MINIMUM
from ..views.register import put_errors
from .averages import average_before
from .changing import change_minimum
from .rules import Chance, chances

PAGE = "minimum:index"


class MinimumForm(forms.Form):
    """The new number, and from which of the allowed days."""

    valid_from = forms.DateField(
        label=gettext_lazy("Valid from"), input_formats=["%Y-%m-%d"], widget=forms.Select(attrs={"class": "w-field"})
    )
    value = forms.IntegerField(label=gettext_lazy("New minimum of closed activities in a period"), min_value=1)

    def __init__(self, *args: Any, offered: list[Chance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].widget.choices = [
            (chance.valid_from.isoformat(), cs_date(chance.valid_from)) for chance in offered
        ]
        if offered:
            texts = {"lowest": offered[0].lowest, "highest": offered[0].highest, "day": cs_date(offered[0].valid_from)}
            self.fields["value"].help_text = _("From %(day)s: %(lowest)s to %(highest)s.") % texts


class MinimumView(WagtailAdminTemplateMixin, TemplateView):
    """What is in force, when it may change, what centres close on average; who may change thresholds changes it."""

    template_name = "contact_centre/admin/minimum.html"
    page_title = gettext_lazy("Change of the minimum")
    header_icon = "sliders"
    form: MinimumForm | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm("programme.view_threshold"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    @cached_property
    def offered(self) -> list[Chance]:
        return chances()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("programme.change_threshold"):
            raise PermissionDenied
        self.form = MinimumForm(request.POST, offered=self.offered)
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data(), status=422)
        value, valid_from = self.form.cleaned_data["value"], self.form.cleaned_data["valid_from"]
        try:
            change_minimum(value=value, valid_from=valid_from, user=request.user)
        except ValidationError as error:
            put_errors(self.form, error)
            return self.render_to_response(self.get_context_data(), status=422)
        text = _("From %(day)s the minimum is %(value)s activities. All centres are told by e-mail.")
        messages.success(request, text % {"day": cs_date(valid_from), "value": value})
        return redirect(PAGE)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        values = Threshold.objects.filter(code=MINIMUM).select_related("programme").order_by("-valid_from", "-pk")
        may_change = self.request.user.has_perm("programme.change_threshold")
        form = self.form or MinimumForm(offered=self.offered)
        nearest = self.offered[0] if self.offered else None
        return {
            **super().get_context_data(**kwargs),
            "in_force": Threshold.objects.valid_on().filter(code=MINIMUM).order_by("-valid_from", "-pk").first(),
            "values": values,
            "offered": self.offered,
            "nearest": nearest,
            "average": average_before(nearest.deadline) if nearest else None,
            "form": form if may_change and self.offered else None,
        }
