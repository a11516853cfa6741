"""The way to inviting from the editor of a notice and from the lists."""

from collections.abc import Iterator
from typing import Any

from django.urls import include, path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.permissions import policy_registry

from ..models import Announcement, MeetingPage
from .invite_views import INVITE


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def invite_button(page: Any, user: Any, **_context: Any) -> Iterator[Button]:
    """For who invites; the page behind it says whether people are invited already. Asks nothing of the database."""
    if not isinstance(page, MeetingPage) or page.alias_of_id or page.is_cancelled or page.is_over:
        return
    if policy_registry.get_by_type(Announcement).site_ids(user, ("add",)) != set():
        yield Button(_("Invite the mayors"), url=reverse(INVITE, args=[page.pk]), icon_name="mail", priority=10)


@hooks.register("register_admin_urls")
def register_inviting() -> list[object]:
    return [path("meetings/invite/", include("meetings.announcing.urls"))]
