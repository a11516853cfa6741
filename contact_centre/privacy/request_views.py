"""What a person asks for about their own data, done by a manager. The tenant's scope is put in front by the viewset."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.generic import View
from django.views.generic.edit import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from ..enums import Look
from ..models import CitizenRequest
from .export import person_data
from .forgetting import forget_request, has_ended
from .looks import note_look
from .permissions import answers_for_data


class OfManager:
    """Lets in only who answers for the data of the request."""

    model = CitizenRequest
    kwargs: dict[str, Any]

    @cached_property
    def citizen_request(self) -> CitizenRequest:
        requests = CitizenRequest.objects.select_related("municipality", "category", "agenda", "site__association")
        found: CitizenRequest = get_object_or_404(requests, pk=self.kwargs["pk"])
        return found

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not answers_for_data(request.user, self.citizen_request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class PersonDataView(OfManager, View):
    """One readable file with the request and its correspondence (GDPR art. 15); noted as a look."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        of = self.citizen_request
        note_look(request=of, user=request.user, what=Look.EXPORT)
        with override(of.language):
            response = HttpResponse(render_to_string("contact_centre/person_data.html", person_data(of)))
        response["Content-Disposition"] = f'attachment; filename="{of.reference.replace("/", "-")}.html"'
        response["Cache-Control"] = "private, no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response


class ForgetForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=300,
        help_text=gettext_lazy("Stays in the history for good: write no names."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ForgetView(OfManager, WagtailAdminTemplateMixin, FormView):
    """Asks for the reason and deletes the data on POST; that can't be taken back."""

    template_name = "contact_centre/admin/request_forget.html"
    form_class = ForgetForm
    page_title = gettext_lazy("Delete personal data")
    header_icon = "bin"

    def get_page_subtitle(self) -> str:
        return self.citizen_request.reference

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("citizen_requests:index"), "label": capfirst(CitizenRequest._meta.verbose_name_plural)},
            {"url": self.get_success_url(), "label": self.citizen_request.reference},
            {"url": "", "label": self.page_title},
        ]

    def get_success_url(self) -> str:
        return reverse("citizen_requests:inspect", args=[self.citizen_request.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        of = self.citizen_request
        return {
            **super().get_context_data(**kwargs),
            "citizen_request": of,
            "is_possible": of.anonymised_on is None and has_ended(of),
            "back_url": self.get_success_url(),
        }

    def form_valid(self, form: ForgetForm) -> HttpResponse:
        try:
            forget_request(request=self.citizen_request, user=self.request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        messages.success(self.request, _("The personal data are deleted. Numbers and statistics stay."))
        return redirect(self.get_success_url())
