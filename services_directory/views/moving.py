"""Moving a service to another association: the Union's people choose, see what will happen, and confirm."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.tenancy.models import Association

from ..actions import move_service
from ..models import Service
from ..moving import plan_move
from ..permissions import may_move


class MoveForm(forms.Form):
    association = forms.ModelChoiceField(
        label=gettext_lazy("To the association"), queryset=Association.objects.none(), empty_label=None
    )
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Association.objects.exclude(site=service.site_id).order_by("sort_key")
        self.fields["association"].queryset = others  # type: ignore[attr-defined]
        # Most often the association that the municipality has joined.
        joined = others.filter(memberships__municipality=service.municipality_id, memberships__left_on=None)
        self.fields["association"].initial = joined.first()


class MoveServiceView(WagtailAdminTemplateMixin, FormView):
    """`pk` is the service. The first POST shows what will happen, the second, confirmed one does it."""

    model = Service
    form_class = MoveForm
    template_name = "services_directory/admin/move.html"
    page_title = gettext_lazy("Move to another association")
    header_icon = "site"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_move(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def service(self) -> Service:
        return get_object_or_404(Service.objects.select_related("site", "municipality", "photo"), pk=self.kwargs["pk"])

    @cached_property
    def edit_url(self) -> str:
        return reverse(Service.snippet_viewset.get_url_name("edit"), args=[self.service.pk])

    def get_page_subtitle(self) -> str:
        return str(self.service)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = reverse(Service.snippet_viewset.get_url_name("list"))
        return [
            {"url": index, "label": _("Public services")},
            {"url": self.edit_url, "label": str(self.service)},
            {"url": "", "label": self.page_title},
        ]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "service": self.service}

    def form_valid(self, form: Any) -> HttpResponse:
        association = form.cleaned_data["association"]
        move = plan_move(self.service, association)
        if move.refusals or not form.cleaned_data["confirmed"]:
            shown = {"form": form, "move": move, "association": association, "asked": not move.refusals}
            return self.render_to_response(self.get_context_data(**shown))
        move_service(service=self.service, association=association, user=self.request.user)
        said = _("%(service)s now belongs to %(association)s.") % {"service": self.service, "association": association}
        messages.success(self.request, said)
        return redirect(self.edit_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "service": self.service, "edit_url": self.edit_url}
