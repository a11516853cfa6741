"""The guard of when and where an announced meeting is, and of its staying public (M9).

Every way to change it ends in the row of a page: forms, old revisions, the timetable, copies, translations, code. The
Czech notice is refused unless it says what its last announcement says; pages that repeat or translate it are put
right, nobody moves a meeting by them. Behind it stand the row rules in `rules`, for statements that pass by the models.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from .announced import WHEN_AND_WHERE, announced_of

KEPT = frozenset({*WHEN_AND_WHERE, "municipality", "live", "expire_at"})


class MeetingStands(PermissionDenied):
    """Somebody tried to change silently what was announced."""


def refuse_silent_change() -> MeetingStands:
    """The refusal, in words."""
    return MeetingStands(
        _("This meeting has been announced. When and where it is changes only by moving or cancelling it.")
    )


def refuse_unpublishing() -> MeetingStands:
    return MeetingStands(
        _("A meeting that has been announced stays public. If it won't be held, cancel it: everybody learns of it.")
    )


def stand_as_announced(page: Any) -> None:
    """Check the instance `page` against the announcement. Raises MeetingStands for the Czech notice.

    A page that repeats or translates it is put right instead.
    """
    announced = announced_of(page)
    if announced is None:
        return
    if page.pk != announced.meeting_id:
        announced.put(page)
    elif announced.differing(page):
        raise refuse_silent_change()


def guard_row(instance: Any, update_fields: Any = None, raw: bool = False, **_signal: Any) -> None:
    """Before a row of a meeting is written. Raises MeetingStands.

    A notice never expires: it comes down from the board by itself, and its page stays.
    """
    if raw or (update_fields is not None and KEPT.isdisjoint(update_fields)):
        return
    instance.expire_at = None
    announced = announced_of(instance)
    if announced is None:
        return
    if instance.pk != announced.meeting_id:
        announced.put(instance)
        return
    if announced.differing(instance):
        raise refuse_silent_change()
    if not instance.live:
        raise refuse_unpublishing()


def keep_in_list(instance: Any, parent_page_before: Any, parent_page_after: Any, **_signal: Any) -> None:
    """Before a page is moved, by a form or by code. Raises MeetingStands for another parent."""
    if parent_page_before.pk != parent_page_after.pk and is_announced(instance):
        raise MeetingStands(_("A meeting that has been announced stays in its association's list."))


def is_announced(page: Any) -> bool:
    """Whether `page` is the notice of a meeting that was announced, not one that repeats or translates it."""
    announced = announced_of(page)
    return announced is not None and announced.meeting_id == page.pk


def connect() -> None:
    """Called once, when the app is ready."""
    from django.db.models.signals import pre_save
    from wagtail.signals import pre_page_move

    from ..models import MeetingPage

    pre_save.connect(guard_row, sender=MeetingPage, dispatch_uid="meetings.changing")
    pre_page_move.connect(keep_in_list, sender=MeetingPage, dispatch_uid="meetings.place")
