"""How the tests of the register speak to the admin: as the manager of Horní, on Horní's site."""

from typing import Any

from django.test import Client
from django.urls import reverse

from .factories import activity_values

HOST = {"headers": {"host": "horni.localhost"}}


def get(client: Client, name: str, *args: Any, **query: Any) -> Any:
    return client.get(reverse(name, args=args), query, **HOST)


def post(client: Client, name: str, *args: Any, **data: Any) -> Any:
    return client.post(reverse(name, args=args), data, **HOST)


def form_data(**changed: Any) -> dict[str, Any]:
    """What the add form sends."""
    values = activity_values()
    keys = {name: values[name].pk for name in ("trigger", "area", "subarea", "handled_by")}
    plain = {"title": values["title"], "description": values["description"], "status": "open", "source": "own"}
    return {**keys, **plain, "started_on": "2026-11-20", "is_expert_advice": "", **changed}


def titles(response: Any) -> list[str]:
    return [row.title for row in response.context["object_list"]]
