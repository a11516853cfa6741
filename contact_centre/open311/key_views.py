"""Keys of town apps in the admin: made and shown once, renamed, revoked. The viewset adds the scope."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import CreateView, IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.permissions import policy_registry

from ..models import ApiKey
from .discovery import ROOT
from .keys import make_key, revoke_key

INDEX = "api_keys:index"


def may_change(user: Any, key: ApiKey) -> bool:
    """Whether `user` answers for the keys of the association of `key`."""
    policy = policy_registry.get_by_type(ApiKey)
    return bool(policy.user_has_permission_for_instance(user, "change", key))


class KeyIndexView(IndexView):
    add_item_label = gettext_lazy("Make a key")

    def get_list_more_buttons(self, instance: ApiKey) -> list[Any]:
        buttons: list[Any] = super().get_list_more_buttons(instance)
        if instance.is_valid and self.user_has_permission("change"):
            url = reverse("api_keys:revoke", args=[instance.pk])
            buttons.append(Button(_("Revoke"), url=url, icon_name="cross", priority=50))
        return buttons


class KeyCreateView(CreateView):
    """Makes a key and shows it; it is in no message and in no session, so that it is seen on this page only."""

    page_title = gettext_lazy("New key of a town app")

    def form_valid(self, form: Any) -> HttpResponse:
        key, plain = make_key(site=form.cleaned_data["site"], name=form.cleaned_data["name"], user=self.request.user)
        title = _("The key is made")
        context = {
            "key": key,
            "plain": plain,
            "endpoint": f"{key.site.root_url}{ROOT}",
            "index_url": reverse(INDEX),
            "page_title": title,
            "header_title": title,
            "header_icon": "key",
            "breadcrumbs_items": [*self.breadcrumbs_items, *_breadcrumbs(title)],
        }
        response = render(self.request, "contact_centre/admin/key_made.html", context)
        patch_cache_control(response, private=True, no_store=True)
        return response


class KeyRevokeView(WagtailAdminTemplateMixin, TemplateView):
    """Asks, and ends the key on POST."""

    model = ApiKey
    template_name = "contact_centre/admin/key_revoke.html"
    page_title = gettext_lazy("Revoke the key")
    header_icon = "key"

    @cached_property
    def key(self) -> ApiKey:
        return get_object_or_404(ApiKey, pk=self.kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_change(request.user, self.key):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, *_breadcrumbs(self.page_title)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "key": self.key, "index_url": reverse(INDEX)}

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if revoke_key(key=self.key, user=request.user):
            messages.success(request, _("The key of %(app)s is revoked.") % {"app": self.key.name})
        else:
            messages.warning(request, _("This key was revoked before."))
        return redirect(INDEX)


def _breadcrumbs(last: Any) -> list[dict[str, Any]]:
    return [
        {"url": reverse(INDEX), "label": capfirst(ApiKey._meta.verbose_name_plural)},
        {"url": "", "label": last},
    ]
