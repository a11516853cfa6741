"""What the codes of mail servers say (RFC 3463, RFC 5321): whether the address is to blame, and in plain words."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
REPLY = re.compile(r"(?<![\d.])([45]\d\d)(?=[ \-]|$)")
PERMANENT_REPLY = 500

ADDRESS = frozenset({(1, 0), (1, 1), (1, 2), (1, 3), (1, 4), (1, 6), (1, 10), (2, 0), (2, 1), (2, 2), (4, 4), (4, 310)})
"""Subject and detail of the codes that speak of the address itself; (4, 310) is Exchange's "no such domain"."""
ABOUT_ACCESS = frozenset({(0, 0), (4, 1)})
"""Codes used for anything: for these the words decide. Exchange Online says 5.4.1 to people it does not know."""
REPLIES_ABOUT_ADDRESS = frozenset({550, 551, 553, 556})
OUR_TROUBLE = re.compile(
    r"relay|spam|block|black|\brbl\b|dnsbl|reputation|policy|authenticat|\bspf\b|dkim|dmarc|banned"
    r"|rate limit|at a rate|too (?:many|quickly)|access denied",
    re.IGNORECASE,
)
"""Words of servers that dislike the sender or the content: the same address takes other people's mail."""
NO_SUCH_PERSON = re.compile(
    r"unknown|no such|not found|does ?n[o']t exist|no mailbox|invalid (?:recipient|mailbox|user|address)"
    r"|recipient address rejected|unrouteable|undeliverable address|disabled|neexistuje|nenalezen",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Status:
    """An enhanced status code; `reply` is the plain one of three digits, 0 if none was given."""

    cls: int = 0
    subject: int = 0
    detail: int = 0
    reply: int = 0

    @property
    def for_good(self) -> bool:
        """Whether trying again makes no sense."""
        return self.cls == 5 if self.cls else self.reply >= PERMANENT_REPLY

    @property
    def known(self) -> bool:
        return bool(self.cls or self.reply)


def status_of(*texts: str) -> Status:
    """The status that `texts` name, the first that has one; the code of three digits from any of them."""
    reply = next((int(found[1]) for text in texts if (found := REPLY.search(text))), 0)
    for text in texts:
        found = ENHANCED.search(text)
        # 5.0.0 says no more than 550 does: a later text may know better.
        if found and (found[2], found[3]) != ("0", "0"):
            return Status(int(found[1]), int(found[2]), int(found[3]), reply)
    vague = next((found for text in texts if (found := ENHANCED.search(text))), None)
    return Status(int(vague[1]), 0, 0, reply) if vague else Status(reply=reply)


def blames_address(status: Status, text: str) -> bool:
    """Whether mail to this address will never arrive, whoever sends it: not our server's trouble, nor for now."""
    if not status.for_good:
        return False
    code = (status.subject, status.detail)
    if status.cls and code in ADDRESS:
        return code not in {(1, 0), (2, 0), (2, 1)} or not OUR_TROUBLE.search(text)
    if status.cls and code not in ABOUT_ACCESS:
        return False
    if NO_SUCH_PERSON.search(text):
        return not re.search(r"relay|spam|dnsbl|\brbl\b", text, re.IGNORECASE)
    return status.reply in REPLIES_ABOUT_ADDRESS and not OUR_TROUBLE.search(text)


def in_words(status: Status, text: str = "") -> str:
    """What happened, for a person who knows nothing of mail servers; `text` is what the server said."""
    code = (status.subject, status.detail)
    # 5.1.10 is "takes no mail at all" by the standard, and "no such person" at Exchange.
    if code in {(0, 0), (1, 10)} and NO_SUCH_PERSON.search(text):
        return _("There is no such mailbox.")
    if code in {(1, 2), (1, 10), (4, 4), (4, 310)}:
        return _("The part of the address behind the @ takes no mail, or doesn't exist.")
    if code == (2, 2):
        return _("The mailbox is full.")
    if code == (2, 1):
        return _("The mailbox has been switched off.")
    if code[0] == 1 or code == (4, 1):
        return _("There is no such mailbox.")
    return _("The mail server refused the message for good.")
