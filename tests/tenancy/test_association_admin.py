"""Admin of the tenancy: a manager's own details and people; what the Union keeps about the network."""

import re
from typing import Any

import pytest
from django.test import Client
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from portal.tenancy.admin.municipalities import named
from portal.tenancy.models import Association, Mandate, Membership, Municipality, StaffMember, Union

from .factories import MunicipalityFactory

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("postgresql")]
DETAILS = "/admin/own_association/"


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def details(association: Association, **changes: Any) -> dict[str, Any]:
    return {
        "name": association.name,
        "short_name": association.short_name,
        "legal_status": association.legal_status,
        "purpose": "",
        "founded_on": "",
        "seat_street": "Náves 1",
        "seat_psc": "549 12",
        "seat_town": "Vysokov",
        "phone": "491 000 100",
        "email": "svazek@example.org",
        "office_hours": "",
        "data_box_id": "ABC1234",
        "dpo_contact": "",
        "emblem": "",
        "brand_colour": association.brand_colour,
        **changes,
    }


def send(client: Client, association: Association, url: str = DETAILS, **changes: Any) -> Any:
    return client.post(url, details(association, **changes), headers={"host": association.site.hostname})


def test_a_manager_changes_the_own_details(manager_a: Any, dso_a: Association) -> None:
    response = send(signed_in(manager_a), dso_a, name="Nový název")
    assert response.status_code == 302
    dso_a.refresh_from_db()
    assert dso_a.name == "Nový název"
    assert (dso_a.seat_psc, dso_a.phone, dso_a.data_box_id) == ("54912", "+420491000100", "abc1234")


def test_on_another_associations_site_a_manager_still_changes_only_the_own(
    manager_a: Any, dso_a: Association, dso_b: Association
) -> None:
    signed_in(manager_a).post(DETAILS, details(dso_a, name="Můj"), headers={"host": dso_b.site.hostname})
    dso_a.refresh_from_db()
    dso_b.refresh_from_db()
    assert dso_a.name == "Můj"
    assert dso_b.name != "Můj"


def test_an_editor_and_a_stranger_have_no_details_to_change(
    editor_a: Any, union_admin: Any, dso_a: Association
) -> None:
    for user in (editor_a, union_admin):
        response = signed_in(user).get(DETAILS, headers={"host": dso_a.site.hostname})
        assert response.status_code in (302, 403)


def test_a_pale_colour_is_refused_and_the_nearest_good_one_offered(manager_a: Any, dso_a: Association) -> None:
    before = dso_a.brand_colour
    response = send(signed_in(manager_a), dso_a, brand_colour="#ffdd00")
    assert response.status_code == 200
    assert "Nejbližší" in response.content.decode()
    dso_a.refresh_from_db()
    assert dso_a.brand_colour == before


@pytest.mark.parametrize(("field", "value"), [("phone", "123"), ("seat_psc", "999"), ("email", "a@b")])
def test_a_wrong_contact_is_refused_at_its_field(manager_a: Any, dso_a: Association, field: str, value: str) -> None:
    response = send(signed_in(manager_a), dso_a, **{field: value})
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert value in response.content.decode()


def test_an_emblem_of_another_association_is_refused(manager_a: Any, dso_a: Association, dso_b: Association) -> None:
    foreign = get_image_model().objects.create(title="Znak", file=get_test_image_file(), collection=dso_b.collection)
    own = get_image_model().objects.create(title="Znak", file=get_test_image_file(), collection=dso_a.collection)
    response = send(signed_in(manager_a), dso_a, emblem=foreign.pk)
    assert "emblem" in response.context["form"].errors
    assert send(signed_in(manager_a), dso_a, emblem=own.pk).status_code == 302


def test_a_person_is_added_to_the_own_association(manager_a: Any, dso_a: Association) -> None:
    data = {
        "name": "Jana Nová", "position": "manažerka centra", "phone": "491000101", "email": "jana@example.org",
        "office_hours": "", "photo": "", "order": "1",
    }  # fmt: skip
    response = signed_in(manager_a).post("/admin/staffmember/new/", data, headers={"host": dso_a.site.hostname})
    assert response.status_code == 302, response.context["form"].errors
    person = StaffMember.objects.get(email="jana@example.org")
    assert (person.site_id, person.phone) == (dso_a.site_id, "+420491000101")


