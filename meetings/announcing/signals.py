"""Where Wagtail and Django tell what happens to a meeting."""

from django.db.models.signals import pre_save
from wagtail.models import Revision
from wagtail.signals import page_published


def connect() -> None:
    """Called once, when the app is ready."""
    from ..models import MeetingPage
    from .announced import note_published
    from .guard import guard_row, guard_timetable

    pre_save.connect(guard_row, sender=MeetingPage, dispatch_uid="meetings.invited_in_time")
    pre_save.connect(guard_timetable, sender=Revision, dispatch_uid="meetings.invited_in_time")
    page_published.connect(note_published, sender=MeetingPage, dispatch_uid="meetings.announced")
