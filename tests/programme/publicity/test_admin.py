"""Managers enter their association's projects, the Union its own; pictures come from the own collection (PUB-1)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.programme.models import PublicityNotice
from portal.tenancy.models import Association, Union

from .factories import make_notice, make_strip

pytestmark = [pytest.mark.django_db, pytest.mark.spec("PUB-1"), pytest.mark.only_on("postgresql")]

ADD = "publicitynotice:add"


def sign_in(client: Client, user: Any, host: str) -> Client:
    client.force_login(user)
    client.defaults["HTTP_HOST"] = host
    return client


def form_data(**fields: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "name": "Společně",
        "registration_number": "",
        "text": "Podpořil kraj.",
        "strip": "",
        "strip_plain": "",
        "strip_description": "",
        "page": "",
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=30)).isoformat(),
        **fields,
    }


def test_a_manager_enters_a_project_of_the_own_association(client: Client, dso_a: Association, manager_a: Any) -> None:
    strip = make_strip(dso_a)
    sign_in(client, manager_a, "horni.localhost").post(
        reverse(ADD), form_data(strip=strip.pk, strip_description="Kraj", page=dso_a.root_page_id)
    )
    notice = PublicityNotice.objects.get(name="Společně")
    assert (notice.site, notice.strip, notice.page_id) == (dso_a.site, strip, dso_a.root_page_id)


@pytest.mark.parametrize("field", ["strip", "strip_plain", "page"])
def test_pictures_and_pages_of_another_association_are_refused(
    client: Client, dso_a: Association, dso_b: Association, manager_a: Any, field: str
) -> None:
    foreign = dso_b.root_page_id if field == "page" else make_strip(dso_b).pk
    response = sign_in(client, manager_a, "horni.localhost").post(
        reverse(ADD), form_data(**{field: foreign, "strip_description": "Kraj"})
    )
    assert not PublicityNotice.objects.filter(name="Společně").exists()
    assert response.status_code in {200, 404}
    if response.status_code == 200:
        assert field in response.context["form"].errors


def test_a_strip_needs_its_words_and_days_in_order(client: Client, dso_a: Association, manager_a: Any) -> None:
    at_work = sign_in(client, manager_a, "horni.localhost")
    today = timezone.localdate()
    for wrong in ({"strip": make_strip(dso_a).pk}, {"ends_on": (today - timedelta(days=1)).isoformat()}):
        assert at_work.post(reverse(ADD), form_data(**wrong)).status_code == 200
    assert not PublicityNotice.objects.filter(name="Společně").exists()


def test_the_union_enters_its_own_projects_as_a_rule(client: Client, union: Union, union_admin: Any) -> None:
    form = sign_in(client, union_admin, "localhost").get(reverse(ADD)).context["form"]
    assert form.initial["site"] == union.site_id


def test_a_manager_sees_only_the_own_ones(
    client: Client, dso_a: Association, dso_b: Association, union: Union, manager_a: Any
) -> None:
    for owner, name in ((dso_a, "Náš projekt"), (dso_b, "Cizí projekt"), (union, "Projekt Svazu")):
        make_notice(owner, name=name)
    at_work = sign_in(client, manager_a, "horni.localhost")
    text = at_work.get(reverse("publicitynotice:index")).content.decode()
    assert "Náš projekt" in text
    assert "Cizí projekt" not in text
    assert "Projekt Svazu" not in text
    foreign = PublicityNotice.objects.get(name="Projekt Svazu")
    assert at_work.post(reverse("publicitynotice:delete", args=[foreign.pk])).status_code == 404
