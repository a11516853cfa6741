"""Mail as servers return it (`returned/*.eml`, written by us after real ones), about a message of ours."""

from base64 import encodebytes
from pathlib import Path

from portal.jobs.models import OutboxMessage

FOLDER = Path(__file__).parent / "returned"
REFUSED = ("postfix", "exim", "exim_old", "exchange", "gmail", "seznam", "qmail")
"""Those that say in seven ways that there is no such mailbox."""


def returned(name: str, message: OutboxMessage, *, recipient: str = "", message_id: str = "") -> bytes:
    """The sample `name` about `message`; with another `recipient` or `message_id` a forged one."""
    who = recipient or message.recipient
    status = f"Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; {who}\nAction: failed\nStatus: 5.1.1\n"
    status += f"Diagnostic-Code: smtp; 550 5.1.1 <{who}> Schranka neexistuje\n"
    text = (FOLDER / f"{name}.eml").read_text(encoding="utf-8")
    for key, value in {
        "recipient": who,
        "message_id": message_id or message.message_id,
        "status_base64": encodebytes(status.encode()).decode().strip(),
    }.items():
        text = text.replace("{" + key + "}", value)
    return text.encode()


def saying(message: OutboxMessage, status: str, diagnostic: str, *, action: str = "failed") -> bytes:
    """A plain report of the standard with this code and these words."""
    return (
        "From: MAILER-DAEMON@mx.example.cz\nTo: navraty@example.org\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nNot delivered.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.cz\n\n"
        f"Final-Recipient: rfc822; {message.recipient}\nAction: {action}\nStatus: {status}\n"
        f"Diagnostic-Code: smtp; {diagnostic}\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {message.message_id}\n\n--b--\n"
    ).encode()
