"""What happens with the demonstration's requests: told step by step, by the same verbs as in real life.

The file's days are moved by whole weeks up to the day of loading, so that the demonstration never grows old.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst

from portal.jobs.enums import OutboxState
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Agenda, Association, Municipality

from . import actions
from .closing.mayors import mayor_of
from .closing.words import MayorWord
from .enums import Channel, HeldBecause, InformedBy
from .models import (
    ActivityOutput,
    AnswerTemplate,
    CitizenRequest,
    MayorNotice,
    RequestCategory,
    RequestMessage,
)

FOLDER = Path(__file__).parent / "demo"
WRITTEN = date(2026, 11, 22)
"""The day on which the days in the demo's files were written."""

Row = Mapping[str, Any]


@cache
def read(name: str) -> Any:
    """One of the demonstration's files."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def moved(text: str) -> date:
    """A day of the files as it is for this loading."""
    # The day of loading, also while `at` shows another one; by whole weeks: no centre answers on a Sunday.
    today = datetime.now(timezone.get_current_timezone()).date()
    return date.fromisoformat(text) + timedelta(days=(today - WRITTEN).days // 7 * 7)


def moment(text: str) -> datetime:
    """A moment of the files (Czech time) as it is for this loading."""
    written = datetime.fromisoformat(text)
    return timezone.make_aware(datetime.combine(moved(text[:10]), written.time()))


@contextmanager
def at(when: datetime) -> Iterator[None]:
    """Let everything inside happen at `when`: the verbs know no other time than now."""
    started, real = timezone.now(), timezone.now
    timezone.now = lambda: when
    try:
        with transaction.atomic():
            yield
            timezone.now = real
            _put_back(started, when)
    finally:
        timezone.now = real


def _put_back(started: datetime, when: datetime) -> None:
    """Rows that take their time by themselves, and letters, which were sent then."""
    RequestMessage.objects.filter(written_at__gte=started).update(written_at=when)
    MayorNotice.objects.filter(recorded_at__gte=started).update(recorded_at=when)
    letters = OutboxMessage.objects.filter(created_at__gte=started)
    letters.update(state=OutboxState.SENT, sent_at=when, created_at=when)


def load_answers(association: Association) -> None:
    """The association's ready answers; what is there already stays as it is."""
    for order, row in enumerate(read("answers.json")):
        AnswerTemplate.objects.get_or_create(
            site=association.site,
            title=row["title"],
            defaults={
                "text": row["text"],
                "category": RequestCategory.objects.filter(code=row["category"]).first(),
                "is_public": row["is_public"],
                "order": order,
            },
        )


def load_stories(association: Association) -> None:
    """The association's requests with all that happened to them; those that are there stay as they are."""
    steps = []
    for row in read("stories.json").get(association.slug, []):
        if not CitizenRequest.objects.filter(site=association.site_id, submission_token=f"demo:{row['key']}").exists():
            _submit(association, row)
            steps += [(moment(step["at"]), row["key"], step) for step in row["steps"]]
    user = association.manager_group.user_set.first()
    for when, key, step in sorted(steps, key=lambda entry: entry[0]):
        with at(when):
            STEPS[step["do"]](_by_key(association.site_id, key), step, user)


def _by_key(site_id: int, key: str) -> CitizenRequest:
    request: CitizenRequest = CitizenRequest.objects.get(site=site_id, submission_token=f"demo:{key}")
    return request


def _submit(association: Association, row: Row) -> None:
    received_at = moment(row["received_at"])
    with at(received_at):
        actions.submit_request(
            association=association,
            municipality=Municipality.objects.get(pk=row["municipality"]),
            kind=row["kind"],
            category=RequestCategory.objects.filter(code=row.get("category", "")).first(),
            agenda=Agenda.objects.filter(site=association.site, title=row.get("agenda", "")).first(),
            text=row["text"],
            place=row["place"],
            latitude=row.get("latitude"),
            longitude=row.get("longitude"),
            name=row["name"],
            email=row["email"],
            phone=row["phone"],
            channel=row.get("channel", Channel.WEB),
            held_because=[HeldBecause(reason) for reason in row.get("held", [])],
            received_at=received_at,
            submission_token=f"demo:{row['key']}",
        )


# --- What may happen -------------------------------------------------------------------------------
def _note(request: CitizenRequest, step: Row, user: Any) -> None:
    actions.add_note(request=request, text=step["text"], user=user)


def _write(request: CitizenRequest, step: Row, user: Any) -> None:
    actions.write_to_citizen(
        request=request, text=step["text"], is_question=step["do"] == "ask", pause=step.get("pause", False), user=user
    )


def _citizen(request: CitizenRequest, step: Row, user: Any) -> None:
    actions.citizen_writes(request=request, text=step["text"], token=f"demo:{step['at']}")


def _reopen(request: CitizenRequest, step: Row, user: Any) -> None:
    actions.reopen_request(request=request, reason=step["text"])


def _duplicate(request: CitizenRequest, step: Row, user: Any) -> None:
    actions.merge_duplicate(request=request, into=_by_key(request.site_id, step["of"]), user=user)


def _close(request: CitizenRequest, step: Row, user: Any) -> None:
    end = actions.resolve_request if step["do"] == "resolve" else actions.decline_request
    end(
        request=request,
        output=ActivityOutput.objects.get(code=step["output"]),
        output_description=step["text"],
        answer=step["text"],
        word=_word(request, step["mayor"]),
        user=user,
    )


def _word(request: CitizenRequest, how: str) -> MayorWord:
    if how == InformedBy.MAIL:
        return MayorWord.by_mail()
    mandate = mayor_of(request.municipality)
    if how in InformedBy.values and mandate is not None:
        return MayorWord.told(by=InformedBy(how), on=timezone.localdate(), person_name=mandate.person_name)
    return MayorWord.not_told(how)


def _hand_over(request: CitizenRequest, step: Row, user: Any) -> None:
    mandate = mayor_of(request.municipality)
    if mandate is None:
        raise LookupError(f"Nobody represents {request.municipality} in the demonstration's files")
    actions.hand_over_request(
        request=request,
        body=f"{capfirst(request.municipality.get_status_display())} {request.municipality.name}",
        email=mandate.email,
        mandate=mandate,
        reason=step["reason"],
        groundwork=step["text"],
        data_ground=step["ground"],
        user=user,
    )


def _municipality(request: CitizenRequest, step: Row, user: Any) -> None:
    hand_over = request.hand_overs.latest("made_at")
    actions.answer_hand_over(hand_over=hand_over, state=step["state"], answer=step["text"], answered_by=step["name"])


STEPS: dict[str, Callable[[CitizenRequest, Row, Any], None]] = {
    "note": _note,
    "answer": _write,
    "ask": _write,
    "citizen": _citizen,
    "resolve": _close,
    "decline": _close,
    "reopen": _reopen,
    "duplicate": _duplicate,
    "hand_over": _hand_over,
    "municipality": _municipality,
}
