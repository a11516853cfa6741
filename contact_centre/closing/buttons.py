"""The buttons that end a request, on its page and on its activity's."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets.button import Button

from ..enums import ActivityStatus
from ..inbox.buttons import register_request_button
from ..models import Activity, CitizenRequest
from .returned import may_tell_again


def resolve_button(request: CitizenRequest, user: Any, button: type[Button] = Button) -> Button | None:
    """For a request the centre works on."""
    if not request.is_worked_on:
        return None
    url = reverse("citizen_requests:resolve", args=[request.pk])
    return button(_("Resolve request"), url=url, icon_name="check", priority=15)


def decline_button(request: CitizenRequest, user: Any, button: type[Button] = Button) -> Button | None:
    """For a request the centre works on."""
    if not request.is_worked_on:
        return None
    url = reverse("citizen_requests:decline", args=[request.pk])
    return button(_("Decline request"), url=url, icon_name="cross", priority=40)


def reopen_button(activity: Activity, button: type[Button] = Button) -> Button | None:
    """For a closed activity; one that keeps a request is opened again with the request."""
    if activity.status != ActivityStatus.CLOSED or getattr(activity, "request", None) is not None:
        return None
    url = reverse("activities:reopen", args=[activity.pk])
    return button(_("Reopen activity"), url=url, icon_name="rotate", priority=30)


def mayor_button(request: CitizenRequest, user: Any) -> Button | None:
    """For a closed request whose mayor has not learned of it: the letter came back, or a reason stands instead."""
    if not may_tell_again(request):
        return None
    url = reverse("citizen_requests:mayor", args=[request.pk])
    return Button(_("Tell the mayor"), url=url, icon_name="mail", priority=50)


def register() -> None:
    """Put them on the request's page; called when the app is ready."""
    for maker in (resolve_button, decline_button, mayor_button):
        register_request_button(maker)
