"""What the review refuses is said in words at the editor: no bare error, nothing that looks as if it had worked."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from portal.tenancy.boundary import is_union_user

from ..models import NewsletterIssuePage, UnionReviewTask
from .authors import is_author
from .deciding import WROTE_IT
from .standing import decided_words

EDIT, ADD = "wagtailadmin_pages:edit", "wagtailadmin_pages:add"
ACTION, COLLECT = "wagtailadmin_pages:workflow_action", "wagtailadmin_pages:collect_workflow_action_data"
BULK = "wagtail_bulk_action"
TAKING_BACK = ("action-cancel-workflow", "action-restart-workflow")


class RefusalsMiddleware:
    """Stands before Wagtail's views of pages, which know one answer to a workflow's refusal: a server error."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        """Refuse a decision, or taking back, that isn't the user's; None lets Wagtail answer."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if request.method != "POST" or name not in {EDIT, ACTION, COLLECT}:
            return None
        if name == EDIT and not {"action-workflow-action", *TAKING_BACK} & request.POST.keys():
            return None
        issue = NewsletterIssuePage.objects.filter(pk=kwargs["page_id"]).first()
        if issue is None or not issue.permissions_for_user(request.user).can_edit():
            return None
        if name == EDIT and "action-workflow-action" not in request.POST:
            words = _why_not_take_back(issue, request.user)
        else:
            action = kwargs.get("action_name") or request.POST.get("workflow-action-name", "")
            words = _why_not(issue, request.user, action) or _missing(request, name, action)
        return _refused(request, [words], edit_url(issue)) if words else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal while something was being decided or submitted: what was typed is saved, the words are shown."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not isinstance(exception, ValidationError) or name not in {EDIT, ADD, ACTION, COLLECT, BULK}:
            return None
        target = _where(request, name)
        return _refused(request, exception.messages, target) if target else None


def edit_url(issue: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[issue.pk])


def _why_not(issue: NewsletterIssuePage, user: Any, action: str) -> str:
    task = issue.current_workflow_task
    if task is None:
        return decided_words(issue) or _("Nothing waits for a decision here.")
    if not isinstance(task, UnionReviewTask) or not task.user_can_access_editor(issue, user):
        return ""
    return str(WROTE_IT) if action == "approve" and is_author(issue, user=user) else ""


def _missing(request: HttpRequest, name: str, action: str) -> str:
    """A decision without what it needs, sent without the form in Wagtail's window, which shows errors itself."""
    if name != ACTION or _is_window(request):
        return ""
    form = UnionReviewTask().get_form_for_action(action)(request.POST)
    return "" if form.is_valid() else " ".join(error for errors in form.errors.values() for error in errors)


def _why_not_take_back(issue: NewsletterIssuePage, user: Any) -> str:
    """Wagtail lets reviewers cancel; of the review they return the issue, and say why (V5)."""
    state = issue.current_workflow_state
    if not is_union_user(user) or state is None or user.pk in (issue.owner_id, state.requested_by_id):
        return ""
    return _("Taking back is the centre's. Return the newsletter with comments.")


def _where(request: HttpRequest, name: str) -> str:
    """The editor of the issue the request was about; empty if it was about something else."""
    kwargs = request.resolver_match.kwargs if request.resolver_match else {}
    if name == BULK:
        return reverse("newsletters:index") if kwargs.get("app_label") == "wagtailcore" else ""
    if name == ADD:
        if kwargs.get("content_type_model_name") != NewsletterIssuePage._meta.model_name:
            return ""
        made = NewsletterIssuePage.objects.filter(owner=request.user.pk).order_by("-pk").first()
        return edit_url(made) if made is not None else reverse("newsletters:index")
    issue = NewsletterIssuePage.objects.filter(pk=kwargs["page_id"]).first()
    return edit_url(issue) if issue is not None else ""


def _is_window(request: HttpRequest) -> bool:
    return request.headers.get("x-requested-with") == "XMLHttpRequest"


def _refused(request: HttpRequest, words: list[str], target: str) -> HttpResponse:
    for text in words:
        messages.error(request, text)
    if _is_window(request):
        return JsonResponse({"step": "success", "redirect": target})
    return redirect(target)
