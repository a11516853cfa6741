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


class ActivitySource(models.TextChoices):
    """Where an activity comes from (A2)."""

    OWN = "own", pgettext_lazy("source of an activity", "own work of the centre")
    REQUEST = "request", pgettext_lazy("source of an activity", "a citizen's request")
    PROJECT = "project", pgettext_lazy("source of an activity", "a project")
    MEETING = "meeting", pgettext_lazy("source of an activity", "a mayors' meeting")
    NEWSLETTER = "newsletter", pgettext_lazy("source of an activity", "a newsletter")


class ProjectPart(models.TextChoices):
    """What of a project counts as one activity (ACT-7)."""

    PREPARATION = "preparation", pgettext_lazy("part of a project", "preparation")
    REALISATION = "realisation", pgettext_lazy("part of a project", "realisation")
    OUTPUT = "output", pgettext_lazy("part of a project", "an output")


class ProjectStage(models.TextChoices):
    """Where a project of intermunicipal cooperation stands (codelists.md, PRJ-4, PRJ-5)."""

    INITIATION = "initiation", pgettext_lazy("stage of a project", "initiation")
    PREPARATION = "preparation", pgettext_lazy("stage of a project", "preparation")
    REALISATION = "realisation", pgettext_lazy("stage of a project", "realisation")
    FINISHED = "finished", pgettext_lazy("stage of a project", "finished")
    DROPPED = "dropped", pgettext_lazy("stage of a project", "dropped")


class ChangeKind(models.TextChoices):
    """What happened to an activity, in its history (A3)."""

    OPENED = "opened", pgettext_lazy("change of an activity", "opened")
    CHANGED = "changed", pgettext_lazy("change of an activity", "changed")
    CLOSED = "closed", pgettext_lazy("change of an activity", "closed")
    CANCELLED = "cancelled", pgettext_lazy("change of an activity", "cancelled")
    REOPENED = "reopened", pgettext_lazy("change of an activity", "reopened")
    FILE_ADDED = "file_added", pgettext_lazy("change of an activity", "file attached")
    FILE_REMOVED = "file_removed", pgettext_lazy("change of an activity", "file removed")


class Verdict(models.TextChoices):
    """What the Union says to an explanation of targets not met (TGT-4)."""

    SUFFICIENT = "sufficient", pgettext_lazy("opinion on an explanation", "sufficient")
    INCOMPLETE = "incomplete", pgettext_lazy("opinion on an explanation", "something is missing")


class Asked(models.TextChoices):
    """Whom the Union asked about the quality of an activity (TGT-6)."""

    MAYOR = "mayor", pgettext_lazy("asked about quality", "the mayor")
    REPRESENTATIVE = "representative", pgettext_lazy("asked about quality", "another representative")
    EMPLOYEE = "employee", pgettext_lazy("asked about quality", "an employee of the municipality")
    OTHER = "other", pgettext_lazy("asked about quality", "somebody else")


class AskedBy(models.TextChoices):
    PHONE = "phone", pgettext_lazy("asked how", "by phone")
    MAIL = "mail", pgettext_lazy("asked how", "by e-mail")
    IN_PERSON = "in_person", pgettext_lazy("asked how", "in person")


class QualityOutcome(models.TextChoices):
    """What the Union learned (TGT-6)."""

    GOOD = "good", pgettext_lazy("outcome of a quality check", "satisfied")
    RESERVATIONS = "reservations", pgettext_lazy("outcome of a quality check", "satisfied, with reservations")
    POOR = "poor", pgettext_lazy("outcome of a quality check", "not satisfied")
    UNKNOWN = "unknown", pgettext_lazy("outcome of a quality check", "knows nothing of the activity")
    NOT_REACHED = "not_reached", pgettext_lazy("outcome of a quality check", "could not be reached")


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
