"""Filters of admin lists offer no other association's sites, users or rows."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Collection, Page, Site

from portal.tenancy.filters import choices_for
from portal.tenancy.models import Agenda, Association

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", [Site, Association, Group, Collection, Page, Agenda, get_user_model()])
def test_choices_are_the_own_ones(
    model: Any, manager_a: Any, manager_b: Any, dso_a: Association, dso_b: Association
) -> None:
    Agenda.objects.create(site=dso_a.site, title="Odpady u nás")
    Agenda.objects.create(site=dso_b.site, title="Odpady jinde")
    own = {
        Site: dso_a.site, Association: dso_a, Group: dso_a.manager_group, Collection: dso_a.collection,
        Page: dso_a.root_page, Agenda: Agenda.objects.get(site=dso_a.site, title="Odpady u nás"),
        get_user_model(): manager_a,
    }[model]  # fmt: skip
    foreign = {
        Site: dso_b.site, Association: dso_b, Group: dso_b.manager_group, Collection: dso_b.collection,
        Page: dso_b.root_page, Agenda: Agenda.objects.get(site=dso_b.site, title="Odpady jinde"),
        get_user_model(): manager_b,
    }[model]  # fmt: skip
    offered = set(choices_for(manager_a, model.objects.all()).values_list("pk", flat=True))
    assert own.pk in offered
    assert foreign.pk not in offered


def test_the_union_is_offered_everything(union_admin: Any) -> None:
    assert set(choices_for(union_admin, Site.objects.all())) == set(Site.objects.all())


def test_the_explorers_filters_name_nobody_elses_site_or_people(
    manager_a: Any, manager_b: Any, dso_a: Association, dso_b: Association
) -> None:
    page = dso_b.root_page.specific
    page.owner = manager_b
    page.save()
    client = Client()
    client.force_login(manager_a)
    html = client.get("/admin/pages/", headers={"host": dso_a.site.hostname}).content.decode()
    assert 'name="site"' in html
    assert dso_b.name not in html
    assert manager_b.username not in html
