"""What a meeting's page does when its day of publication comes too late for the invitation (M2)."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from .guard import late_rule, refuse_late

ON_ITS_DAY = "wagtail.publish.scheduled"
"""How Wagtail's timetable names what it does."""
MISSED = "meetings.day_missed"
"""The line in the page's log."""


class InvitedInTime:
    """A mixin of the meeting's page, before Wagtail's own classes."""

    def publish(self, revision: Any, user: Any = None, *args: Any, **kwargs: Any) -> Any:
        """Publish what is in time, all of it or nothing. Raises TooLate.

        On its day nobody is there to be told: what has become late stays unpublished, with a letter to the managers.
        """
        text = revision.as_object()
        with transaction.atomic():
            if kwargs.get("log_action") == ON_ITS_DAY and late_rule(text) is not None:
                return _miss_the_day(self, revision)
            is_later = text.go_live_at is not None and text.go_live_at > timezone.now()
            if text.alias_of_id is None:
                refuse_late(text, timezone.localdate(text.go_live_at) if is_later else None)
            return super().publish(revision, user, *args, **kwargs)  # type: ignore[misc]


def _miss_the_day(page: Any, revision: Any) -> None:
    """Take `revision` off the timetable, say so in the page's log, and write to the centre; nothing is published."""
    from portal.tenancy.absences.duty import managers_on_duty

    from .letters import write
    from .record import association_of

    type(revision).objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    log(instance=page, action=MISSED, revision=revision)
    association = association_of(page)
    for address in managers_on_duty(association.site_id):
        write(
            template="day_missed",
            event=f"day_missed:{revision.pk}",
            recipient=address,
            subject=_("The notice “%(title)s” was not published on its day") % {"title": page.title},
            association=association,
            meeting=revision.as_object(),
        )
