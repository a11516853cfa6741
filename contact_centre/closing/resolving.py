"""Ending a request that the centre itself dealt with: resolved, or declined with a reason (CIT-5, R5)."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ..enums import AttachmentKind, MessageAuthor, RequestStatus
from ..inbox.working import writer_name
from ..life import move, worked_on
from ..models import ActivityAttachment, ActivityOutput, CitizenRequest, RequestMessage
from ..storing import stored_files
from ..uploads import CheckedFile
from . import activities
from .answers import tell_duplicates, tell_ending
from .words import MayorWord, give_word


def resolve_request(**ending: Any) -> CitizenRequest:
    """Resolve a request the centre works on, with its activity, in one transaction, and return it (CIT-5).

    Takes what `close_request` does.
    """
    return close_request(RequestStatus.RESOLVED, **ending)


def decline_request(**ending: Any) -> CitizenRequest:
    """End a request the centre won't or can't deal with; the answer says why. Takes what `close_request` does."""
    return close_request(RequestStatus.DECLINED, **ending)


def close_request(
    outcome: RequestStatus,
    *,
    request: CitizenRequest,
    output: ActivityOutput | None,
    output_description: str,
    answer: str,
    word: MayorWord,
    user: Any,
    closed_on: date | None = None,
    file: CheckedFile | None = None,
    file_kind: str = AttachmentKind.ATTACHMENT,
    notify: bool = True,
    reason: str = "",
) -> CitizenRequest:
    """End `request` as `outcome` and return it: the activity, the mayor's word and the letters in one transaction.

    `answer` goes to the citizen, the output and its description to the register, where nobody is named; `closed_on`
    (today by default) is the activity's last day; `file` goes to the activity, a written opinion with its kind (ACT-4).
    `notify` off writes to no citizen; `reason` says why the activity ended in a period that was evaluated already.

    Raises ValidationError at ``answer``, ``output``, ``output_description``, ``closed_on`` and ``reason``, at the
    fields of the mayor's word, and with the code ``ended`` when somebody has closed the request meanwhile.
    """
    if not answer.strip():
        raise ValidationError({"answer": _("Write an answer to the citizen.")})
    if output is not None and output.code == ActivityOutput.HANDED_OVER:
        raise ValidationError({"output": _("Hand the request over instead, so that the municipality can answer.")})
    files = [] if file is None else [file]
    with stored_files(files, ActivityAttachment) as stored, transaction.atomic():
        current = worked_on(request)
        give_word(
            request=current,
            word=word,
            user=user,
            outcome=outcome,
            output=output,
            output_description=output_description.strip(),
        )
        activities.attach(current, stored, file_kind, user)
        activities.end(current, output, output_description, closed_on, user, reason)
        _say(current, answer.strip(), user)
        move(current, outcome, user=user)
        if notify:
            tell_ending(current, answer.strip())
            tell_duplicates(current, output_description.strip())
    return current


def _say(request: CitizenRequest, answer: str, user: Any) -> None:
    """Keep the answer among what was written about the request."""
    RequestMessage.objects.create(
        request=request, author=MessageAuthor.CENTRE, name=writer_name(user, request), user=user, text=answer
    )
