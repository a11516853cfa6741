"""An issue whose day came without consent stays where it is, and those who can mend it are told (V3)."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from ..sending.telling import tell_managers

MISSED = "newsletters.day_missed"
"""The line in the page's log."""


def miss_the_day(issue: Any, revision: Any) -> None:
    """Take `revision` off the timetable, say so in the page's log and write to the centre; nothing is published."""
    type(revision).objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    log(instance=issue, action=MISSED, revision=revision)
    tell_managers(
        issue,
        template="day_missed",
        event=f"day_missed:{revision.pk}",
        subject=_("Newsletter %(issue)s was not published on its day") % {"issue": issue.designation},
    )
