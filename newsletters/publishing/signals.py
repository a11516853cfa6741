"""Where Wagtail and Django tell what is about to happen to an issue."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models.signals import pre_save
from django.utils.translation import gettext as _
from wagtail.models import Revision
from wagtail.signals import pre_page_move

from ..models import NewsletterIssuePage
from .guard import guard_row, guard_timetable


class IssueStays(PermissionDenied):
    """Somebody tried to put an issue under another page."""


def keep_in_archive(parent_page_before: Any, parent_page_after: Any, **_signal: Any) -> None:
    """Before a page is moved, by a form or by code. Raises IssueStays for another parent."""
    if parent_page_before.pk != parent_page_after.pk:
        raise IssueStays(_("Issues of a newsletter stay in their archive."))


def connect() -> None:
    """Called once, when the app is ready."""
    pre_save.connect(guard_row, sender=NewsletterIssuePage, dispatch_uid="newsletters.publishing")
    pre_save.connect(guard_timetable, sender=Revision, dispatch_uid="newsletters.timetable")
    pre_page_move.connect(keep_in_archive, sender=NewsletterIssuePage, dispatch_uid="newsletters.place")
