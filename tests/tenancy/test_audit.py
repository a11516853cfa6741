"""The log of who did what: kept by the database, searched by the Union and by managers, forgotten in time."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from portal.tenancy.audit import actions
from portal.tenancy.audit.keeping import forget_log
from portal.tenancy.audit.looks import note_look
from portal.tenancy.models import Association, StaffMember
from portal.tenancy.roles import Role
from tests.tenancy.factories import make_user

pytestmark = pytest.mark.django_db

AUDIT = "/admin/audit/"
HOST = {"host": "horni.localhost"}
UNION = {"host": "localhost"}


def a_line(association: Association, user: Any = None, title: str = "zkouška") -> ModelLogEntry:
    log(association, "wagtail.edit", user=user, title=title)
    found: ModelLogEntry = ModelLogEntry.objects.order_by("pk").last()
    return found


def refused(act: Any) -> bool:
    try:
        with transaction.atomic():
            act()
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize("model", [ModelLogEntry, PageLogEntry])
def test_who_did_what_and_when_is_never_changed_and_no_line_goes(
    model: Any, dso_a: Association, manager_a: Any, manager_b: Any
) -> None:
    thing = dso_a if model is ModelLogEntry else Page.objects.get(pk=dso_a.root_page_id)
    log(thing, "wagtail.edit", user=manager_a)
    line = model.objects.order_by("pk").last()
    rows = model.objects.filter(pk=line.pk)
    of = "object_id" if model is ModelLogEntry else "page_id"
    for change in ({"user": manager_b}, {"action": "wagtail.create"}, {"timestamp": timezone.now()}, {of: 999_999}):
        assert refused(lambda change=change: rows.update(**change)), change
    assert refused(rows.delete)
    assert refused(lambda: model.objects.all().delete())


def test_words_about_a_person_can_be_taken_out_of_old_history_but_not_out_of_our_own_lines(
    dso_a: Association, manager_a: Any
) -> None:
    line = a_line(dso_a)
    ModelLogEntry.objects.filter(pk=line.pk).update(label="–", data={})
    note_look(model=StaffMember, user=manager_a, key="1", site_id=dso_a.site_id)
    look = ModelLogEntry.objects.filter(action=actions.LOOKED)
    assert refused(lambda: look.update(label="–"))
    assert refused(lambda: look.update(data={}))


def test_lines_are_forgotten_after_the_years_that_are_set_and_not_before(dso_a: Association, settings: Any) -> None:
    settings.AUDIT_KEEP_YEARS = 3
    for years in (1, 2.5, 4):
        log(dso_a, "wagtail.edit", timestamp=timezone.now() - timedelta(days=365 * years), title=f"před {years}")
    assert forget_log() == 1
    kept = set(ModelLogEntry.objects.filter(label__startswith="před").values_list("label", flat=True))
    assert kept == {"před 1", "před 2.5"}
    settings.AUDIT_KEEP_YEARS = 0
    assert forget_log() == 1, "never less than the database keeps them"


def test_the_union_finds_lines_by_person_association_kind_and_day(
    client: Client, dso_a: Association, dso_b: Association, manager_a: Any, union_admin: Any
) -> None:
    a_line(dso_a, manager_a, "úprava v Horní")
    a_line(dso_b, None, "úprava v Dolní")
    client.force_login(union_admin)
    whole = client.get(AUDIT, headers=UNION).content.decode()
    assert "úprava v Horní" in whole
    assert "úprava v Dolní" in whole
    tomorrow = timezone.localdate() + timedelta(days=1)
    for query, found in (
        (f"user={manager_a.pk}", {"Horní"}),
        (f"association={dso_b.pk}", {"Dolní"}),
        ("label=Dolní", {"Dolní"}),
        ("action=portal.signed_in", set()),
        (f"timestamp_from={tomorrow.isoformat()}", set()),
    ):
        page = client.get(f"{AUDIT}?{query}", headers=UNION).content.decode()
        assert {name for name in ("Horní", "Dolní") if f"úprava v {name}" in page} == found, query


def test_a_manager_finds_only_what_is_about_the_own_association(
    client: Client, dso_a: Association, dso_b: Association, manager_a: Any, manager_b: Any
) -> None:
    manager_b.groups.add(dso_a.manager_group)
    a_line(dso_a, manager_b, "úprava v Horní")
    a_line(dso_b, manager_b, "úprava v Dolní")
    member = StaffMember.objects.create(site=dso_b.site, name="X", position="y")
    log(member, "wagtail.create", user=manager_b, title="člověk z Dolní")
    log(Page.objects.get(pk=dso_b.root_page_id), "wagtail.edit", user=manager_b, title="stránka Dolní")
    client.force_login(manager_a)
    page = client.get(AUDIT, headers=HOST).content.decode()
    assert "úprava v Horní" in page
    assert "v Dolní" not in page
    assert "stránka Dolní" not in page
    assert "člověk z Dolní" not in page
    assert "v Dolní" not in client.get(f"{AUDIT}?association={dso_b.pk}", headers=HOST).content.decode()


def test_what_was_deleted_is_still_found_by_its_association(
    client: Client, dso_a: Association, manager_a: Any, union_admin: Any
) -> None:
    member = StaffMember.objects.create(site=dso_a.site, name="X", position="y")
    log(member, "wagtail.delete", user=union_admin, deleted=True, title="smazaný člověk")
    member.delete()
    client.force_login(manager_a)
    assert "smazaný člověk" in client.get(AUDIT, headers=HOST).content.decode()


@pytest.mark.parametrize("role", [Role.EDITOR, Role.UNION_REVIEWER])
def test_nobody_else_reads_it(client: Client, dso_a: Association, union: Any, role: Role) -> None:
    client.force_login(make_user(role, dso_a if role is Role.EDITOR else None, username="jiny"))
    assert client.get(AUDIT, headers=HOST).status_code in {302, 403}
    assert "/admin/audit/" not in client.get("/admin/", headers=HOST).content.decode()


def test_taking_the_record_out_is_a_line_itself(client: Client, dso_a: Association, union_admin: Any) -> None:
    a_line(dso_a, None, "=1+1")
    client.force_login(union_admin)
    table = client.get(f"{AUDIT}?export=csv", headers=UNION)
    assert "'=1+1" in table.getvalue().decode()
    assert ModelLogEntry.objects.filter(action=actions.AUDIT_SEARCHED, user=union_admin).count() == 1


def test_a_page_of_the_record_costs_the_same_however_long_it_is(
    client: Client, dso_a: Association, manager_a: Any, assert_same_queries: Any
) -> None:
    client.force_login(manager_a)
    a_line(dso_a, manager_a)
    assert_same_queries(
        lambda: client.get(AUDIT, headers=HOST),
        lambda: [a_line(dso_a, manager_a) for _number in range(20)],
        at_most=20,
    )
