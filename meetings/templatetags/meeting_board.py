"""Tags of a notice on the board: `{% load meeting_board %}`."""

from typing import Any

from django import template

from ..notices.state import NoticeState, notice_of

register = template.Library()


@register.simple_tag
def notice_state(meeting: Any) -> NoticeState:
    """How it stands with the meeting's notice now."""
    return notice_of(meeting)
