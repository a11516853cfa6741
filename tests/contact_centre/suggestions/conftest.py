"""An association whose directory has a service of every kind in one municipality, and an office in the other."""

from typing import Any

import pytest

from portal.tenancy.models import Association, Municipality
from services_directory.importing.apply import apply_plan
from services_directory.importing.plan import make_plan
from services_directory.kinds import load_kinds
from services_directory.models import ServiceKind
from tests.services_directory.factories import members, record


@pytest.fixture
def places(dso_a: Association) -> list[Municipality]:
    """Hořice, which has everything, and Žernov, which has an office."""
    found = members(dso_a)[:2]
    for place, name in zip(found, ("Hořice", "Žernov"), strict=True):
        place.name = name
        place.save()
    return found


def fill(association: Association, places: list[Municipality], *codes: str) -> None:
    """Services of these kinds in Hořice, the offices of both."""
    load_kinds()
    rows: list[dict[str, Any]] = [
        {"name": f"{kind.name} Hořice", "kind": kind.code, "municipality": places[0].pk}
        for kind in ServiceKind.objects.filter(code__in=codes)
    ]
    rows += [
        {"name": f"Obecní nebo městský úřad {place.name}", "kind": "municipal_office", "municipality": place.pk}
        for place in places
    ]
    records = [(n, record(association, n, **row)) for n, row in enumerate(rows)]
    apply_plan(association.site, make_plan(association.site, records))


@pytest.fixture
def directory(dso_a: Association, places: list[Municipality]) -> Association:
    """A few kinds of service."""
    fill(dso_a, places, "municipal_services", "public_library", "swimming")
    return dso_a


@pytest.fixture
def full_directory(dso_a: Association, places: list[Municipality]) -> Association:
    """Every kind that a citizen's message may be about, and many that it may be mistaken for."""
    codes = (
        ServiceKind.objects.filter(parent__isnull=False).exclude(code="other_service").values_list("code", flat=True)
    )
    load_kinds()
    fill(dso_a, places, *(code for code in codes if code != "municipal_office"))
    return dso_a
