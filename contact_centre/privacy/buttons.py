"""The managers' buttons on a request's page: what a person asks for about their own data."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets.button import Button

from ..inbox.buttons import register_request_button
from ..models import CitizenRequest
from .forgetting import has_ended
from .permissions import answers_for_data


def export_button(request: CitizenRequest, user: Any) -> Button | None:
    """All data about the request as one file, for the person they are about."""
    if request.anonymised_on is not None or not answers_for_data(user, request):
        return None
    url = reverse("citizen_requests:person_data", args=[request.pk])
    return Button(_("Data for the person"), url=url, icon_name="download", priority=80)


def forget_button(request: CitizenRequest, user: Any) -> Button | None:
    """Deleting the personal data before their time; only of a request that has ended."""
    if request.anonymised_on is not None or not has_ended(request) or not answers_for_data(user, request):
        return None
    url = reverse("citizen_requests:forget", args=[request.pk])
    return Button(_("Delete personal data"), url=url, icon_name="bin", priority=90)


def register() -> None:
    """Put them on the request's page; called when the app is ready."""
    for maker in (export_button, forget_button):
        register_request_button(maker)
