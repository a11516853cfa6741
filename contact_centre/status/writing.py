"""What a citizen adds to their request: an answer or more words, with files, by the page or by e-mail (R3)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from ..enums import MessageAuthor, RequestStatus
from ..inbox.working import resume_request
from ..life import locked
from ..models import CitizenRequest, RequestAttachment, RequestMessage
from ..storing import stored_files
from ..uploads import MAX_FILES, CheckedFile
from .letters import tell_centre

LONGEST_TEXT = 5000
MOST_A_DAY = 30
"""Messages one citizen may add to a request within a day; a machine that answers itself stops here."""


def citizen_writes(
    *, request: CitizenRequest, text: str, token: str, attachments: Sequence[CheckedFile] = ()
) -> RequestMessage:
    """Store what the citizen writes about `request` and return it; the same `token` a second time gets the first.

    A request that waits for the citizen goes on (its time runs again); one that waits for somebody else goes on
    waiting, and nothing else moves. The centre is told by mail. Raises
    ValidationError for no text, one that is too long, too many files or messages, a request judged to be none and
    one whose personal data are gone.
    """
    return take_message(
        request=request, token=token, files=attachments, text=text, author=MessageAuthor.CITIZEN, name=request.name
    )


def take_message(
    *, request: CitizenRequest, token: str, files: Sequence[CheckedFile], text: str, **values: Any
) -> RequestMessage:
    """`citizen_writes` with the fields of the message as `values`: what is internal resumes nothing."""
    before = request.messages.filter(token=token).first()
    if before is not None:
        return before
    said = checked_text(text)
    if len(files) > MAX_FILES:
        raise ValidationError({"attachments": _("At most %(count)d files.") % {"count": MAX_FILES}})
    try:
        # The files first: no lock is held while they are written.
        with stored_files(files, RequestAttachment) as stored, transaction.atomic():
            current = locked(request)
            _check_open_to_words(current)
            awaited = is_awaited(current)
            message = RequestMessage.objects.create(request=current, text=said, token=token, **values)
            RequestAttachment.objects.bulk_create(
                RequestAttachment(request=current, message=message, **file) for file in stored
            )
            if awaited and not message.is_internal:
                resume_request(request=current)
            _let_know(current, message, len(stored))
    except IntegrityError:
        # The same came twice at once, and the other one was first.
        first = request.messages.filter(token=token).first()
        if first is None:
            raise
        return first
    return message


def checked_text(text: str) -> str:
    """The text without white space around it. Raises ValidationError when there is none, or too much."""
    said = text.strip()
    if not said:
        raise ValidationError({"text": _("Write something.")})
    if len(said) > LONGEST_TEXT:
        raise ValidationError({"text": _("At most %(count)d characters.") % {"count": LONGEST_TEXT}})
    return said


def is_awaited(request: CitizenRequest) -> bool:
    """Whether the last word about a request the centre works on is its question to the citizen."""
    last = request.messages.filter(is_internal=False).exclude(author=MessageAuthor.RECEIVER).last()
    return request.is_worked_on and last is not None and last.is_question


def _check_open_to_words(request: CitizenRequest) -> None:
    if request.anonymised_on is not None or request.status == RequestStatus.SPAM:
        raise ValidationError(_("Nothing can be added to this message any more."), code="ended")
    lately = request.messages.exclude(author=MessageAuthor.RECEIVER).filter(
        user=None, written_at__gt=timezone.now() - timedelta(days=1)
    )
    if lately.count() >= MOST_A_DAY:
        raise ValidationError(_("You have written many times today. Please call us."), code="too_many")


def _let_know(request: CitizenRequest, message: RequestMessage, files: int) -> None:
    CitizenRequest.objects.filter(pk=request.pk).update(changed_at=timezone.now())
    log(request, "contact_centre.citizen_wrote", data={"message": message.pk, "files": files})
    if request.status != RequestStatus.RECEIVED:
        # What is put aside as suspicious troubles nobody by mail.
        tell_centre(
            request=request,
            what=f"citizen_wrote:{message.pk}",
            template="citizen_wrote",
            subject=gettext_lazy("The citizen has written"),
            is_elsewhere=message.is_internal,
        )
