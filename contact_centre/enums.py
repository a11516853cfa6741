"""States and kinds, with the sets of states that rules and lists speak of."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ActivityStatus(models.TextChoices):
    """Where the work on an activity stands (codelists.md, ACT-2, ACT-3)."""

    OPEN = "open", _("open")
    IN_PROGRESS = "in_progress", _("in progress")
    WAITING = "waiting", _("waiting for an opinion")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled")


RUNNING_ACTIVITY = (ActivityStatus.OPEN, ActivityStatus.IN_PROGRESS, ActivityStatus.WAITING)
"""An activity somebody still works on: it may be changed, closed and cancelled."""


class AttachmentKind(models.TextChoices):
    ATTACHMENT = "attachment", _("attachment")
    OPINION = "opinion", _("written opinion")


class RequestKind(models.TextChoices):
    SUGGESTION = "suggestion", _("Suggestion")
    REQUEST = "request", _("Request")
    FAULT = "fault", _("Fault or breakdown")
    QUESTION = "question", _("Question")


class RequestStatus(models.TextChoices):
    """Where a citizen's request stands (codelists.md). `received` has no activity yet, all others have one."""

    RECEIVED = "received", _("received")
    REGISTERED = "registered", _("registered")
    IN_PROGRESS = "in_progress", _("in progress")
    RESOLVED = "resolved", _("resolved")
    HANDED_OVER = "handed_over", _("handed over to the municipality")
    DECLINED = "declined", _("declined")
    DUPLICATE = "duplicate", _("duplicate")


OPEN_REQUEST = (RequestStatus.RECEIVED, RequestStatus.REGISTERED, RequestStatus.IN_PROGRESS)
"""A request that waits for the centre."""
