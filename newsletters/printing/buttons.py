"""The way to an issue's print runs from its editor and from the list of pages."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.permissions import policy_registry

from ..models import NewsletterIssuePage, PrintRun


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def printing_button(page: Any, user: Any, **_context: Any) -> Iterator[Button]:
    """For who arranges printing; copies are planned before the issue is out."""
    if not isinstance(page, NewsletterIssuePage) or page.alias_of_id or page.latest_revision_id is None:
        return
    if policy_registry.get_by_type(PrintRun).site_ids(user, ("change",)) != set():
        url = reverse("print_run:issue", args=[page.pk])
        yield Button(_("Print and delivery"), url=url, icon_name="draft", priority=15)
