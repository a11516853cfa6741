"""The way to an issue's contributions from the list of pages and from the issue's editor."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.permissions import policy_registry

from ..models import Contribution, NewsletterIssuePage


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def contributions_button(page: Any, user: Any, **_context: Any) -> Iterator[Button]:
    """For who decides about contributions to the issue; the Union doesn't."""
    if not isinstance(page, NewsletterIssuePage) or page.alias_of_id or page.corrects_id:
        return
    if policy_registry.get_by_type(Contribution).site_ids(user, ("change",)) != set():
        yield Button(
            _("Contributions"), url=reverse("contribution:issue", args=[page.pk]), icon_name="mail", priority=15
        )
