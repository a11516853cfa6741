"""The guard at the end of every way to announce a meeting: not after the last day for its invitation (M2).

Two doors lead to readers, and both ask `refuse_late` whoever knocks: the row of a page that is live is written, and a
revision is put on the timetable. The form, bulk actions and inviting ask earlier, so that people are told in words.
"""

from datetime import date
from typing import Any

from django.utils import timezone

from ..enums import AnnouncementKind
from .timing import InvitationRule, rule_of

READ = frozenset({"live", "starts_at", "kind", "body", "body_id", "alias_of", "alias_of_id"})
"""Columns that say whether readers have it and what rule holds; Wagtail saves others alone."""


def guard_row(instance: Any, update_fields: Any = None, raw: bool = False, **_signal: Any) -> None:
    """Before a row of a meeting is written (fixtures included): what becomes public does so in time. Raises TooLate."""
    if instance.live and instance.alias_of_id is None and (update_fields is None or not READ.isdisjoint(update_fields)):
        refuse_late(instance)


def guard_timetable(instance: Any, **_signal: Any) -> None:
    """Before a revision is put on the timetable; Wagtail publishes it on its day without asking. Raises TooLate."""
    from ..models import MeetingPage

    if instance.approved_go_live_at is not None and instance.content_type.model_class() is MeetingPage:
        refuse_late(instance.as_object(), timezone.localdate(instance.approved_go_live_at))


def refuse_late(meeting: Any, on: date | None = None) -> None:
    """Raise TooLate where `late_rule` finds one."""
    from .late import TooLate, in_words

    if (rule := late_rule(meeting, on)) is not None:
        raise TooLate(in_words(rule))


def late_rule(meeting: Any, on: date | None = None, *, site_id: int | None = None) -> InvitationRule | None:
    """The rule that forbids to make `meeting`, as the instance says it, public `on` a day (today); None if none does.

    None forbids it to a meeting that is past (nobody could be invited to it any more), to one that was announced for
    the same day before, and where somebody with the right let it out late.
    """
    if meeting.starts_at is None or timezone.localdate(meeting.starts_at) < timezone.localdate():
        return None
    # Asked first: it costs least of what a notice in time needs.
    if meeting.pk is not None and _is_public_already(meeting):
        return None
    rule = rule_of(meeting, site_id=site_id)
    if rule is None or not rule.is_late(on) or _was_announced(meeting, rule) or _is_let_out(meeting, rule):
        return None
    return rule


def _is_public_already(meeting: Any) -> bool:
    """Whether readers have a notice of it for the same day."""
    rows = type(meeting)._base_manager.filter(pk=meeting.pk, live=True)
    stored = rows.values_list("starts_at", "kind", "body").first()
    if stored is None:
        return False
    is_same_rule = stored[1:] == (meeting.kind, meeting.body_id)
    return is_same_rule and timezone.localdate(stored[0]) == timezone.localdate(meeting.starts_at)


def _was_announced(meeting: Any, rule: InvitationRule) -> bool:
    """Whether it was announced, of whichever language, and is held on the day that was told last."""
    from ..models import Announcement

    lines = Announcement.objects.filter(meeting__translation_key=meeting.translation_key)
    last = lines.exclude(kind=AnnouncementKind.CANCELLED).order_by("-number").first()
    return last is not None and timezone.localdate(last.starts_at) == rule.held_on


def _is_let_out(meeting: Any, rule: InvitationRule) -> bool:
    from ..models import LateInvitation

    lines = LateInvitation.objects.filter(meeting__translation_key=meeting.translation_key, held_on=rule.held_on)
    return bool(lines.exists())
