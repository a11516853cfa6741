"""Providers who were asked, for tests of their links."""

from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from portal.tenancy.models import Association
from services_directory.actions import publish_service
from services_directory.models import ProviderAsk, Service, ServiceContact
from services_directory.verification.asking import asks

from ..factories import ServiceFactory

LIBRARY = "knihovna@obec.test"
HOURS = "Mo,We 14:00-18:00; PH off"


def library(association: Association, **details: Any) -> Service:
    """A published library with two phones, an e-mail, a website and a contact for the association only."""
    details = {"opening_hours": HOURS, "street": "Krátká", "house_number": "12", "number_kind": "cp", **details}
    service: Service = ServiceFactory.create(association=association, **details)
    service.contacts = [
        ServiceContact(kind="phone", value="+420491000101", label="půjčovna", sort_order=0),
        ServiceContact(kind="phone", value="+420491000102", sort_order=1),
        ServiceContact(kind="email", value=LIBRARY, sort_order=2),
        ServiceContact(kind="email", value="starosta@obec.test", is_internal=True, sort_order=3),
        ServiceContact(kind="web", value="https://knihovna.obec.test", sort_order=4),
    ]
    publish_service(service=service)
    # Its contacts have rows only in what was published.
    return Service.objects.get(pk=service.pk)


def due(days: int = 30) -> date:
    return timezone.localdate() + timedelta(days=days)


def ask_about(service: Service, recipient: str = LIBRARY, *, days: int = 30) -> ProviderAsk:
    return asks.make_ask(service=service, recipient=recipient, due_on=due(days))


def path_of(ask: ProviderAsk) -> str:
    return "/" + asks.link_of(ask).split("/", 3)[3]


def confirm(client: Client, path: str, **more: str) -> Any:
    """Open the page and tap "everything is right"."""
    seen = client.get(path).context["seen"]
    return client.post(path, {"seen": seen, "answer": "right", **more})


def filled(client: Client, path: str) -> dict[str, str]:
    """What a browser would send of the untouched form, line ends as browsers write them."""
    form = client.get(f"{path}?oprava=1").context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: str(value).replace("\n", "\r\n") for name, value in values.items() if value not in (None, False)}


def correct(client: Client, path: str, **changed: str) -> Any:
    """Open the form, change something, send it."""
    return client.post(f"{path}?oprava=1", {**filled(client, path), **changed})
