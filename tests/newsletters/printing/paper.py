"""Places, print runs and clients for tests of printing."""

from typing import Any

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from newsletters.models import DropPoint, NewsletterIssuePage, PrintRun
from portal.tenancy.models import Association, Municipality

from ..contributions.asked import village

UNION = "svaz@example.org"


def village_of(association: Association, name: str = "Lhota", code: str = "990100") -> Municipality:
    """A member municipality, made once."""
    return Municipality.objects.filter(code=code).first() or village(association, name, code)


def make_point(association: Association, name: str, copies: int, *, code: str = "990100", **fields: Any) -> DropPoint:
    town = village_of(association, "Lhota" if code == "990100" else f"Obec {code}", code)
    return DropPoint.objects.create(site=association.site, municipality=town, name=name, copies=copies, **fields)


def client_of(user: Any, host: str = "horni.localhost") -> Client:
    client = Client(HTTP_HOST=host)
    client.force_login(user)
    return client


def add_run(client: Client, issue: NewsletterIssuePage, **form: Any) -> Any:
    """The form of a new run as the centre sends it."""
    data = {"kind": "free", "layout": "colour", "copies": "100", **{name: str(value) for name, value in form.items()}}
    return client.post(reverse("print_run:add_run", args=[issue.pk]), data)


def made_run(client: Client, issue: NewsletterIssuePage, **form: Any) -> PrintRun:
    response = add_run(client, issue, **form)
    assert response.status_code == 302, response.content.decode()
    return PrintRun.objects.latest("pk")


def page_text(client: Client, address: str) -> str:
    """The words of a page."""
    soup = BeautifulSoup(client.get(address).content, "html.parser")
    return " ".join(soup.get_text(" ").replace("\xa0", " ").split())
