"""What an editor's browser sends for a service."""

from typing import Any

from portal.tenancy.models import Association
from services_directory.enums import ACCESS_FACTS
from services_directory.models import Service

from .factories import kind, members


def formset(name: str, rows: list[dict[str, Any]], initial: int = 0) -> dict[str, Any]:
    """The rows of an inline panel with what keeps count of them."""
    data: dict[str, Any] = {
        f"{name}-TOTAL_FORMS": len(rows),
        f"{name}-INITIAL_FORMS": initial,
        f"{name}-MIN_NUM_FORMS": 0,
        f"{name}-MAX_NUM_FORMS": 1000,
    }
    for n, row in enumerate(rows):
        data |= {f"{name}-{n}-ORDER": n + 1, **{f"{name}-{n}-{key}": value for key, value in row.items()}}
    return data


def contacts(*values: tuple[str, str, bool], ids: tuple[int, ...] = ()) -> dict[str, Any]:
    """Contacts as (kind, value, internal); the first of them are the rows with `ids`."""
    rows = []
    for n, (sort, value, is_internal) in enumerate(values):
        row = {"kind": sort, "value": value, "label": ""} | ({"is_internal": "on"} if is_internal else {})
        rows.append(row | ({"id": ids[n]} if n < len(ids) else {}))
    return formset("contacts", rows, len(ids))


def parts(*values: tuple[str, str]) -> dict[str, Any]:
    """Parts as (code of the kind, name)."""
    return formset("parts", [{"kind": kind(code).pk, "name": name, "note": ""} for code, name in values])


def service_form(association: Association, **values: Any) -> dict[str, Any]:
    """A complete service, to be published."""
    return {
        "name": "Městská knihovna",
        "kind": kind("public_library").pk,
        "operator_name": "Město Hořice",
        "operator_ico": "194972",
        "scope": "municipality",
        "municipality": members(association)[0].pk,
        "psc": "508 01",
        **dict.fromkeys(ACCESS_FACTS, "unknown"),
        "action-publish": "1",
        **contacts(("phone", "491 000 101", False)),
        **parts(),
        **values,
    }


def form_of(service: Service, association: Association, **values: Any) -> dict[str, Any]:
    """The form of a stored service with its own values, some of them changed."""
    rows = list(service.contacts.model.objects.filter(service=service).order_by("sort_order", "pk"))
    own = contacts(*((row.kind, row.value, row.is_internal) for row in rows), ids=tuple(row.pk for row in rows))
    kept = {"name": service.name, "operator_name": service.operator_name, "operator_ico": service.operator_ico}
    places = {"municipality": service.municipality_id, "kind": service.kind_id, "scope": service.scope}
    return service_form(association, **{**kept, **places, **own, **values})


def errors(answer: Any) -> dict[str, Any]:
    """What a refused form says, by field; what its contacts and parts say under their names."""
    shown = answer.context["form"]
    found = {name: list(messages) for name, messages in shown.errors.items()}
    for name, rows in shown.formsets.items():
        messages = [message for form in rows.errors for message in form.values()]
        found[name] = [*rows.non_form_errors(), *messages]
    return {name: messages for name, messages in found.items() if messages}
