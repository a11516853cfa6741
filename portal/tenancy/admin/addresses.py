"""The Union's page of a site's address: changing it, what has to be done around it, the former ones."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from ..appearance import addresses
from ..models import Association, FormerAddress
from .departures import UnionAdminOnly

NAME = "addresses"
CHANGE = f"{NAME}:change"


class AddressForm(forms.Form):
    """The host the site is to have."""

    hostname = forms.CharField(
        label=gettext_lazy("New address"),
        max_length=300,
        help_text=gettext_lazy("For example svazek.example.org; https:// may be left out."),
    )

    def __init__(self, *args: Any, association: Association, **kwargs: Any) -> None:
        self.association = association
        super().__init__(*args, **kwargs)
        self.fields["hostname"].widget.attrs["aria-describedby"] = "id_hostname_helptext"

    def clean_hostname(self) -> str:
        host = addresses.host_of(self.cleaned_data["hostname"])
        addresses.check_free(host, own=self.association.site)
        return host


class AddressView(UnionAdminOnly, WagtailAdminTemplateMixin, TemplateView):
    """Shows the address and changes it."""

    template_name = "tenancy/admin/appearance/address.html"
    header_icon = "globe"
    form: AddressForm | None = None

    @cached_property
    def association(self) -> Association:
        return get_object_or_404(Association.objects.select_related("site"), pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return _("Address of the site: %(name)s") % {"name": self.association.name}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = [
            {"url": reverse("association:index"), "label": Association._meta.verbose_name_plural},
            {"url": reverse("association:edit", args=[self.association.pk]), "label": self.association.name},
        ]
        return [*super().get_breadcrumbs_items(), *above, {"url": "", "label": self.get_page_title()}]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.form = AddressForm(request.POST, association=self.association)
        if not self.form.is_valid():
            return self.get(request, *args, **kwargs)
        before = self.association.site.hostname
        try:
            host = addresses.move_site(
                association=self.association, hostname=self.form.cleaned_data["hostname"], by=request.user
            )
        except (ValidationError, addresses.AddressError) as error:
            self.form.add_error("hostname", error if isinstance(error, ValidationError) else str(error))
            return self.get(request, *args, **kwargs)
        if host == before:
            messages.warning(request, _("The site has this address already."))
        else:
            said = _("The site is at %(host)s now; %(before)s leads on to it.")
            messages.success(request, said % {"host": host, "before": before})
        return redirect(CHANGE, self.association.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "association": self.association,
            "form": self.form or AddressForm(association=self.association),
            "former": list(self.association.site.former_addresses.all()),
        }


class GiveUpView(UnionAdminOnly, View):
    """A former address leads on no more."""

    def get(self, request: HttpRequest, pk: int, former: int) -> HttpResponse:
        return HttpResponseNotAllowed(["POST"])

    def post(self, request: HttpRequest, pk: int, former: int) -> HttpResponse:
        association = get_object_or_404(Association, pk=pk)
        row = get_object_or_404(FormerAddress, pk=former, site=association.site_id)
        addresses.give_up(former=row, by=request.user)
        messages.success(request, _("%(host)s leads here no more.") % {"host": row.hostname})
        return redirect(CHANGE, pk)


class AddressesViewSet(ViewSet):
    """Addresses of the page; it is reached from the association's details."""

    name = NAME
    icon = "globe"
    add_to_admin_menu = False

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("<int:pk>/", AddressView.as_view(), name="change"),
            path("<int:pk>/former/<int:former>/", GiveUpView.as_view(), name="give_up"),
        ]
