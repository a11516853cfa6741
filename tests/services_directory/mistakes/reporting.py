"""How the tests of reported mistakes act: as a visitor of Horní's site, as its manager in the admin."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from portal.tenancy.models import Association
from services_directory.mistakes.receiving import receive_report
from services_directory.models import MistakeReport, Service

HOST = {"headers": {"host": "horni.localhost"}}
TEXT = "V pátek mají zavřeno už od oběda."
REPORTER = "jana@example.org"


def form_url(service: Service) -> str:
    return f"/sluzby/{service.slug}/nahlasit-chybu/"


def ticket_of(page: str) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    assert found
    return found[1]


def get(client: Client, url: str) -> Any:
    return client.get(url, **HOST)


def send(client: Client, service: Service, data: dict[str, Any]) -> Any:
    return client.post(form_url(service), data, **HOST)


def stored(association: Association, service: Service, number: int = 1, **details: Any) -> MistakeReport:
    """A report as the form stores it."""
    values: dict[str, Any] = {"topic": "hours", "text": TEXT, "email": REPORTER, "token": f"token-{number}", **details}
    return receive_report(service=service, **values)


def admin(client: Client, name: str, report: MistakeReport | None = None, **data: Any) -> Any:
    """Open an admin page, or post `data` to it (``step="post"`` posts nothing else)."""
    url = reverse(f"mistakes:{name}", args=[report.pk] if report else [])
    if not data:
        return client.get(url, **HOST)
    data.pop("step", None)
    return client.post(url, data, **HOST)


def text_of(response: Any) -> str:
    """The page's text as people read it."""
    html: str = response.content.decode().replace("\u00a0", " ")
    return html[html.index("<main") : html.index("</main>")]
