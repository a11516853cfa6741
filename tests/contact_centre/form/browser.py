"""How the tests press the buttons of the form: on Horní's site, without a script."""

import re
from collections.abc import Sequence
from typing import Any

from django.test import Client

from contact_centre.models import CitizenRequest
from portal.jobs.models import OutboxMessage

HOST = {"headers": {"host": "horni.localhost"}}
TEXT = "Nesvítí lampa u kapličky."


def get(client: Client, path: str = "/kontakt/") -> Any:
    return client.get(path, **HOST)


def ticket_of(page: str) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    assert found
    return found[1]


def send(client: Client, data: dict[str, Any], path: str = "/kontakt/", **extra: Any) -> Any:
    """Press "Send now"."""
    return client.post(path, {**data, "send": "1"}, **HOST, **extra)


def preview_of(client: Client, data: dict[str, Any], path: str = "/kontakt/") -> str:
    """Press "Continue"; the address of the preview."""
    answer = client.post(path, {**data, "check": "1"}, **HOST)
    assert answer.status_code == 302, answer.context["form"].errors
    return str(answer.url).partition("#")[0]


def press(client: Client, preview: str, button: str, value: Any = "1", files: Sequence[Any] = ()) -> Any:
    """Press a button of the preview with files chosen."""
    return client.post(preview, {button: value, "attachments": list(files)}, **HOST)


def assert_kept(response: Any) -> str:
    """The refused form holds everything that was typed, and nothing was stored. Returns the page."""
    page: str = response.content.decode()
    assert "error-summary" in page
    for typed in (TEXT, "Jana Nováková", "jana@example.org"):
        assert typed in page
    assert not CitizenRequest.objects.exists()
    assert not OutboxMessage.objects.exists()
    return page
