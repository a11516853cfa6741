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
    """Where a citizen's request stands (codelists.md).

    `received` is held as suspicious and `spam` was judged to be none: neither has an activity, all others have one.
    """

    RECEIVED = "received", pgettext_lazy("request", "received, to be looked at")
    REGISTERED = "registered", pgettext_lazy("request", "registered")
    IN_PROGRESS = "in_progress", pgettext_lazy("request", "in progress")
    RESOLVED = "resolved", pgettext_lazy("request", "resolved")
    HANDED_OVER = "handed_over", pgettext_lazy("request", "handed over to the municipality")
    DECLINED = "declined", pgettext_lazy("request", "declined")
    DUPLICATE = "duplicate", pgettext_lazy("request", "duplicate")
    SPAM = "spam", pgettext_lazy("request", "no request (spam)")


OPEN_REQUEST = (RequestStatus.RECEIVED, RequestStatus.REGISTERED, RequestStatus.IN_PROGRESS)
"""A request that waits for the centre."""
WORKED_ON = (RequestStatus.REGISTERED, RequestStatus.IN_PROGRESS)
"""A request the centre works on: it has a day of answer and may be closed."""
WITHOUT_ACTIVITY = (RequestStatus.RECEIVED, RequestStatus.SPAM)
"""Not (yet) a request that counts."""
CLOSED_REQUEST = (
    RequestStatus.RESOLVED,
    RequestStatus.HANDED_OVER,
    RequestStatus.DECLINED,
    RequestStatus.DUPLICATE,
)
"""A request the centre has done with: the mayor knows, or it is written why not (CIT-5)."""
REOPENABLE = (RequestStatus.RESOLVED, RequestStatus.HANDED_OVER, RequestStatus.DECLINED)
"""What a citizen may open again; a duplicate lives on in the request it repeats."""


class Channel(models.TextChoices):
    """How a request came."""

    WEB = "web", pgettext_lazy("channel of a request", "form on the web")
    APP = "app", pgettext_lazy("channel of a request", "town app")
    EMAIL = "email", pgettext_lazy("channel of a request", "e-mail")
    PHONE = "phone", pgettext_lazy("channel of a request", "phone")
    IN_PERSON = "in_person", pgettext_lazy("channel of a request", "in person")
    LETTER = "letter", pgettext_lazy("channel of a request", "letter")


class HeldBecause(models.TextChoices):
    """Why a request was put aside for a look (R1)."""

    TRAP = "trap", _("a field that people don't see was filled in")
    TOO_FAST = "too_fast", _("sent faster than people write")
    MANY_FROM_ADDRESS = "many_from_address", _("many messages from one address")
    MANY_ON_SITE = "many_on_site", _("many messages on this site")
    LINKS = "links", _("links, as in advertising")


class MessageAuthor(models.TextChoices):
    CITIZEN = "citizen", pgettext_lazy("author of a message", "citizen")
    CENTRE = "centre", pgettext_lazy("author of a message", "centre")
    RECEIVER = "receiver", pgettext_lazy("author of a message", "municipality")


class InformedBy(models.TextChoices):
    """How a mayor learned how a request ended."""

    MAIL = "mail", pgettext_lazy("mayor informed", "by e-mail from here")
    PHONE = "phone", pgettext_lazy("mayor informed", "by phone")
    IN_PERSON = "in_person", pgettext_lazy("mayor informed", "in person")
    MEETING = "meeting", pgettext_lazy("mayor informed", "at a meeting")
    LETTER = "letter", pgettext_lazy("mayor informed", "by letter or data box")


class DataGround(models.TextChoices):
    """Why the citizen's data may go to whom the request is handed over (GDPR, art. 6)."""

    NONE = "none", _("no personal data are passed on")
    PUBLIC_TASK = "public_task", _("the municipality needs them for its own task in the public interest")
    CITIZEN_AGREED = "citizen_agreed", _("the citizen agreed")


class HandOverState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("hand-over", "waits for an answer")
    ACCEPTED = "accepted", pgettext_lazy("hand-over", "taken over")
    SOLVED = "solved", pgettext_lazy("hand-over", "solved")
    RETURNED = "returned", pgettext_lazy("hand-over", "returned with a reason")
    SILENT = "silent", pgettext_lazy("hand-over", "returned without an answer")
    WITHDRAWN = "withdrawn", pgettext_lazy("hand-over", "withdrawn by the centre")


class Look(models.TextChoices):
    """What somebody saw of a citizen's data."""

    REQUEST = "request", pgettext_lazy("look at data", "the request")
    FILE = "file", pgettext_lazy("look at data", "a file")
    EXPORT = "export", pgettext_lazy("look at data", "an export")
