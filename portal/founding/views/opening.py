"""How far associations in preparation are, what each lacks, their people; and opening."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.tenancy.admin.departures import UnionAdminOnly
from portal.tenancy.boundary import is_union_user
from portal.tenancy.keeping.departing import is_union_admin
from portal.tenancy.models import Association
from portal.tenancy.opening.lines import progress
from portal.tenancy.opening.middleware import works_on
from portal.tenancy.opening.verbs import OpeningError, open_site, put_back

from ..forms import PersonForm
from ..invitations import InvitationError, invite
from ..people import add_people, people_of
from .founding import NAME, FoundingScreen

PER_PAGE = 50


class PreparedView(FoundingScreen):
    """Associations whose sites aren't open yet, each with how far it is."""

    template_name = "founding/admin/index.html"
    page_title = gettext_lazy("Associations in preparation")
    header_icon = "tasks"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*WagtailAdminTemplateMixin.get_breadcrumbs_items(self), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Association.objects.filter(opened_at=None).select_related("site").in_czech_order()
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("p"))
        far = progress(page.object_list)
        return {
            **super().get_context_data(**kwargs),
            "page_obj": page,
            "rows": [far[association.pk] for association in page.object_list],
        }


class ProgressView(WagtailAdminTemplateMixin, TemplateView):
    """What one association lacks; for the Union also its people, and the button that opens the site."""

    template_name = "founding/admin/progress.html"
    header_icon = "tasks"
    form: PersonForm | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not works_on(request.user, self.association):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def association(self) -> Association:
        found: Association = get_object_or_404(Association.objects.select_related("site"), pk=self.kwargs["pk"])
        return found

    @cached_property
    def is_admin(self) -> bool:
        return is_union_admin(self.request.user)

    def get_page_title(self) -> str:
        return str(self.association.name)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = super().get_breadcrumbs_items()
        if self.is_admin:
            items.append({"url": reverse(f"{NAME}:index"), "label": PreparedView.page_title})
        return [*items, {"url": "", "label": self.association.name}]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give one more person a role."""
        if not self.is_admin:
            raise PermissionDenied
        self.form = PersonForm(request.POST)
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data(**kwargs), status=422)
        add_people(association=self.association, people=[self.form.person()], by=request.user)
        messages.success(request, _("Done. The letter is on its way."))
        return _back(self.association.pk, "people")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        for_union = is_union_user(self.request.user)
        far = progress([self.association])[self.association.pk]
        parts = [(_("Required"), far.required), (_("Recommended"), far.recommended)]
        return {
            **super().get_context_data(**kwargs),
            "association": self.association,
            "progress": far,
            "parts": [
                (title, [(item, item.line.address(self.association, for_union=for_union)) for item in items])
                for title, items in parts
            ],
            "is_admin": self.is_admin,
            "people": people_of(self.association) if self.is_admin else (),
            "form": self.form or PersonForm(),
        }


class OpeningStepView(UnionAdminOnly, View):
    """One button of that page; only POST does anything."""

    http_method_names = ["post", "options"]
    step = ""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        association = get_object_or_404(Association, pk=pk)
        try:
            messages.success(request, getattr(self, self.step)(association, request.user))
        except OpeningError as error:
            missing = ", ".join(str(line.label) for line in error.missing)
            messages.error(request, f"{error} {missing}".strip())
        return _back(pk)

    def open(self, association: Association, by: Any) -> str:
        open_site(association=association, by=by)
        return _("The site is open to the public.")

    def put_back(self, association: Association, by: Any) -> str:
        put_back(association=association, by=by)
        return _("The site is in preparation again, the public does not see it.")


class InviteAgainView(UnionAdminOnly, View):
    """Send somebody's invitation once more; the link before is dead then."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: int, account: int) -> HttpResponse:
        association = get_object_or_404(Association, pk=pk)
        groups = [association.manager_group_id, association.editor_group_id]
        person = get_object_or_404(get_user_model()._default_manager.filter(groups__in=groups).distinct(), pk=account)
        try:
            invite(account=person, by=request.user, association=association)
        except InvitationError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The invitation was sent again; the link before does not work any more."))
        return _back(pk, "people")


def _back(pk: int, anchor: str = "") -> HttpResponse:
    address = reverse(f"{NAME}:show", args=[pk])
    return redirect(f"{address}#{anchor}" if anchor else address)