@pytest.mark.parametrize(
    "path",
    [
        "association",
        "membership",
        "membership/new",
        "mandate",
        "mandate/new",
        "municipality",
        "municipality/new",
    ],
)
def test_the_network_is_the_unions_only(path: str, union_admin: Any, manager_a: Any, union: Union) -> None:
    host = {"host": union.site.hostname}
    assert signed_in(union_admin).get(f"/admin/{path}/", headers=host).status_code == 200
    assert signed_in(manager_a).get(f"/admin/{path}/", headers=host).status_code in (302, 403, 404)


def test_the_union_writes_memberships_and_mandates(union_admin: Any, union: Union, dso_a: Association) -> None:
    municipality = MunicipalityFactory(code="610002")
    client, host = signed_in(union_admin), {"host": union.site.hostname}
    membership = {"association": dso_a.pk, "municipality": municipality.pk, "joined_on": "2026-01-01", "left_on": ""}
    assert client.post("/admin/membership/new/", membership, headers=host).status_code == 302
    assert Membership.objects.filter(association=dso_a, municipality=municipality).exists()
    mandate = {
        "municipality": municipality.pk, "person_name": "Jan Nový", "position": "mayor", "email": "jan@example.org",
        "valid_from": "2026-10-20", "valid_until": "",
    }  # fmt: skip
    assert client.post("/admin/mandate/new/", mandate, headers=host).status_code == 302
    assert Mandate.objects.filter(municipality=municipality, person_name="Jan Nový").exists()


@pytest.mark.on_both
def test_municipalities_are_found_without_diacritics_and_by_code() -> None:
    village = MunicipalityFactory(code="610003", name="Červená Zkouška")
    everything = Municipality.objects.all()
    for query in ("cervena zk", "ČERVENÁ ZK", "610003"):
        assert list(named(everything, query)) == [village]


def test_the_chooser_offers_municipalities_with_their_district(union_admin: Any, union: Union) -> None:
    MunicipalityFactory(code="610004", name="Žďár u Zkoušky", district_name="Semily")
    response = signed_in(union_admin).get(
        "/admin/municipality_chooser/results/", {"q": "zdar u zk"}, headers={"host": union.site.hostname}
    )
    html = response.content.decode()
    assert "Žďár u Zkoušky" in html
    assert "Semily" in html


def test_the_admin_wears_the_associations_name_and_colour(manager_a: Any, dso_a: Association) -> None:
    client, host = signed_in(manager_a), {"host": dso_a.site.hostname}
    home = client.get("/admin/", headers=host).content.decode()
    assert dso_a.short_name in home
    assert "editor-guide" not in home
    css = client.get("/admin/brand.css", headers=host)
    assert css["Content-Type"] == "text/css"
    assert "--w-color-primary-hue" in css.content.decode()


def test_the_page_chooser_and_explorer_offer_the_own_tree_only(
    manager_a: Any, dso_a: Association, dso_b: Association
) -> None:
    client, host = signed_in(manager_a), {"host": dso_a.site.hostname}
    for path in (
        "/admin/pages/",
        "/admin/choose-page/",
        f"/admin/choose-page/search/?q={dso_b.root_page.title.split()[-1]}",
    ):
        html = client.get(path, headers=host).content.decode()
        assert dso_b.name not in html, path
    assert dso_a.name in client.get("/admin/pages/", headers=host).content.decode()
    foreign = Page.objects.child_of(dso_b.root_page).first()
    assert foreign is not None
    assert client.get(f"/admin/choose-page/{foreign.pk}/", headers=host).status_code in (302, 403, 404)


def test_the_dashboard_counts_nothing_of_others(manager_a: Any, dso_a: Association) -> None:
    html = signed_in(manager_a).get("/admin/", headers={"host": dso_a.site.hostname}).content.decode()
    assert dso_a.short_name in html
    assert not re.search(r"\d+\s+(stránek|stránky|stránka)\b", html)


def test_a_strange_data_box_is_stored_with_a_warning(manager_a: Any, dso_a: Association) -> None:
    client = signed_in(manager_a)
    send(client, dso_a, data_box_id="ab-1")
    dso_a.refresh_from_db()
    assert dso_a.data_box_id == "ab-1"
    page = client.get(DETAILS, headers={"host": dso_a.site.hostname})
    assert "sedm písmen a číslic" in page.content.decode()
