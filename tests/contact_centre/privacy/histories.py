"""Requests with every kind of history, each full of marks that must not stay anywhere."""

from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any

from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from contact_centre.actions import (
    add_note,
    answer_hand_over,
    citizen_writes,
    decline_request,
    hand_over_request,
    merge_duplicate,
    reject_as_spam,
    reopen_request,
    resolve_request,
    start_request,
    write_to_citizen,
)
from contact_centre.closing.words import MayorWord
from contact_centre.enums import Channel, DataGround, HandOverState, HeldBecause, InformedBy, RequestKind
from contact_centre.models import (
    Activity,
    CitizenRequest,
    HandOver,
    MayorNotice,
    RequestCategory,
    RequestDraft,
    RequestMessage,
)
from contact_centre.models.activity import private_storage
from contact_centre.uploads import check_upload
from portal.jobs.enums import OutboxState
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association, Municipality

from ..factories import PDF, make_request, output, upload

MARK = "qzxwvk"
PHONE = "777999888"
ENDINGS = (
    "open",
    "started",
    "held",
    "spam",
    "resolved",
    "told",
    "declined",
    "handed",
    "returned",
    "duplicate",
    "reopened",
)
OPEN = frozenset(("open", "started", "returned", "reopened"))


def marked_request(association: Association, **changed: Any) -> CitizenRequest:
    """A request in which everything a person can write holds a mark, with a file and a point."""
    return make_request(
        association,
        **{
            "text": f"Nesvítí lampa, {MARK} text.",
            "name": f"{MARK.capitalize()}ana {MARK.capitalize()}ová",
            "email": f"{MARK}@citizen.test",
            "phone": f"+420{PHONE}",
            "place": f"U {MARK}",
            "latitude": 50.1234,
            "longitude": 15.4321,
            "attachments": [check_upload(upload(f"{MARK}.pdf", PDF + MARK.encode()))],
            **changed,
        },
    )


def history(association: Association, ending: str, random: Random) -> CitizenRequest:
    """A request that came to `ending`, by the product's own verbs."""
    request = marked_request(
        association,
        kind=random.choice(RequestKind.values),
        category=random.choice([None, *RequestCategory.objects.all()[:4]]),
        municipality=random.choice(list(Municipality.objects.members_of(association))),
        channel=random.choice([Channel.WEB, Channel.PHONE]),
        held_because=[HeldBecause.LINKS] if ending in {"held", "spam"} else [],
    )
    if ending == "spam":
        reject_as_spam(request=request, user=None)
    if ending not in {"held", "spam", "open"}:
        _worked_on(association, request, ending, random)
    request.refresh_from_db()
    return request


def _worked_on(association: Association, request: CitizenRequest, ending: str, random: Random) -> None:
    start_request(request=request)
    add_note(request=request, text=f"Poznámka {MARK}")
    write_to_citizen(request=request, text=f"Odpověď {MARK}", is_question=False)
    if random.random() < 0.7:
        citizen_writes(request=request, text=f"Ještě {MARK}", token=f"{MARK}-{request.pk}")
    if ending in {"resolved", "reopened"}:
        _close(resolve_request, request, MayorWord.not_told(f"Nechce {MARK}."))
    if ending == "told":
        word = MayorWord.told(
            by=InformedBy.PHONE, on=timezone.localdate(), person_name="Starosta", note=f"Ví o {MARK}."
        )
        _close(resolve_request, request, word)
    if ending == "declined":
        _close(decline_request, request, MayorWord.not_told(f"Nechce {MARK}."))
    if ending in {"handed", "returned"}:
        _hand_over(request, HandOverState.SOLVED if ending == "handed" else HandOverState.RETURNED)
    if ending == "duplicate":
        merge_duplicate(request=request, into=history(association, "resolved", random), user=None)
    if ending == "reopened":
        request.refresh_from_db()
        reopen_request(request=request, reason=f"Pořád {MARK}")


def _close(verb: Any, request: CitizenRequest, word: MayorWord) -> None:
    name = MARK.capitalize()
    verb(
        request=request,
        output=output(),
        output_description=f"Opraveno, paní {name}ové to stačí, {name}ana {name}ová, +420 777 999 888.",
        answer=f"Hotovo {MARK}.",
        word=word,
        user=None,
    )


def _hand_over(request: CitizenRequest, state: str) -> None:
    hand_over = hand_over_request(
        request=request,
        body="Obec Vysokov",
        email="urad@obec.test",
        reason=f"Patří obci, {MARK}.",
        groundwork=f"Podklad {MARK}",
        data_ground=DataGround.PUBLIC_TASK,
        attachments=list(request.attachments.all()),
        word=MayorWord.not_told(f"Nechce {MARK}."),
        user=None,
    )
    answer_hand_over(hand_over=hand_over, state=state, answer=f"Odpověď {MARK}", answered_by=f"Úředník {MARK}")


def draft_of(request: CitizenRequest) -> RequestDraft:
    """A draft that a crash left behind with its data, and a file."""
    draft = RequestDraft.objects.create(
        site_id=request.site_id, submission_token=f"{MARK}-draft", data={"text": MARK}, request=request
    )
    name = private_storage().save("contact_centre/draft", ContentFile(MARK.encode()))
    draft.files.create(file=name, original_name=f"{MARK}.png", content_type="image/png", size=3)
    return draft


def all_mail_is_sent() -> None:
    OutboxMessage.objects.update(state=OutboxState.SENT, sent_at=timezone.now())


def stored_marks(*marks: str) -> list[str]:
    """Tables and files of the private storage in which any of `marks` stands."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                text = repr(row).casefold()
                found += [f"{table}: {mark} in {text}" for mark in marks if mark in text]
    for name in stored_files():
        with private_storage().open(name) as file:
            content = file.read()
        found += [name for mark in marks if mark.encode() in content]
    return found


def stored_files(folder: str = "") -> list[str]:
    """The names of all files in the private storage."""
    folders, files = private_storage().listdir(folder)
    inside = [name for one in folders for name in stored_files(f"{folder}{one}/")]
    return [*(f"{folder}{name}" for name in files), *inside]


def counts() -> dict[str, Any]:
    """Everything that is counted anywhere: nothing of it may change when personal data go."""
    requests = list(CitizenRequest.objects.select_related("activity__output"))

    def by(value: Any) -> Counter[Any]:
        return Counter(value(request) for request in requests)

    return {
        "state": by(lambda r: r.status),
        "kind": by(lambda r: r.kind),
        "category": by(lambda r: r.category_id),
        "municipality": by(lambda r: (r.municipality_id, r.status)),
        "month": by(lambda r: (r.received_at.year, r.received_at.month)),
        "channel": by(lambda r: r.channel),
        "held": by(lambda r: r.held_because),
        "activity": by(lambda r: r.activity and (r.activity.status, r.activity.output_id, r.activity.subarea_id)),
        "mayor informed": by(lambda r: (r.mayor_informed_on is not None, bool(r.mayor_not_informed_because))),
        "days to close": by(lambda r: r.closed_at and (r.closed_at - r.received_at) // timedelta(days=1)),
        "reopened": by(lambda r: r.times_reopened),
        "duplicates": by(lambda r: r.duplicate_of_id),
        "notices": Counter(MayorNotice.objects.values_list("informed_by", "informed_on")),
        "hand-overs": Counter(HandOver.objects.values_list("state", "data_ground", "body")),
        "messages": Counter(RequestMessage.objects.values_list("author", "is_internal")),
        "activities": Counter(Activity.objects.values_list("status", "closed_on")),
    }
