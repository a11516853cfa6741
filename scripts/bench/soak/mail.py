"""What goes out while the soak lasts: a newsletter to many readers, invitations to mayors; whether each came once."""

from __future__ import annotations

import time
from typing import Any

from bench.soak.ledger import Balance, Ledger, balance

MEETING_IN = 45
"""Days from now on which the meetings are that mayors are invited to."""
DRAINED_WITHIN = 300


def start_newsletter(association: Any, readers: int) -> Any:
    """An issue on its way to so many readers by the worker."""
    from bench.mailing import add_readers
    from tests.newsletters.mailing.factories import start_only

    add_readers(association, 0, readers)
    return start_only(association)


def invite_mayors(association: Any, manager: Any, number: int, ledger: Ledger) -> None:
    """A manager announces a meeting and invites to it; the invitations are promised."""
    from datetime import timedelta

    from django.utils import timezone

    from meetings.announcing.inviting import invite
    from tests.meetings.factories import make_meeting

    starts_at = timezone.now() + timedelta(days=MEETING_IN + number)
    meeting = make_meeting(association, f"zatez-{number}", live=False, starts_at=starts_at)
    line = invite(meeting=meeting, user=manager)
    for invitation in line.invitations.all():
        ledger.promise("invitation", str(invitation.pk))


def wait_until_sent() -> list[str]:
    """Until nothing waits to be sent; what still does after a while, in words."""
    deadline = time.monotonic() + DRAINED_WITHIN
    while (waiting := _waiting()) and time.monotonic() < deadline:
        time.sleep(1)
    return [f"{count} {what} still wait after {DRAINED_WITHIN} s" for what, count in waiting.items()]


def _waiting() -> dict[str, int]:
    from newsletters.enums import DeliveryState
    from newsletters.models import Delivery
    from portal.jobs.enums import OutboxState
    from portal.jobs.models import OutboxMessage

    counted = {
        "letters": OutboxMessage.objects.filter(state__in=(OutboxState.WAITING, OutboxState.SENDING)).count(),
        "newsletters": Delivery.objects.filter(state__in=(DeliveryState.WAITING, DeliveryState.SENDING)).count(),
    }
    return {what: count for what, count in counted.items() if count}


def strangers(sink: Any) -> list[str]:
    """Mails that the server took and nobody wrote, in words; read after `mail_balances`."""
    from newsletters.models import Delivery
    from portal.jobs.models import OutboxMessage

    written = {
        *OutboxMessage.objects.values_list("message_id", flat=True),
        *Delivery.objects.values_list("message_id", flat=True),
    }
    count = sum(message.taken and message.message_id not in written for message in sink.messages)
    return [f"{count} mails came that nobody wrote"] if count else []


def mail_balances(sink: Any, mailing: Any, ledger: Ledger) -> list[Balance]:
    """Every letter that was written against what the mail server took, by Message-ID."""
    from meetings.announcing.mail_state import MailState, with_mail
    from meetings.models import Invitation
    from newsletters.models import Delivery
    from portal.jobs.models import OutboxMessage

    sink.read()
    taken = [message.message_id for message in sink.messages if message.taken]
    letters = OutboxMessage.objects.exclude(message_id="").values_list("message_id", flat=True)
    sent = Delivery.objects.filter(mailing=mailing).values_list("message_id", flat=True)
    invited = with_mail(Invitation.objects.all()).filter(mail_state=MailState.SENT).values_list("pk", flat=True)
    return [
        balance("letters of the outbox", letters, taken),
        balance("newsletters", sent, taken),
        balance("invitations to mayors", ledger.promised["invitation"], map(str, invited)),
    ]
