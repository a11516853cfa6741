"""Ways to move and to cancel a meeting from its row in the list; the list has read who may (`column`)."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button

from ..models import MeetingPage
from .states import MeetingState


@hooks.register("register_page_listing_more_buttons")
def changing_buttons(page: Any, user: Any, **_context: Any) -> Iterator[Button]:
    """By the state: nothing for a draft, the history once it is announced, moving and cancelling while ahead."""
    cell = getattr(page, "cell", None)
    if cell is None or not isinstance(page, MeetingPage) or cell.state is MeetingState.DRAFT:
        return
    if cell.can_change:
        yield Button(_("Move the meeting"), url=reverse("meetings:move", args=[page.pk]), icon_name="date", priority=11)
        yield Button(
            _("Cancel the meeting"), url=reverse("meetings:cancel", args=[page.pk]), icon_name="cross", priority=12
        )
    yield Button(
        _("History of announcements"), url=reverse("meetings:told", args=[page.pk]), icon_name="history", priority=13
    )
