"""What templates of an issue show of its facts and of its fingerprint."""

from typing import Any

from django import template
from django.utils.dateparse import parse_date

from ..facts.fingerprint import shown
from ..facts.shown import ToldMeeting, told_meetings, topic_words

register = template.Library()
register.filter("topic_words", topic_words)
register.filter("fingerprint", shown)
register.filter("as_day", parse_date)


@register.simple_tag(takes_context=True)
def meetings_told(context: Any, told: Any) -> list[ToldMeeting]:
    """The frozen meetings `told` by the context's `page`, with what holds of them now."""
    return told_meetings(told, context.get("page"))
