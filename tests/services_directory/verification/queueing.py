"""Entries as they stand in the queue, and people who go through it."""

from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.tenancy.models import Association
from services_directory.models import Service, Verification

from ..factories import make_service

QUEUE = "verification_queue:index"
ROUND = "verification_queue:round"


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def entry(association: Association, name: str, *, due: int | None = -1, **details: Any) -> Service:
    """A published service whose last day for verifying is `due` days away; each of a provider of its own."""
    details = {"operator_name": f"Obec {name}", **details}
    facts = {key: details.pop(key) for key in ("check_since", "verified_on", "planned_for", "keeper") if key in details}
    service = make_service(association, name=name, **details)
    facts["verify_by"] = None if due is None else in_days(due)
    Service.objects.filter(pk=service.pk).update(**facts)
    service.refresh_from_db()
    return service


def client_of(user: Any, host: str = "horni.localhost") -> Client:
    client = Client(SERVER_NAME=host)
    client.force_login(user)
    return client


def names(client: Client, **query: Any) -> list[str]:
    """The queue's list in its order."""
    return [service.name for service in client.get(reverse(QUEUE), query).context["object_list"]]


def address(service: Service, page: str = "entry") -> str:
    return reverse(f"verification_queue:{page}", args=[service.pk])


def press(client: Client, service: Service, do: str = "verified", query: str = "", **said: Any) -> Any:
    """Open the entry in the round and press one of its buttons."""
    shown = client.get(address(service) + query)
    return client.post(address(service) + query, {"do": do, "since": shown.context["since"], **said})


def results(service: Service) -> list[str]:
    """The results in the log of `service`, the oldest first."""
    return list(Verification.objects.filter(uid=service.uid).order_by("pk").values_list("result", flat=True))


def said(client: Client) -> str:
    """What the admin says on its next page."""
    return client.get(reverse(QUEUE)).content.decode()
