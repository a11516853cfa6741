"""Tags of a notice on the board: `{% load meeting_board %}`."""

from typing import Any

from django import template

from ..notices.proof import fingerprint_of, shown
from ..notices.state import NoticeState, notice_of

register = template.Library()


@register.simple_tag
def notice_state(meeting: Any) -> NoticeState:
    """How it stands with the meeting's notice now."""
    return notice_of(meeting)


@register.simple_tag
def notice_fingerprint(meeting: Any) -> str:
    """What the notice is proved by, in groups of eight; empty before it was put up."""
    return shown(fingerprint_of(meeting))
