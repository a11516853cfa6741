"""All that happened with one request in one line of time: words, steps, hand-overs, the mayor, mail and its fate."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from portal.core.templatetags.portal import cs_date, cs_datetime
from portal.jobs.enums import OutboxState
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import StaffMember

from ..enums import MessageAuthor, RequestStatus
from ..letters import PREFIX, request_of
from ..models import CitizenRequest, HandOver, RequestAttachment

STEPS = ("assign", "pause", "resume", "public", "request_state")
"""What of the history is told; messages, hand-overs and the mayor tell the rest themselves."""


@dataclass(frozen=True)
class Entry:
    """One thing that happened: `who` did `title`, in the words `body`; `notes` say more in single lines."""

    at: datetime
    kind: str
    title: str
    who: str = ""
    body: str = ""
    notes: list[str] = field(default_factory=list)
    files: list[RequestAttachment] = field(default_factory=list)
    is_bad: bool = False


def timeline(request: CitizenRequest) -> list[Entry]:
    """Everything about `request`, the newest first; the number of queries doesn't depend on how much happened."""
    entries = [
        _received(request),
        *_messages(request),
        *_steps(request),
        *_hand_overs(request),
        *_mayor(request),
        *_mail(request),
    ]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _received(request: CitizenRequest) -> Entry:
    how = _("came by: %(channel)s") % {"channel": request.get_channel_display()}
    return Entry(at=request.received_at, kind="citizen", title=_("Request received"), notes=[how])


def _messages(request: CitizenRequest) -> Iterator[Entry]:
    for message in request.messages.select_related("user").prefetch_related("attachments"):
        title = str(message.get_author_display())
        if message.is_internal:
            kind, title = "note", _("note of the centre")
        elif message.author == MessageAuthor.CENTRE:
            kind = "centre"
            title = _("question to the citizen") if message.is_question else _("message to the citizen")
        else:
            kind = "citizen"
        yield Entry(
            at=message.written_at,
            kind=kind,
            title=capfirst(title),
            who=message.name or (message.user.get_full_name() if message.user else ""),
            body=message.text,
            files=list(message.attachments.all()),
        )


def _steps(request: CitizenRequest) -> Iterator[Entry]:
    names = [f"contact_centre.{step}" for step in STEPS]
    kind = ContentType.objects.get_for_model(CitizenRequest)
    lines = ModelLogEntry.objects.filter(content_type=kind, object_id=str(request.pk), action__in=names)
    people = dict(StaffMember.objects.filter(site=request.site_id).values_list("pk", "name"))
    for line in lines.select_related("user"):
        who = line.user_display_name if line.user_id else ""
        title, notes = _step(line.action.rpartition(".")[2], line.data or {}, people)
        yield Entry(at=line.timestamp, kind="step", title=title, who=who, notes=notes)


def _step(name: str, data: dict[str, Any], people: dict[int, str]) -> tuple[str, list[str]]:
    if name == "assign":
        person = people.get(data.get("person") or 0)
        return (_("Given to: %(person)s") % {"person": person} if person else _("Given to nobody")), []
    if name == "resume":
        return _("Time runs on"), [_("working days it stood still: %(days)s") % {"days": data.get("working_days", "–")}]
    if name == "pause":
        return _("Time stands still"), []
    if name == "public":
        return _("Wording for open data changed"), []
    known = {status.value: str(status.label) for status in RequestStatus}
    after = str(data.get("to", ""))
    repeats = data.get("repeats")
    notes = [_("repeats %(number)s") % {"number": repeats}] if repeats else []
    return _("State: %(state)s") % {"state": known.get(after, after)}, notes


def _hand_overs(request: CitizenRequest) -> Iterator[Entry]:
    for each in request.hand_overs.select_related("made_by").prefetch_related("attachments"):
        notes = [
            _("why: %(reason)s") % {"reason": each.reason},
            _("answer by %(day)s") % {"day": cs_date(each.answer_by)},
            _("data: %(ground)s") % {"ground": each.get_data_ground_display()},
        ]
        if each.reminded_on:
            notes.append(_("reminded on %(day)s") % {"day": cs_date(each.reminded_on)})
        yield Entry(
            at=each.made_at,
            kind="handover",
            title=_("Handed over to: %(body)s") % {"body": each.body},
            who=each.made_by.get_full_name() if each.made_by else "",
            body=each.groundwork,
            notes=[f"{each.email}", *notes] if each.email else notes,
            files=list(each.attachments.all()),
        )
        if each.answered_at is not None:
            yield _answered(each, each.answered_at)


def _answered(each: HandOver, at: datetime) -> Entry:
    title = _("%(body)s: %(state)s") % {"body": each.body, "state": each.get_state_display()}
    return Entry(at=at, kind="handover", title=title, who=each.answered_by, body=each.answer)


def _mayor(request: CitizenRequest) -> Iterator[Entry]:
    for notice in request.mayor_notices.select_related("recorded_by"):
        title = _("Mayor informed: %(person)s") % {"person": notice.person_name}
        how = _("%(how)s, on %(day)s") % {"how": notice.get_informed_by_display(), "day": cs_date(notice.informed_on)}
        yield Entry(
            at=notice.recorded_at,
            kind="mayor",
            title=title,
            who=notice.recorded_by.get_full_name() if notice.recorded_by else "",
            body=notice.note,
            notes=[how],
        )
        if notice.returned_at is not None:
            yield Entry(
                at=notice.returned_at,
                kind="mayor",
                title=_("The mail to the mayor came back"),
                notes=[notice.returned_because] if notice.returned_because else [],
                is_bad=True,
            )


def _mail(request: CitizenRequest) -> Iterator[Entry]:
    about = Q(event__endswith=f":{request.pk}") | Q(event__contains=f":{request.pk}:")
    # Nothing is written about a request before it is stored: the index by age leaves out all older mail.
    letters = OutboxMessage.objects.filter(about, event__startswith=PREFIX, created_at__gte=request.received_at)
    for letter in letters.defer("text", "html"):
        if request_of(letter.event) != request.pk:
            continue
        fate, is_bad = _fate(letter)
        title = _("E-mail: %(subject)s") % {"subject": letter.subject}
        notes = [_("to %(address)s") % {"address": letter.recipient}, fate]
        yield Entry(at=letter.created_at, kind="mail", title=title, notes=notes, is_bad=is_bad)


def _fate(letter: OutboxMessage) -> tuple[str, bool]:
    """What became of a mail, in words, and whether somebody should know."""
    if letter.bounced_at is not None:
        return _("came back on %(when)s") % {"when": cs_datetime(letter.bounced_at)}, True
    if letter.state == OutboxState.SENT:
        return _("sent on %(when)s") % {"when": cs_datetime(letter.sent_at)}, False
    if letter.is_stuck:
        return _("not sent: %(state)s") % {"state": letter.get_state_display()}, True
    return _("waits to be sent"), False
