"""The demonstration's services and the initial code list."""

import json
from datetime import timedelta

from django.utils import timezone
from time_machine import travel

from portal.tenancy.models import Association, Membership, Municipality
from services_directory.demo import DATA, load_demo_services, record_of
from services_directory.importing.apply import apply_plan
from services_directory.importing.plan import Outcome, make_plan
from services_directory.kinds import KINDS, load_kinds
from services_directory.models import MistakeReport, Proposal, Service, ServiceKind


def test_kinds_are_loaded_once_and_the_unions_changes_stay(association: Association) -> None:
    assert ServiceKind.objects.count() == len(json.loads(KINDS.read_text(encoding="utf-8")))
    ServiceKind.objects.filter(code="library").update(name="Knihovny a čítárny")
    assert load_kinds() == 0
    assert ServiceKind.objects.get(code="library").name == "Knihovny a čítárny"
    assert ServiceKind.objects.get(code="public_library").icon_name == "library"


def test_every_service_of_the_demonstration_can_be_loaded_twice(association: Association) -> None:
    for path in sorted(DATA.glob("*.json")):
        rows = json.loads(path.read_text(encoding="utf-8"))
        for code in {row["municipality"] for row in rows} | {code for row in rows for code in row["serves"]}:
            Municipality.objects.get_or_create(code=code, defaults={"name": f"Obec {code}"})
            Membership.objects.get_or_create(
                association=association, municipality_id=code, defaults={"joined_on": "2016-07-01"}
            )
        records = [(n, record_of(row)) for n, row in enumerate(rows)]
        apply_plan(association.site, make_plan(association.site, records))
        again = make_plan(association.site, records)
        assert {change.outcome for change in again} == {Outcome.UNCHANGED}
    assert Service.objects.published().count() >= 100
    for service in Service.objects.all():
        service.clean_fields(exclude=["operator_name"])
        for contact in service.contacts.all():
            stored = contact.value
            contact.clean()
            assert contact.value == stored


def test_the_demonstration_has_work_to_do_whatever_the_day(association: Association) -> None:
    rows = json.loads((DATA / "smiricko.json").read_text(encoding="utf-8"))
    for code in {row["municipality"] for row in rows}:
        municipality, _made = Municipality.objects.get_or_create(code=code, defaults={"name": f"Obec {code}"})
        Membership.objects.get_or_create(
            association=association, municipality=municipality, defaults={"joined_on": "2016-07-01"}
        )
    association.slug = "smiricko"
    with travel(timezone.now() + timedelta(days=400)):
        load_demo_services(association)
        state = sorted(Service.objects.values_list("uid", "verified_on", "verify_by", "check_since"))
        load_demo_services(association)
        services = Service.objects.for_association(association)
        assert services.overdue().count() >= 1
        assert services.to_verify(within=30).count() > services.overdue().count()
        assert services.filter(verified_on=None).count() >= 10
        assert services.to_check().count() == 2
        assert sorted(Service.objects.values_list("uid", "verified_on", "verify_by", "check_since")) == state
        assert Proposal.objects.count() == MistakeReport.objects.count() == 1


def test_the_demonstration_asks_providers_at_made_up_addresses_only(association: Association) -> None:
    for path in sorted(DATA.glob("*.json")):
        for row in json.loads(path.read_text(encoding="utf-8")):
            asked = [contact for contact in record_of(row).contacts if contact.kind == "email" and contact.is_internal]
            assert all(contact.value.endswith("@example.org") for contact in asked)
            assert asked or not row["email"]
