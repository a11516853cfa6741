"""The way to an issue's mailing from its editor and from the list of pages."""

from collections.abc import Iterator
from typing import Any

from django.urls import include, path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.permissions import policy_registry

from ..models import Mailing, NewsletterIssuePage


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def mailing_button(page: Any, user: Any, **_context: Any) -> Iterator[Button]:
    """For who looks after mailings, once the issue is on the web; the page behind it says how far the mailing is."""
    if not isinstance(page, NewsletterIssuePage) or page.alias_of_id or not page.live:
        return
    if policy_registry.get_by_type(Mailing).site_ids(user, ("change",)) != set():
        url = reverse("newsletter_mailing:start", args=[page.pk])
        yield Button(_("E-mail to readers"), url=url, icon_name="mail", priority=14)


@hooks.register("register_admin_urls")
def register_mailing() -> list[object]:
    return [path("newsletters/mailing/", include("newsletters.mailing.urls"))]
