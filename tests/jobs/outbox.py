"""Mail in tests: what a worker would do with the outbox.

    def test_receipt(client, outbox):
        …
        [mail] = outbox.deliver()          # what was waiting, as the mail server got it
        assert mail.to == ["jana@example.org"]

`deliver_outbox()` is the same as a function.
"""

from django.core import mail
from django.core.mail import EmailMessage

from portal.jobs import delivery


def deliver_outbox() -> list[EmailMessage]:
    """Send everything that is due and return what went out, in order."""
    before = len(mail.outbox)
    delivery.deliver_due(limit=10_000)
    return list(mail.outbox[before:])
