"""The head of a mailing's mails (X3): what all have in common, and the lines that are each recipient's own.

`List-Unsubscribe` names one address by https and none by mail: nobody would read one. `Auto-Submitted` is left out:
people wrote the issue and a person sent it (RFC 3834, 5). Answering machines are held back by `Precedence`, `List-Id`
and, at Exchange, by a line of its own.
"""

import email.policy
import re
from collections.abc import Mapping
from email.message import EmailMessage

from .letters import Letter

ONE_CLICK = "List-Unsubscribe=One-Click"
"""RFC 8058, 3.1: a mail program that sees it sends this by POST to the address in List-Unsubscribe."""
PLAIN = re.compile(r"[ -~]{1,900}")


def shared_headers(letter: Letter) -> dict[str, str]:
    """What every mail of this letter has besides From, Reply-To and Subject."""
    return {
        "List-Id": f"<{letter['list_id']}>",
        "List-Unsubscribe-Post": ONE_CLICK,
        "Precedence": "bulk",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
    }


def head_of(letter: Letter) -> bytes:
    """The lines all mails of this letter begin with, folded and encoded, each ended by CRLF."""
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"] = letter["sender"]
    if letter["reply_to"]:
        message["Reply-To"] = letter["reply_to"]
    message["Subject"] = letter["subject"]
    for name, value in shared_headers(letter).items():
        message[name] = value
    message["MIME-Version"] = "1.0"
    return message.as_bytes().removesuffix(b"\r\n")


def own_lines(headers: Mapping[str, str]) -> bytes:
    """Lines of plain ASCII as they are. Raises ValueError for what isn't, and for what would begin another line."""
    if not all(PLAIN.fullmatch(value) for value in headers.values()):
        raise ValueError("A header of a mail isn't plain text on one line")
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode("ascii")
