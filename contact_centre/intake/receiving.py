"""Taking in what a citizen writes: one transaction for the request, its activity and the letters (CIT-4, A1)."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any, Required, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from portal.core.history import lines_about
from portal.core.inserts import insert, insert_all
from portal.tenancy.absences.duty import Duty, duty_today
from portal.tenancy.models import Agenda, Association, Municipality

from ..deadlines import answer_by, status_page_days
from ..enums import ChangeKind, HeldBecause, RequestStatus
from ..history import line
from ..models import ApiKey, CitizenRequest, DraftFile, RequestAttachment, RequestCategory, RequestDraft
from ..offered import municipalities
from ..status.links import status_address
from ..storing import stored_files
from ..uploads import CheckedFile
from .guards import Judgement, TooMany
from .letters import write_letters
from .numbering import next_numbers
from .opening import Filing, filings, municipality_of, open_activity_for

RELATIONS = ["site", "municipality", "category", "activity", "reference", "agenda", "api_key", "follows"]


class Message(TypedDict, total=False):
    """What somebody wrote, and how it came; only the first three are needed."""

    municipality: Required[Municipality]
    kind: Required[str]
    text: Required[str]
    category: RequestCategory | None
    agenda: Agenda | None
    place: str
    latitude: float | None
    longitude: float | None
    name: str
    email: str
    phone: str
    language: str
    channel: str
    follows: CitizenRequest | None
    api_key: ApiKey | None


def submit_request(
    *,
    association: Association,
    submission_token: str,
    attachments: Sequence[CheckedFile] = (),
    draft: RequestDraft | None = None,
    held_because: Collection[HeldBecause] = (),
    guard: Callable[[], Judgement] | None = None,
    received_at: datetime | None = None,
    notify: bool = True,
    user: Any = None,
    **message: Unpack[Message],
) -> CitizenRequest:
    """Store a citizen's request and the activity that keeps it, in one transaction, and return it (CIT-4, A1).

    The receipt for the citizen and the notice for the centre go to the outbox in the same transaction, unless
    `notify` is false. With `held_because` it is put aside instead: stored with a number, without activity and
    letters, until somebody lets it in (R1); so says also `guard`, which is asked in the transaction. The files of a
    `draft`, or of the one kept for the same form, become the request's. A form sent again (the same
    `submission_token`) stores nothing and gets the first request. `received_at` (aware, now by default) decides the
    year of the number, in Prague. `user` is the member of staff who wrote it down for the citizen. Raises
    ValidationError at the fields, for example when the municipality is no member, and TooMany when the guard refuses.
    """
    request = _checked(association, submission_token, received_at or timezone.now(), message)
    # What is remembered is asked for before the transaction: nothing is locked meanwhile.
    filing, status_url, duty = filings.get(request.kind), status_address(request), duty_today()
    try:
        with stored_files(attachments, RequestAttachment) as files, transaction.atomic():
            if reasons := [*held_because, *_asked(guard)]:
                request.status, request.held_because, request.due_on = RequestStatus.RECEIVED, ",".join(reasons), None
            history = _store(association, request, filing, duty, user)
            if files:
                RequestAttachment.objects.bulk_create(RequestAttachment(request=request, **file) for file in files)
            _take_over(request, draft)
            if notify and request.status == RequestStatus.REGISTERED:
                write_letters(association, request, status_url=status_url, duty=duty, along_with=history)
            else:
                insert(*history)
    except (IntegrityError, TooMany):
        # The same form came twice: the database lets in the first only, also when both come at once.
        first = CitizenRequest.objects.submitted_with(site_id=association.site_id, submission_token=submission_token)
        if first is None:
            raise
        return first
    return request


def _checked(
    association: Association, submission_token: str, received_at: datetime, message: Message
) -> CitizenRequest:
    """The request of `message`, not stored yet. Raises ValidationError at the fields."""
    _check_relations(association, message)
    request = CitizenRequest(
        site_id=association.site_id,
        submission_token=submission_token,
        received_at=received_at,
        due_on=answer_by(timezone.localdate(received_at)),
        status_until=timezone.now() + status_page_days(timezone.localdate()),
        **{**message, "text": message["text"].strip()},
    )
    request.clean_fields(exclude=RELATIONS)
    return request


def _asked(guard: Callable[[], Judgement] | None) -> Collection[HeldBecause]:
    """Why the guard puts the request aside. Raises TooMany when it lets nothing more in."""
    if guard is None:
        return ()
    judgement = guard()
    if judgement.refused:
        raise TooMany
    return judgement.held_because


def _check_relations(association: Association, message: Message) -> None:
    """Everything a request points at is the association's own."""
    if message["municipality"].pk not in municipalities(association):
        raise ValidationError({"municipality": _("This municipality is no member of the association.")})
    pointed_at = {"agenda": message.get("agenda"), "follows": message.get("follows"), "api_key": message.get("api_key")}
    for field, record in pointed_at.items():
        if record is not None and record.site_id != association.site_id:
            raise ValidationError({field: _("This belongs to another association.")})


def _store(
    association: Association, request: CitizenRequest, filing: Filing, duty: Duty, user: Any
) -> list[ModelLogEntry]:
    """Store the request, with its activity if it counts, and return the lines of their histories."""
    counts = request.status == RequestStatus.REGISTERED
    numbers = next_numbers(association, request.received_at, with_activity=counts)
    request.reference = numbers.reference
    if not counts:
        insert(request)
        return lines_about((request, "contact_centre.receive"), user=user)
    activity = open_activity_for(
        request, filing=filing, number=numbers.activity, year=numbers.activity_year, duty=duty, user=user
    )
    request.activity = activity
    opened = line(activity, ChangeKind.OPENED, user=user)
    insert_all([municipality_of(activity, request)], [opened], [request])
    return lines_about((activity, "contact_centre.open"), (request, "contact_centre.receive"), user=user)


def _take_over(request: CitizenRequest, draft: RequestDraft | None) -> None:
    """Make a draft's files the request's without copying a byte, and empty it; it points at the request now.

    It is the draft given, or the one that was kept for the preview of the same form. Raises
    RequestDraft.DoesNotExist when the one given is gone, with its files.
    """
    token = draft.submission_token if draft else request.submission_token
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {RequestDraft._meta.db_table} SET request_id = %s, data = '{{}}'"  # noqa: S608 - no value is in it
            " WHERE site_id = %s AND submission_token = %s AND request_id IS NULL RETURNING id",
            [request.pk, request.site_id, token],
        )
        taken = cursor.fetchone()
    if taken is None:
        if draft is not None:
            raise RequestDraft.DoesNotExist
        return
    files = list(DraftFile.objects.filter(draft=taken[0]))
    RequestAttachment.objects.bulk_create(
        RequestAttachment(
            request=request,
            file=file.file.name,
            original_name=file.original_name,
            content_type=file.content_type,
            size=file.size,
        )
        for file in files
    )
    DraftFile.objects.filter(pk__in=[file.pk for file in files]).delete()
