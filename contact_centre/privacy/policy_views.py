"""The rules of an association are one row: its managers come straight to it. The viewset adds the scope."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin.views.generic import CreateView, EditView, IndexView

from portal.tenancy.boundary import sites_of

from ..models import RequestPolicy


def only_policy(user: Any) -> tuple[bool, RequestPolicy | None]:
    """Whether `user` answers for one association only, and that one's rules if there are any."""
    sites = list(sites_of(user, RequestPolicy, "change")[:2])
    return len(sites) == 1, RequestPolicy.objects.filter(site__in=sites).first() if len(sites) == 1 else None


class PolicyIndexView(IndexView):
    """A list only for who answers for several associations."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_one, policy = only_policy(request.user)
        if not is_one:
            return super().get(request, *args, **kwargs)
        return redirect("request_policies:edit", policy.pk) if policy else redirect("request_policies:add")

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("site__association")


class PolicyCreateView(CreateView):
    """Rules are made once."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        _is_one, policy = only_policy(request.user)
        return redirect("request_policies:edit", policy.pk) if policy else super().dispatch(request, *args, **kwargs)

    def get_success_url(self) -> str:
        return str(self.get_edit_url())


class PolicyEditView(EditView):
    """Says whose rules they are."""

    def get_page_subtitle(self) -> str:
        return str(self.object.site.root_page.title)
