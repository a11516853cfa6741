"""The buttons of handing over on the request's page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets.button import Button

from ..enums import HandOverState, RequestStatus
from ..inbox.buttons import register_request_button
from ..models import CitizenRequest


def hand_over_button(request: CitizenRequest, user: Any) -> Button | None:
    """For a request the centre works on."""
    if not request.is_worked_on:
        return None
    url = reverse("citizen_requests:hand_over", args=[request.pk])
    return Button(_("Hand over to the municipality"), url=url, icon_name="redirect", priority=20)


def withdraw_button(request: CitizenRequest, user: Any) -> Button | None:
    """While the municipality has not answered."""
    if request.status != RequestStatus.HANDED_OVER:
        return None
    if not request.hand_overs.filter(state=HandOverState.WAITING).exists():
        return None
    url = reverse("citizen_requests:withdraw", args=[request.pk])
    return Button(_("Withdraw the hand-over"), url=url, icon_name="rotate", priority=20)


def register() -> None:
    """Put them on the request's page; called when the app is ready."""
    for maker in (hand_over_button, withdraw_button):
        register_request_button(maker)
