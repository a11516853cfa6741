"""Work on a citizen's request: who does it, what is written about it, when its time stands still (R7)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from portal.core.tickets import new_token
from portal.core.working_days import add_working_days, working_days_between
from portal.tenancy.models import StaffMember

from ..enums import WITHOUT_ACTIVITY, ActivityStatus, ChangeKind, MessageAuthor, RequestStatus
from ..history import facts, note_changes
from ..life import locked, move, worked_on
from ..models import Activity, CitizenRequest, RequestMessage
from ..status.letters import tell_citizen

LONGEST_REASON = 200
LONGEST_TEXT = 5000


@transaction.atomic
def assign_request(*, request: CitizenRequest, person: StaffMember | None, user: Any = None) -> bool:
    """Give `request` to `person` of the centre, to nobody with None; False if it was so before.

    Raises ValidationError for somebody of another association, and for a request nobody works on.
    """
    current = worked_on(request)
    if person is not None and person.site_id != current.site_id:
        raise ValidationError(_("Choose somebody of this association's centre."))
    return _assign(current, person, user)


@transaction.atomic
def start_request(*, request: CitizenRequest, user: Any = None) -> bool:
    """Somebody works on it: registered comes to in progress, taken by `user` if nobody has it; False if it did.

    Raises ValidationError for a request nobody works on any more.
    """
    current = worked_on(request)
    if current.status != RequestStatus.REGISTERED:
        return False
    _begin(current, user)
    return True


@transaction.atomic
def pause_request(*, request: CitizenRequest, reason: str, user: Any = None) -> bool:
    """Let the time of answer stand still while the centre waits for `reason`; False if it stands still already.

    Raises ValidationError without a reason or with one over 200 characters, and for a request nobody works on.
    """
    current = worked_on(request)
    return _pause(current, reason, user)


@transaction.atomic
def resume_request(*, request: CitizenRequest, user: Any = None) -> bool:
    """Let the time run on: the day of answer moves by the working days that passed. False if it runs already."""
    current = locked(request)
    if current.paused_on is None:
        return False
    stood = working_days_between(current.paused_on, timezone.localdate())
    if current.due_on is not None and stood:
        current.due_on = add_working_days(current.due_on, stood)
    current.paused_on, current.pause_reason = None, ""
    _save(current, "due_on", "paused_on", "pause_reason")
    log(current, "contact_centre.resume", user=user, data={"working_days": stood})
    return True


@transaction.atomic
def add_note(*, request: CitizenRequest, text: str, user: Any = None, token: str = "") -> RequestMessage:
    """Keep a note that never leaves the centre and return it. The same `token` is stored once.

    Raises ValidationError for no text, one that is too long, and a request whose personal data are gone.
    """
    current = locked(request)
    return _said(current, text, user=user, token=token, is_internal=True)[0]


@transaction.atomic
def write_to_citizen(
    *, request: CitizenRequest, text: str, is_question: bool, user: Any = None, pause: bool = False, token: str = ""
) -> RequestMessage:
    """Write to the citizen, on the status page and by mail where there is an address; return the message.

    A question may `pause` the time until the answer. The same `token` is stored, and mailed, once. What is closed
    may still be written about, not asked. Raises ValidationError for no text, a text that is too long, a request
    put aside or without personal data, and a question about a closed one.
    """
    current = locked(request)
    if current.status in WITHOUT_ACTIVITY:
        raise ValidationError(_("Let this request in first; whoever sent it has not been written to yet."))
    if is_question and not current.is_worked_on:
        raise ValidationError(_("This request is closed: open it again before you ask."), code="ended")
    message, is_new = _said(current, text, user=user, token=token, is_question=is_question)
    if not is_new:
        return message
    if current.is_worked_on:
        _begin(current, user)
    if is_question and pause:
        _pause(current, _("the citizen's answer"), user)
    tell_citizen(
        request=current,
        what=f"message:{message.pk}",
        subject=gettext_lazy("We need to know something") if is_question else gettext_lazy("An answer from our centre"),
        lead=gettext_lazy("To deal with your message we need to know this:")
        if is_question
        else gettext_lazy("We write to you about your message:"),
        text=message.text,
        close=gettext_lazy("Please answer on the page of your message, or simply reply to this e-mail.")
        if is_question
        else "",
    )
    return message


def _said(
    request: CitizenRequest, text: str, *, user: Any, token: str, is_internal: bool = False, is_question: bool = False
) -> tuple[RequestMessage, bool]:
    """The message of a locked `request` that `token` stands for, and whether it is new."""
    before = request.messages.filter(token=token).first() if token else None
    if before is not None:
        return before, False
    if request.anonymised_on is not None:
        raise ValidationError(_("The personal data of this request are deleted; nothing may be written to it."))
    said = text.strip()
    if not said:
        raise ValidationError({"text": _("Write something.")})
    if len(said) > LONGEST_TEXT:
        raise ValidationError({"text": _("At most %(count)d characters.") % {"count": LONGEST_TEXT}})
    message = RequestMessage.objects.create(
        request=request,
        author=MessageAuthor.CENTRE,
        name=writer_name(user, request),
        user=user,
        is_internal=is_internal,
        is_question=is_question,
        text=said,
        token=token or new_token(),
    )
    _save(request)
    what = "note" if is_internal else "question" if is_question else "answer"
    log(request, f"contact_centre.{what}", user=user, data={"message": message.pk})
    return message, True


def _begin(request: CitizenRequest, user: Any) -> None:
    """Whoever does something with a registered request works on it."""
    if request.status != RequestStatus.REGISTERED:
        return
    person = person_of(user, request)
    activity = _activity_of(request)
    if activity.responsible_id is None and person is not None:
        _assign(request, person, user)
        activity.responsible = person
    if activity.status == ActivityStatus.OPEN:
        before = facts(activity, ["status"])
        activity.status = ActivityStatus.IN_PROGRESS
        activity.save(update_fields=["status"])
        note_changes(activity, ChangeKind.CHANGED, before=before, user=user)
        log(activity, "contact_centre.change", user=user, data={"fields": ["status"]})
    move(request, RequestStatus.IN_PROGRESS, user=user)


def _assign(request: CitizenRequest, person: StaffMember | None, user: Any) -> bool:
    activity = _activity_of(request)
    if activity.responsible_id == (person.pk if person else None):
        return False
    before = facts(activity, ["responsible"])
    activity.responsible = person
    activity.save(update_fields=["responsible"])
    note_changes(activity, ChangeKind.CHANGED, before=before, user=user)
    _save(request)
    log(request, "contact_centre.assign", user=user, data={"person": person.pk if person else None})
    return True


def _pause(request: CitizenRequest, reason: str, user: Any) -> bool:
    why = reason.strip()
    if not why:
        raise ValidationError({"reason": _("Say what the request waits for.")})
    if len(why) > LONGEST_REASON:
        raise ValidationError({"reason": _("At most %(count)d characters.") % {"count": LONGEST_REASON}})
    if request.paused_on is not None:
        return False
    _begin(request, user)
    request.paused_on, request.pause_reason = timezone.localdate(), why
    _save(request, "paused_on", "pause_reason")
    # Not the reason: a person wrote it, and the history outlives personal data.
    log(request, "contact_centre.pause", user=user)
    return True


def _save(request: CitizenRequest, *fields: str) -> None:
    request.changed_at = timezone.now()
    request.save(update_fields=[*fields, "changed_at"])


def _activity_of(request: CitizenRequest) -> Activity:
    """The activity of a locked request, held too: the request first, then its activity."""
    activity: Activity = Activity.objects.select_for_update().get(pk=request.activity_id)
    return activity


def person_of(user: Any, request: CitizenRequest) -> StaffMember | None:
    """The person of the request's centre that `user` is, if any."""
    return StaffMember.objects.filter(user=user, site=request.site_id).first() if user is not None else None


def writer_name(user: Any, request: CitizenRequest) -> str:
    """Under what name the centre writes: the person's own, else the account's; the citizen reads it."""
    person = person_of(user, request)
    return person.name if person is not None else (user.get_full_name() if user is not None else "")
