"""The way to the papers of a meeting from its editor and from the list of pages."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail import hooks
from wagtail.admin.widgets.button import Button

from ..models import MeetingPage
from .preview import LETTER, POSTER
from .viewset import INDEX


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def paper_buttons(page: Any, user: Any, **_context: Any) -> Iterator[Button]:
    """For who may edit the meeting."""
    if not isinstance(page, MeetingPage) or page.alias_of_id or not page.permissions_for_user(user).can_edit():
        return
    if page.latest_revision_id is not None:
        yield Button(
            _("Invitation letter as PDF"), url=reverse(LETTER, args=[page.pk]), icon_name="doc-full", priority=16
        )
        poster = pgettext("meeting", "Poster as PDF")
        yield Button(poster, url=reverse(POSTER, args=[page.pk]), icon_name="doc-full", priority=17)
    papers = f"{reverse(INDEX)}?meeting={page.pk}"
    yield Button(_("Documents of the meeting"), url=papers, icon_name="folder-open-inverse", priority=18)
