"""The contact page: whom to turn to with what, people, emergency, and the way to the form."""

from typing import Any

import pytest
from django.test import Client

from portal.tenancy.models import Agenda, Association, StaffMember

from .factories import make_staff

HOST = {"headers": {"host": "horni.localhost"}}


@pytest.mark.spec("CIT-1", "CIT-3")
def test_the_page_shows_agendas_with_those_who_handle_them(client: Client, dso_a: Association) -> None:
    agenda = Agenda.objects.create(site=dso_a.site, title="Poruchy a havárie", description="Nesvítí lampa?")
    person = make_staff(dso_a, phone="+420491000111", email="centrum@example.org", office_hours="Po 8–12")
    person.agendas.add(agenda)

    page = client.get("/kontakt/", **HOST).content.decode()

    for shown in ("Manažerka", "Poruchy", "Nesvítí lampa?", "mailto:centrum@example.org", "8–12"):
        assert shown in page
    assert page.count('href="tel:+420491000111"') == 2
    for number in ("112", "150", "155", "158"):
        assert f'href="tel:{number}"' in page


@pytest.mark.spec("CIT-1")
def test_agendas_of_another_association_are_not_offered(client: Client, dso_a: Association, dso_b: Association) -> None:
    own = Agenda.objects.create(site=dso_a.site, title="Poruchy a havárie")
    Agenda.objects.create(site=dso_b.site, title="Jen pro Dolní")

    page = client.get("/kontakt/", **HOST).content.decode()

    assert f'value="agenda-{own.pk}"' in page
    assert "Dolní" not in page


def test_calling_and_writing_stand_before_everything_else(client: Client, dso_a: Association) -> None:
    dso_a.phone = "+420491000110"
    dso_a.save()
    make_staff(dso_a)

    page = client.get("/kontakt/", **HOST).content.decode()

    main = page[page.index("<main") :]
    places = [main.index(mark) for mark in ("tel:+420491000110", 'href="#formular"', "tel:112", "people-h", "<form")]
    assert places == sorted(places)


def test_the_page_asks_the_database_as_often_for_many_people(
    client: Client, dso_a: Association, assert_same_queries: Any
) -> None:
    def people(number: int) -> None:
        for n in range(number):
            agenda = Agenda.objects.create(site=dso_a.site, title=f"Agenda {Agenda.objects.count()}")
            make_staff(dso_a, name=f"Člověk {n}").agendas.add(agenda)

    people(3)
    assert_same_queries(lambda: client.get("/kontakt/", **HOST), lambda: people(20), at_most=40)
    assert StaffMember.objects.count() == 23


def test_only_the_form_may_ask_where_one_stands(client: Client, dso_a: Association) -> None:
    assert "geolocation=(self)" in client.get("/kontakt/", **HOST)["Permissions-Policy"]
    assert "geolocation=()" in client.get("/", **HOST)["Permissions-Policy"]


def test_the_privacy_notice_names_the_controller_and_asks_for_no_consent(client: Client, dso_a: Association) -> None:
    page = client.get("/kontakt/", **HOST).content.decode()

    assert dso_a.ico in page
    assert "čl. 6 odst. 1 písm. e)" in page
    assert 'type="checkbox"' not in page


def test_the_home_page_leads_to_the_centre(client: Client, dso_a: Association) -> None:
    Agenda.objects.create(site=dso_a.site, title="Poruchy a havárie")

    page = client.get("/", **HOST).content.decode()

    assert 'href="/kontakt/#formular"' in page
    assert "Poruchy" in page
