"""The way to the other forms of an issue from its editor and from the list of pages."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button

from ..models import NewsletterIssuePage
from .admin_views import PDF, PROOF


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def edition_buttons(page: Any, user: Any, **_context: Any) -> Iterator[Button]:
    """For who may edit the issue."""
    if not isinstance(page, NewsletterIssuePage) or page.alias_of_id or page.latest_revision_id is None:
        return
    if page.permissions_for_user(user).can_edit():
        yield Button(_("Preview as PDF"), url=reverse(PDF, args=[page.pk]), icon_name="doc-full", priority=16)
        yield Button(_("Trial mail to myself"), url=reverse(PROOF, args=[page.pk]), icon_name="mail", priority=17)
