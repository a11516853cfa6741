"""The centre takes an issue back before the Union has answered."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.models import WorkflowState

from portal.tenancy.boundary import is_union_user

from ..models import NewsletterIssuePage
from .approval import is_under_review
from .standing import decided_words


def may_take_back(issue: NewsletterIssuePage, user: Any) -> bool:
    """Whether `issue` waits for the Union, and `user` is of the centre that writes it, or submitted it."""
    if not is_under_review(issue) or not issue.permissions_for_user(user).can_edit():
        return False
    state = issue.current_workflow_state
    return not is_union_user(user) or (state is not None and state.requested_by_id == user.pk)


@transaction.atomic
def take_back(issue: NewsletterIssuePage, user: Any) -> bool:
    """End the round that waits, as taken back; False if the Union was faster."""
    held = NewsletterIssuePage.objects.select_for_update().get(pk=issue.pk)
    state = held.current_workflow_state
    if state is None or state.status != WorkflowState.STATUS_IN_PROGRESS:
        return False
    state.cancel(user=user)
    return True


class TakeBackView(WagtailAdminTemplateMixin, TemplateView):
    """Asks once, and does it."""

    template_name = "newsletters/admin/take_back.html"
    page_title = gettext_lazy("Take back from the Union")
    header_icon = "undo"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.issue = get_object_or_404(NewsletterIssuePage, pk=kwargs["pk"])
        if not self.issue.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        edit = reverse("wagtailadmin_pages:edit", args=[self.issue.pk])
        if not is_under_review(self.issue):
            messages.warning(request, decided_words(self.issue) or _("The newsletter doesn't wait for the Union."))
            return redirect(edit)
        if not may_take_back(self.issue, request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "issue": self.issue}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if take_back(self.issue, request.user):
            messages.success(request, _("Newsletter %(issue)s is yours again.") % {"issue": self.issue.designation})
        else:
            messages.warning(request, decided_words(self.issue))
        return redirect("wagtailadmin_pages:edit", self.issue.pk)


class RoundViewSet(ViewSet):
    """Reached from the editor of an issue."""

    name = "newsletter_rounds"
    url_prefix = "newsletters/rounds"
    add_to_admin_menu = False

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("<int:pk>/take-back/", TakeBackView.as_view(), name="take_back")]
