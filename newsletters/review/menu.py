"""The buttons under the editor of an issue, in words a centre and its reviewer understand (V5)."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.action_menu import (
    ActionMenuItem,
    CancelWorkflowMenuItem,
    PageLockedMenuItem,
    RestartWorkflowMenuItem,
    SubmitForModerationMenuItem,
    WorkflowMenuItem,
)

from ..models import NewsletterIndexPage, NewsletterIssuePage
from .taking_back import may_take_back


class SubmitItem(SubmitForModerationMenuItem):
    """Wagtail's button, saying to whom the issue goes."""

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        page = context.get("page")
        state = page.current_workflow_state if page else None
        context["label"] = _("Submit to the Union again") if state else _("Submit to the Union")
        return context


class TakeBackItem(ActionMenuItem):
    """To the page that asks once more."""

    name = "action-take-back"
    label = gettext_lazy("Take back from the Union")
    icon_name = "undo"

    def get_url(self, context: dict[str, Any]) -> str:
        return reverse("newsletter_rounds:take_back", args=[context["page"].pk])


def plain_words(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Change Wagtail's menu of an issue in place (hook `construct_page_action_menu`)."""
    page, parent = context.get("page"), context.get("parent_page")
    if not isinstance(page, NewsletterIssuePage) and not (context["view"] == "create" and _is_archive(parent)):
        return
    kept: list[Any] = []
    for item in menu_items:
        if isinstance(item, CancelWorkflowMenuItem | RestartWorkflowMenuItem):
            continue
        if isinstance(item, SubmitForModerationMenuItem):
            kept.append(SubmitItem(order=item.order))
            continue
        if isinstance(item, WorkflowMenuItem) and item.name == "approve":
            item.label = _approve_label(page)
        kept.append(item)
    if page is not None and may_take_back(page, request.user):
        kept.append(TakeBackItem(order=50))
    # The first is the big button: the reviewer's answer, which opens a window; of a locked issue the word that it is
    # locked, not the way to take it back.
    menu_items[:] = sorted(kept, key=lambda item: not isinstance(item, PageLockedMenuItem | WorkflowMenuItem))


def _approve_label(page: Any) -> str:
    if page.go_live_at and page.go_live_at > timezone.now():
        return _("Approve for publishing on the day set")
    return _("Approve and publish")


def _is_archive(page: Any) -> bool:
    return page is not None and issubclass(page.specific_class, NewsletterIndexPage)
