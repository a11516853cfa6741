"""States and kinds, with the sets of states that rules and lists speak of."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ActivityStatus(models.TextChoices):
    """Where the work on an activity stands (codelists.md, ACT-2, ACT-3)."""

    OPEN = "open", pgettext_lazy("activity", "open")
    IN_PROGRESS = "in_progress", pgettext_lazy("activity", "in progress")
    WAITING = "waiting", pgettext_lazy("activity", "waiting for an opinion")
    CLOSED = "closed", pgettext_lazy("activity", "closed")
    CANCELLED = "cancelled", pgettext_lazy("activity", "cancelled")


RUNNING_ACTIVITY = (ActivityStatus.OPEN, ActivityStatus.IN_PROGRESS, ActivityStatus.WAITING)
"""An activity somebody still works on: it may be changed, closed and cancelled."""


class AttachmentKind(models.TextChoices):
    ATTACHMENT = "attachment", _("attachment")
    OPINION = "opinion", _("written opinion")


class RequestKind(models.TextChoices):
    SUGGESTION = "suggestion", pgettext_lazy("kind of message", "Suggestion")
    REQUEST = "request", pgettext_lazy("kind of message", "Request")
    FAULT = "fault", pgettext_lazy("kind of message", "Fault or breakdown")
    QUESTION = "question", pgettext_lazy("kind of message", "Question")


class RequestStatus(models.TextChoices):
    """Where a citizen's request stands (codelists.md). `received` has no activity yet, all others have one."""

    RECEIVED = "received", pgettext_lazy("request", "received")
    REGISTERED = "registered", pgettext_lazy("request", "registered")
    IN_PROGRESS = "in_progress", pgettext_lazy("request", "in progress")
    RESOLVED = "resolved", pgettext_lazy("request", "resolved")
    HANDED_OVER = "handed_over", pgettext_lazy("request", "handed over to the municipality")
    DECLINED = "declined", pgettext_lazy("request", "declined")
    DUPLICATE = "duplicate", pgettext_lazy("request", "duplicate")


OPEN_REQUEST = (RequestStatus.RECEIVED, RequestStatus.REGISTERED, RequestStatus.IN_PROGRESS)
"""A request that waits for the centre."""
