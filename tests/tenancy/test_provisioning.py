"""A tenant is made whole by one function, which also repairs it."""

from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import Collection, Page, Site

from portal.tenancy.management.commands.provision_association import usual_port
from portal.tenancy.models import Association, Membership, Municipality, Union

from .factories import MunicipalityFactory, make_association, make_union

pytestmark = pytest.mark.django_db


def everything() -> dict[str, list[object]]:
    return {
        "pages": list(Page.objects.order_by("pk").values_list("pk", "url_path", "live")),
        "sites": list(Site.objects.order_by("pk").values()),
        "collections": list(Collection.objects.order_by("pk").values_list("pk", "name", "path")),
        "memberships": list(Membership.objects.order_by("pk").values()),
    }


def test_doing_it_twice_leaves_the_same(dso_a: Association) -> None:
    members = list(dso_a.municipalities.values_list("pk", flat=True))
    before = everything()
    make_association("horni", members=members, ico=dso_a.ico)
    assert everything() == before


def test_an_association_gets_site_pages_files_and_groups(dso_a: Association, client: Client) -> None:
    assert dso_a.site.root_page_id == dso_a.root_page_id
    assert dso_a.collection.get_parent() == Collection.get_first_root_node()
    assert client.get("/", headers={"host": "horni.localhost"}).status_code == 200
    assert Municipality.objects.members_of(dso_a).count() == 2


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"ico": "69860948"}, "ico"),
        ({"members": ["999999"]}, "members"),
        ({"brand_colour": "#ffee00"}, "brand_colour"),
    ],
)
def test_bad_input_names_the_field_and_changes_nothing(union: Union, details: dict[str, object], field: str) -> None:
    before = everything()
    with pytest.raises(ValidationError) as caught:
        make_association("nova", **{"members": [], **details})
    assert field in caught.value.message_dict
    assert everything() == before
    assert not Association.objects.filter(slug="nova").exists()


def test_a_colour_too_light_is_refused_with_the_nearest_good_one(union: Union) -> None:
    with pytest.raises(ValidationError) as caught:
        make_association("nova", members=[], brand_colour="#ffee00")
    assert "#" in caught.value.message_dict["brand_colour"][0]


def test_the_command_says_what_is_wrong(union: Union) -> None:
    with pytest.raises(CommandError, match="ico"):
        call_command("provision_association", "--ico=12345678", "--name=X", "--slug=x", "--hostname=x.localhost")
    assert not Association.objects.filter(slug="x").exists()


@pytest.mark.only_on("sqlite")
def test_a_new_installation_is_the_unions_and_no_sample_answers_for_other_hosts(
    db: None, client: Client, settings: Any
) -> None:
    settings.SECURE_SSL_REDIRECT = False
    call_command("provision_union", "--hostname=portal.example.org", "--name=Svaz", "--port=443", stdout=StringIO())
    call_command("provision_union", "--hostname=portal.example.org", "--name=Svaz", "--port=443", stdout=StringIO())
    assert Union.objects.get().site.root_url == "https://portal.example.org"
    assert client.get("/", headers={"host": "portal.example.org"}).status_code == 200
    assert client.get("/", headers={"host": "jiny.example.org"}).status_code == 404


def test_sites_are_made_at_the_port_people_reach_them_at(settings: Any) -> None:
    assert usual_port() == 80
    settings.SECURE_SSL_REDIRECT = True
    assert usual_port() == 443


def test_an_unknown_host_gets_a_plain_404(dso_a: Association, client: Client) -> None:
    answer = client.get("/", headers={"host": "nikdo.example.org"})
    assert answer.status_code == 404
    assert dso_a.name not in answer.content.decode()


def test_the_union_is_made_once(union: Union) -> None:
    before = everything()
    assert make_union() == union
    assert everything() == before
    assert not Site.objects.filter(is_default_site=True).exists()


def test_members_count_on_the_day_asked(union: Union) -> None:
    village = MunicipalityFactory()
    association = make_association("nova", members=[village.code], member_since=date(2020, 1, 1))
    Membership.objects.filter(association=association).update(left_on=date(2024, 1, 1))
    members = Municipality.objects.members_of
    assert list(members(association, on=date(2023, 12, 31))) == [village]
    assert list(members(association, on=date(2024, 1, 1))) == []
    assert list(members(association, on=date(2019, 12, 31))) == []
