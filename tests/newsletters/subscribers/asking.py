"""What tests of the public form share: who fills it in, and what has been sent."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from portal.core import tickets
from portal.jobs.models import OutboxMessage

FORM = "/zpravodaj/odber/"
READER = "jana@example.cz"


def typed(client: Client, **changed: Any) -> dict[str, Any]:
    """The form as it is handed out and filled in: the newsletter is chosen already, the consent ticked."""
    form = client.get(FORM).context["form"]
    return {
        "ticket": form.initial["ticket"],
        "email": READER,
        "topics": form.initial["topics"],
        "municipality": "",
        "consent": "on",
        "website": "",
        **changed,
    }


def letters(what: str = "") -> list[OutboxMessage]:
    """Letters about subscriptions, of one kind or of all, in their order."""
    return list(OutboxMessage.objects.filter(event__startswith=f"newsletters.subscriber_{what}").order_by("pk"))


def link_in(letter: OutboxMessage, part: str = "potvrdit") -> str:
    """The path of the link in the letter."""
    found = re.search(rf"https?://[^/\s]+(/\S*/odber/{part}/\S+/)", letter.text)
    assert found, letter.text
    return found.group(1)


def nobody_is_too_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test fills in a form in no time."""
    monkeypatch.setattr(tickets, "FASTEST", timedelta(0))
