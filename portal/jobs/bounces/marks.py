"""What a mail service is told about a message besides what everybody reads in it."""

from django.core.mail import EmailMessage

MARK = "message_id"
"""The name of our Message-ID among what the mail service keeps with a message and says again in its reports."""


def marked(email: EmailMessage) -> EmailMessage:
    """`email` for a mail service: it keeps our Message-ID with it, and leaves its links and its opening alone.

    What django-anymail reads; every other mail backend passes over it.
    """
    email.metadata = {MARK: email.extra_headers.get("Message-ID", "").strip("<>")}  # type: ignore[attr-defined]
    email.track_clicks = email.track_opens = False  # type: ignore[attr-defined]
    return email
