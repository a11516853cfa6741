"""What is said on the phone reads well aloud and leaves nothing out that we publish."""

from typing import Any

import pytest
from django.utils import translation

from portal.tenancy.models import Association
from services_directory.models import Service, ServiceContact
from services_directory.verification.phoning.script import (
    greeting,
    numbers_to_dial,
    questions,
    spoken_hours,
    why_we_call,
)

from ..factories import make_service, members


def spoken(service: Service) -> str:
    return "\n".join(line for question in questions(service) for line in (question.text, *question.lines))


def test_a_greeting_says_who_calls(association: Association, editor_a: Any) -> None:
    editor_a.first_name, editor_a.last_name = "Jana", "Nováková"
    said = greeting(association, editor_a)
    assert said.startswith("Dobrý den, tady Jana Nováková")
    assert association.name in said


def test_it_says_why_and_when_we_asked_last(association: Association) -> None:
    service = make_service(association, name="Knihovna")
    said = why_we_call(service)
    assert "„Knihovna“" in said
    assert "Ještě jsme se vás neptali." in said
    assert said.endswith("Máte dvě minuty?")


def test_every_published_fact_is_asked_and_nothing_internal(association: Association) -> None:
    place, other = members(association)[:2]
    service = make_service(
        association, name="Městská knihovna", operator_name="Město Hořice", municipality=place, street="Husova",
        house_number="12", number_kind="cp", subject="Půjčuje knihy.", opening_hours="Mo-Fr 08:00-12:00,13:00-16:30",
        hours_note="V srpnu zavřeno.", barrier_free="partial", barrier_free_note="Rampa u zadního vchodu.", lift="yes",
        scope="municipalities", served=[other],
    )  # fmt: skip
    ServiceContact.objects.create(service=service, kind="email", value="info@obec.test", label="půjčovna")
    ServiceContact.objects.create(service=service, kind="phone", value="+420602000111", is_internal=True)
    said = spoken(Service.objects.get(pk=service.pk))
    for fact in (
        "Platí stále název „Městská knihovna“?", "Provozuje vás stále Město Hořice?", "Husova 12", "Půjčuje knihy.",
        "Pondělí až pátek od 8:00 do 12:00 a od 13:00 do 16:30", "V srpnu zavřeno.", "491\xa0000\xa0101",
        "info@obec.test (půjčovna)", "Bezbariérový přístup: částečně", "Rampa u zadního vchodu.", "Výtah: ano",
        other.name,
    ):  # fmt: skip
        assert fact in said
    assert "602" not in said
    # Whoever rings may use an internal number, told apart from those we publish.
    dialled = numbers_to_dial(Service.objects.get(pk=service.pk))
    assert [(number.value, number.is_internal) for number in dialled] == [
        ("+420491000101", False),
        ("+420602000111", True),
    ]


@pytest.mark.parametrize(
    ("hours", "lines"),
    [
        ("Mo,We 08:00-17:00", ["Pondělí, středa od 8:00 do 17:00"]),
        ("Mo-We 08:00-12:00; Fr 09:00-11:00", ["Pondělí až středa od 8:00 do 12:00", "Pátek od 9:00 do 11:00"]),
        ("", []),
    ],
)
def test_hours_are_said_as_people_say_them(association: Association, hours: str, lines: list[str]) -> None:
    assert spoken_hours(make_service(association, opening_hours=hours)) == lines


def test_hours_that_no_table_holds_are_said_for_this_week(association: Association) -> None:
    service = make_service(association, opening_hours="week 1-53 Tu 09:00-12:00")
    assert spoken_hours(service) == ["Úterý 9:00–12:00"]


def test_what_we_do_not_know_is_asked(association: Association) -> None:
    service = make_service(association, name="Knihovna")
    assert "Kdy máte otevřeno? To zatím nevíme." in spoken(service)


def test_it_can_be_said_in_english(association: Association) -> None:
    service = make_service(association, name="Knihovna", opening_hours="Mo-Fr 08:00-12:00")
    with translation.override("en"):
        assert "Monday to Friday from 8:00 to 12:00" in spoken(service)
