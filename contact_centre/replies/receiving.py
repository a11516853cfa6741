"""Taking in an answer by e-mail: which request it is about, who may write to it, its new words and files."""

import structlog
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.jobs.incoming import IncomingMail, MailFile
from portal.jobs.models import OutboxMessage

from ..enums import MessageAuthor
from ..letters import request_of
from ..models import CitizenRequest, RequestMessage
from ..status.writing import LONGEST_TEXT, citizen_writes, take_message
from ..uploads import MAX_FILES, CheckedFile, check_upload
from .addresses import marked
from .quoting import new_words

ROOM_FOR_REMARKS = 1000
"""Characters of a message kept for what we say about its files."""

log = structlog.get_logger(__name__)


def take_answer(mail: IncomingMail) -> bool:
    """Store an answer to one of our letters with its request; False for a mail that is none, or can't be stored.

    The same mail a second time changes nothing. An answer from the request's own address goes on as if written on
    the status page. One that has the mark of a request, so came from somebody who has the letter, but from another
    address becomes a note of the centre: it is shown to nobody else and moves nothing.
    """
    request, by_mark = _request_of(mail)
    if request is None or request.anonymised_on is not None:
        return False
    own = bool(request.email) and mail.sender == request.email.casefold()
    if not own and not by_mark:
        return False
    try:
        with override(request.language if own else "cs"):
            message = _store(request, mail, own=own)
    except ValidationError as error:
        log.warning("answer_by_mail_refused", request=request.pk, code=getattr(error, "code", ""))
        return False
    log.info("answer_by_mail", request=request.pk, message=message.pk, own=own, files=len(mail.files))
    return True


def _request_of(mail: IncomingMail) -> tuple[CitizenRequest | None, bool]:
    """The request, and whether the mark in the address says so; else it is that of the letter which is answered."""
    key = marked(mail.recipients)
    if key is not None:
        return CitizenRequest.objects.filter(pk=key).first(), True
    letters = {
        letter.message_id: letter
        for letter in OutboxMessage.objects.filter(message_id__in=mail.references).defer("text", "html")
    }
    for message_id in mail.references:
        letter = letters.get(message_id)
        # Random, and seen by its recipient alone.
        if letter is not None and letter.recipient.casefold() == mail.sender:
            about = request_of(letter.event)
            return CitizenRequest.objects.filter(pk=about).first() if about is not None else None, False
    return None, False


def _store(request: CitizenRequest, mail: IncomingMail, *, own: bool) -> RequestMessage:
    files, remarks = _checked(mail)
    words = new_words(mail.text) or _("(The e-mail had no text.)")
    if own:
        return citizen_writes(request=request, text=_fitted(words, remarks), token=mail.token, attachments=files)
    first = _("E-mail from another address than the citizen gave: %(address)s") % {"address": mail.sender}
    return take_message(
        request=request,
        token=mail.token,
        files=files,
        text=_fitted(f"{first}\n\n{words}", remarks),
        author=MessageAuthor.CENTRE,
        is_internal=True,
    )


def _checked(mail: IncomingMail) -> tuple[list[CheckedFile], list[str]]:
    """The files that pass the checks of the form, and a line for each of the others."""
    taken: list[CheckedFile] = []
    remarks = [_("(The e-mail was too large; its files are missing.)")] if mail.is_cut else []
    for file in mail.files:
        if len(taken) == MAX_FILES:
            remarks.append(_("(%(name)s: not taken, there were more than %(count)d files.)") % _named(file, MAX_FILES))
            continue
        try:
            taken.append(check_upload(SimpleUploadedFile(file.name or _("file"), file.content)))
        except ValidationError as error:
            remarks.append(_("(%(name)s: not taken. %(why)s)") % {**_named(file), "why": " ".join(error.messages)})
    return taken, remarks


def _named(file: MailFile, count: int = 0) -> dict[str, object]:
    return {"name": file.name[:100] or _("file"), "count": count}


def _fitted(words: str, remarks: list[str]) -> str:
    """Words and remarks together, no longer than a message may be; what is cut off says so."""
    said = "\n".join(remarks)[:ROOM_FOR_REMARKS]
    room = LONGEST_TEXT - len(said) - 2
    if len(words) > room:
        end = _("… (the e-mail goes on)")
        words = f"{words[: room - len(end) - 1]} {end}"
    return f"{words}\n\n{said}".strip()
