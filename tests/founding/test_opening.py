"""A site in preparation: who sees it, what it lacks, who opens it."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from home.models import AccessibilityStatementPage
from portal.tenancy.models import Association, StaffMember
from portal.tenancy.opening.lines import Line, lines, progress, register_line
from portal.tenancy.opening.verbs import OpeningError, open_site, put_back

pytestmark = [pytest.mark.spec("T2"), pytest.mark.only_on("postgresql")]

HOST = {"headers": {"host": "horni.localhost"}}


@pytest.fixture
def prepared(dso_a: Association) -> Association:
    """Horní as it was before its site opened."""
    dso_a.opened_at = None
    dso_a.save()
    return dso_a


def see_to_everything(association: Association, monkeypatch: Any) -> None:
    """Let every line hold."""
    for line in lines():
        monkeypatch.setitem(
            register_line.__globals__["_lines"],
            line.name,
            Line(line.name, line.order, line.label, line.is_required, line.mend, holds=lambda association: True),
        )


# --- The public --------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/", "/en/", "/sluzby/", "/nikde/", "/hledat/?q=x", "/open311/v2/services.json"])
def test_the_public_reads_at_every_address_that_the_site_is_prepared(
    client: Client, prepared: Association, path: str
) -> None:
    answer = client.get(path, **HOST)

    assert answer.status_code == 503
    assert answer["Retry-After"] == "86400"
    assert "noindex" in answer["X-Robots-Tag"]
    assert "no-store" in answer["Cache-Control"]
    assert prepared.name in answer.text


def test_programs_learn_that_there_is_nothing_to_read_yet(client: Client, prepared: Association) -> None:
    answer = client.get("/api/v1/services", **HOST)

    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")


def test_a_site_in_preparation_is_no_fault_in_the_log(
    client: Client, prepared: Association, caplog: pytest.LogCaptureFixture
) -> None:
    client.get("/", **HOST)

    assert "ERROR" not in {record.levelname for record in caplog.records if record.name == "portal.requests"}


def test_nothing_can_be_sent_to_a_site_in_preparation(client: Client, prepared: Association) -> None:
    assert client.post("/kontakt/", {"text": "x"}, **HOST).status_code == 503


def test_people_sign_in_at_a_site_in_preparation(client: Client, prepared: Association) -> None:
    assert client.get("/ucet/login/", **HOST).status_code == 200


def test_its_own_people_and_the_unions_see_the_site(
    client: Client, prepared: Association, manager_a: Any, editor_a: Any, union_reviewer: Any
) -> None:
    for user in (manager_a, editor_a, union_reviewer):
        client.force_login(user)
        answer = client.get("/", **HOST)
        assert answer.status_code == 200
        assert "noindex" in answer["X-Robots-Tag"]
        assert reverse("founding:show", args=[prepared.pk]) in answer.text


def test_another_associations_people_see_what_the_public_sees(
    client: Client, prepared: Association, manager_b: Any
) -> None:
    client.force_login(manager_b)

    assert client.get("/", **HOST).status_code == 503


def test_personal_links_work_before_the_site_opens(client: Client, prepared: Association) -> None:
    """Mayors, providers and reviewers are written to while it is prepared: a wrong link is unknown, not away."""
    assert client.get("/sluzby/overeni/" + "x" * 40 + "/", **HOST).status_code == 404


def test_an_association_in_preparation_is_nowhere_on_the_unions_site(
    client: Client, union: Any, prepared: Association, dso_b: Association
) -> None:
    page = client.get("/", headers={"host": "localhost"}).text
    data = client.get("/api/v1/ofn/kontakty.jsonld", headers={"host": "localhost"}).text

    assert dso_b.name in page
    assert prepared.name not in page
    assert dso_b.site.hostname in data
    assert prepared.site.hostname not in data


def test_an_opened_site_is_shown_at_once(
    client: Client, prepared: Association, union_admin: Any, monkeypatch: Any
) -> None:
    see_to_everything(prepared, monkeypatch)
    assert client.get("/", **HOST).status_code == 503

    open_site(association=prepared, by=union_admin)

    assert client.get("/", **HOST).status_code == 200


# --- Opening -----------------------------------------------------------------------------------------
def test_a_site_that_lacks_something_required_is_not_opened(prepared: Association, union_admin: Any) -> None:
    with pytest.raises(OpeningError) as refused:
        open_site(association=prepared, by=union_admin)

    assert {"manager", "contacts", "statement", "services"} <= {line.name for line in refused.value.missing}
    prepared.refresh_from_db()
    assert prepared.opened_at is None


@pytest.mark.parametrize("verb", [open_site, put_back])
def test_only_an_administrator_of_the_union_opens_and_hides(
    verb: Any, prepared: Association, manager_a: Any, union_reviewer: Any, monkeypatch: Any
) -> None:
    see_to_everything(prepared, monkeypatch)
    for user in (manager_a, union_reviewer):
        with pytest.raises(OpeningError):
            verb(association=prepared, by=user)


def test_opening_and_hiding_are_in_the_log(prepared: Association, union_admin: Any, monkeypatch: Any) -> None:
    see_to_everything(prepared, monkeypatch)

    open_site(association=prepared, by=union_admin)
    open_site(association=prepared, by=union_admin)
    put_back(association=prepared, by=union_admin)

    written = ModelLogEntry.objects.filter(object_id=prepared.pk, action__startswith="tenancy.site_")
    assert sorted(written.values_list("action", flat=True)) == ["tenancy.site_opened", "tenancy.site_prepared"]


def test_looking_opens_nothing(client: Client, prepared: Association, union_admin: Any, monkeypatch: Any) -> None:
    see_to_everything(prepared, monkeypatch)
    client.force_login(union_admin)
    address = reverse("founding:open", args=[prepared.pk])

    assert client.get(address).status_code == 405
    assert client.post(address).status_code == 302

    prepared.refresh_from_db()
    assert prepared.opened_at is not None


# --- The checklist -----------------------------------------------------------------------------------
def done(association: Association) -> set[str]:
    association = Association.objects.select_related("site").get(pk=association.pk)
    return {item.line.name for item in progress([association])[association.pk].items if item.is_done}


def test_a_line_is_done_when_its_thing_is_there(prepared: Association, manager_a: Any) -> None:
    assert "members" in done(prepared)
    assert {"manager", "people", "contacts", "statement", "mayors"}.isdisjoint(done(prepared))

    manager_a.last_login = timezone.now()
    manager_a.save()
    StaffMember.objects.create(site=prepared.site, name="Jana Nová", position="specialistka", phone="+420491000000")
    Association.objects.filter(pk=prepared.pk).update(email="a@example.org", phone="+420491000000", seat_town="Horní")

    assert {"manager", "people", "contacts"} <= done(prepared)


def test_a_manager_who_left_has_not_signed_in(prepared: Association, manager_a: Any) -> None:
    manager_a.last_login, manager_a.is_active = timezone.now(), False
    manager_a.save()

    assert "manager" not in done(prepared)


def test_a_statement_counts_once_a_person_has_published_it(prepared: Association, manager_a: Any) -> None:
    page = AccessibilityStatementPage.objects.get(path__startswith=prepared.root_page.path)
    page.save_revision(user=manager_a)
    assert "statement" not in done(prepared)

    page.save_revision(user=manager_a).publish()

    assert "statement" in done(prepared)


def test_anothers_things_do_not_count(prepared: Association, dso_b: Association, manager_b: Any) -> None:
    page = AccessibilityStatementPage.objects.get(path__startswith=dso_b.root_page.path)
    page.save_revision(user=manager_b).publish()
    StaffMember.objects.create(site=dso_b.site, name="Jan Nový", position="specialista", phone="+420491000000")

    assert {"statement", "people"}.isdisjoint(done(prepared))


def test_many_associations_cost_one_statement_and_that_for_the_number_of_services(
    prepared: Association, dso_b: Association
) -> None:
    rows = list(Association.objects.select_related("site"))

    with CaptureQueriesContext(connection) as asked:
        far = progress(rows)

    assert len(asked) == 2
    assert set(far) == {row.pk for row in rows}


def test_a_line_asks_the_database_or_the_row() -> None:
    with pytest.raises(ValueError, match="one of both"):
        register_line(Line("x", 1, "x", True, lambda association: ""))


# --- In the admin ------------------------------------------------------------------------------------
def test_the_network_says_how_far_each_one_is(client: Client, prepared: Association, union_admin: Any) -> None:
    client.force_login(union_admin)

    page = client.get(reverse("association:index")).text

    assert reverse("founding:show", args=[prepared.pk]) in page
    required = sum(1 for line in lines() if line.is_required)
    assert f"z {required}" in page


def test_a_manager_reads_what_is_missing_and_gets_no_button(
    client: Client, prepared: Association, manager_a: Any, manager_b: Any
) -> None:
    client.force_login(manager_a)
    page = client.get(reverse("founding:show", args=[prepared.pk])).text
    assert reverse("own_association:edit") in page
    assert reverse("founding:open", args=[prepared.pk]) not in page

    assert client.post(reverse("founding:show", args=[prepared.pk])).status_code in (302, 403)
    client.force_login(manager_b)
    assert client.get(reverse("founding:show", args=[prepared.pk])).status_code in (302, 403)
