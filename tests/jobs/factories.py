"""Messages for tests, written the way the product writes them."""

from itertools import count
from typing import Any

from portal.jobs.models import OutboxMessage
from portal.jobs.outbox import enqueue

_number = count(1)


def write(**details: Any) -> OutboxMessage:
    """A waiting message."""
    number = next(_number)
    return enqueue(
        **{
            "event": f"test:{number}",
            "recipient": f"jana{number}@example.org",
            "subject": "Potvrzení podnětu",
            "text": "Děkujeme, podnět jsme přijali.",
            **details,
        }
    )
