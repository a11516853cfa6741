"""To whom a reminder goes: who stands in for whom where an address is missing."""

from datetime import timedelta
from typing import Any

import pytest

from portal.tenancy.models import Association, Union
from services_directory.enums import Audience, CheckReason
from services_directory.models import Service, ServiceContact, VerificationPolicy
from services_directory.verification.checks import ask_for_check
from services_directory.verification.reminding.recipients import Entry, Recipients

from .reminding import TODAY, entry, keeper


def asked(service: Service, audience: Audience) -> tuple[str, tuple[str, ...]]:
    """The role and the addresses for `audience`."""
    stored = Service.objects.get(pk=service.pk)
    known = Entry(stored.pk, stored.site_id, stored.keeper_id)
    recipients = Recipients()
    recipients.know([known])
    found = recipients.of(known, audience)
    return str(found.role), found.addresses


@pytest.fixture
def centre(association: Association) -> Association:
    Association.objects.filter(pk=association.pk).update(email="centrum@horni.test")
    return association


@pytest.mark.spec("F4")
def test_keeper_is_the_entrys_own_else_the_default_else_the_centre(centre: Association, manager_a: Any) -> None:
    service = entry(centre, "Knihovna", TODAY)
    assert asked(service, Audience.KEEPER) == ("keeper", ("centrum@horni.test",))
    Association.objects.filter(pk=centre.pk).update(email="")
    assert asked(service, Audience.KEEPER) == ("keeper", (manager_a.email,))
    keeper(centre, "spravce", is_default=True)
    assert asked(service, Audience.KEEPER) == ("keeper", ("spravce@centrum.test",))
    own = keeper(centre, "vlastni")
    Service.objects.filter(pk=service.pk).update(keeper=own)
    assert asked(service, Audience.KEEPER) == ("keeper", ("vlastni@centrum.test",))
    own.email = "není adresa"
    own.save()
    assert asked(service, Audience.KEEPER) == ("keeper", ("spravce@centrum.test",))


@pytest.mark.spec("F4")
def test_keeper_of_another_association_is_left_behind(centre: Association, neighbour: Association) -> None:
    service = entry(centre, "Knihovna", TODAY, kept_by=keeper(neighbour, "cizi"))
    assert asked(service, Audience.KEEPER) == ("keeper", ("centrum@horni.test",))


@pytest.mark.spec("F4")
def test_keeper_stands_in_for_a_provider_who_cannot_be_asked(centre: Association) -> None:
    stands_in = ("keeper", ("centrum@horni.test",))
    assert asked(entry(centre, "Bez adresy", TODAY), Audience.PROVIDER) == stands_in
    service = entry(centre, "Knihovna", TODAY, email="Knihovna@Obec.test")
    assert asked(service, Audience.PROVIDER) == ("provider", ("Knihovna@obec.test",))
    ask_for_check(services=[service], reason=CheckReason.BOUNCED, value="knihovna@obec.test")
    assert asked(service, Audience.PROVIDER) == stands_in
    ServiceContact.objects.create(service=service, kind="email", value="druha@obec.test", sort_order=9)
    assert asked(service, Audience.PROVIDER) == ("provider", ("druha@obec.test",))
    VerificationPolicy.objects.create(site=centre.site, asks_providers=False)
    assert asked(service, Audience.PROVIDER) == stands_in


@pytest.mark.spec("F4")
def test_managers_are_those_who_work_there_now(centre: Association, manager_a: Any, manager_b: Any) -> None:
    service = entry(centre, "Knihovna", TODAY - timedelta(days=20))
    assert asked(service, Audience.MANAGER) == ("manager", (manager_a.email,))
    manager_a.is_active = False
    manager_a.save()
    assert asked(service, Audience.MANAGER) == ("manager", ("centrum@horni.test",))


@pytest.mark.spec("F4")
def test_union_is_its_address_else_its_administrators(
    centre: Association, union: Union, union_admin: Any, union_reviewer: Any
) -> None:
    service = entry(centre, "Knihovna", TODAY - timedelta(days=40))
    Union.objects.update(email="")
    assert asked(service, Audience.UNION) == ("union", (union_admin.email,))
    Union.objects.update(email="svaz@svaz.test")
    assert asked(service, Audience.UNION) == ("union", ("svaz@svaz.test",))
