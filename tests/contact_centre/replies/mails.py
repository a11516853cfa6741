"""Answers by e-mail as mail programs write them."""

from email.message import EmailMessage
from itertools import count
from typing import Any

from portal.jobs.models import OutboxMessage

_numbers = count(1)


def letter_about(pk: int) -> OutboxMessage:
    """The last letter that went to the citizen about request `pk`."""
    about = OutboxMessage.objects.filter(event__contains=f":{pk}").exclude(recipient="centrum@example.org")
    return about.latest("pk")


def answer_to(
    letter: OutboxMessage,
    text: str,
    *,
    sender: str = "",
    to: str = "",
    refers: bool = True,
    files: tuple[tuple[str, bytes], ...] = (),
    html: str = "",
    **headers: Any,
) -> bytes:
    mail = EmailMessage()
    mail["From"] = f"Jana Nováková <{sender or letter.recipient}>"
    mail["To"] = to or letter.reply_to
    mail["Subject"] = f"Re: {letter.subject}"
    mail["Message-ID"] = headers.pop("message_id", f"<{next(_numbers)}@mail.example>")
    if refers:
        mail["In-Reply-To"] = letter.message_id
        mail["References"] = f"<older@mail.example> {letter.message_id}"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    if html:
        mail.set_content(html, subtype="html")
    else:
        mail.set_content(text)
    for name, content in files:
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()
