"""What a provider may correct: each fact survives reading, cleaning and writing, and nothing else is touched (F6)."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.tenancy.models import Association
from services_directory.hours import Schedule, from_osm
from services_directory.hours.fields import today
from services_directory.models import Service, ServiceContact
from services_directory.verification.asking.fields import CONTACT_FIELDS, FIELDS, change_in_words, in_words, values_of
from services_directory.verification.asking.hours_text import hours_text, read_hours, rule_of

from ..hours.schedules import sound_schedules
from .asked import LIBRARY, library

pytestmark = pytest.mark.only_on("sqlite")

PHONES = st.integers(200_000_000, 799_999_999).map(lambda number: f"+420{number}")
LABELS = st.sampled_from(["", "kancelář", "paní Nováková", "jen dopoledne"])
VALUES = {
    "phones": PHONES,
    "emails": st.integers(0, 999).map(lambda number: f"osoba{number}@obec.test"),
    "webs": st.integers(0, 999).map(lambda number: f"https://obec{number}.test/"),
}
ADDRESSES = st.fixed_dictionaries(
    {
        "part": st.sampled_from(["", "Lhota"]),
        "street": st.sampled_from(["", "Dlouhá"]),
        "number_kind": st.sampled_from(["", "cp", "ce"]),
        "house_number": st.sampled_from(["", "12", "12a"]),
        "orientation_number": st.sampled_from(["", "4"]),
        "psc": st.sampled_from(["", "54901"]),
    }
)


def contact_lists(key: str) -> st.SearchStrategy[list[dict[str, str]]]:
    return st.lists(st.fixed_dictionaries({"value": VALUES[key], "label": LABELS}), max_size=5)


def memory() -> Service:
    """A service in memory with contacts of all sorts."""
    service = Service(name="Knihovna", operator_name="Obec")
    service.contacts = [
        ServiceContact(pk=1, kind="phone", value="+420491000101", label="půjčovna", sort_order=0),
        ServiceContact(pk=2, kind="email", value="vnitrni@obec.test", is_internal=True, sort_order=1),
        ServiceContact(pk=3, kind="email", value=LIBRARY, sort_order=2),
        ServiceContact(pk=4, kind="phone", value="+420491000102", sort_order=3),
        ServiceContact(pk=5, kind="phone", value="+420491000103", is_internal=True, sort_order=4),
    ]
    return service


@pytest.mark.spec("F6")
@given(data=st.data(), key=st.sampled_from(CONTACT_FIELDS))
def test_contacts_are_read_as_they_were_written(data: st.DataObject, key: str) -> None:
    service, field = memory(), FIELDS[key]
    before = values_of(service)
    wanted = field.clean(data.draw(contact_lists(key)))
    field.write(service, wanted)
    assert field.read(service) == wanted == field.clean(wanted)
    assert {**values_of(service), key: before[key]} == before
    internal = [(contact.pk, contact.value) for contact in service.contacts.all() if contact.is_internal]
    assert sorted(internal) == [(2, "vnitrni@obec.test"), (5, "+420491000103")]


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=60).filter(lambda text: text.strip("\0 \n\r\t")))
@pytest.mark.parametrize("key", ["hours_note", "name", "operator_name", "subject", "description", "barrier_free_note"])
def test_texts_are_read_as_they_were_cleaned(key: str, text: str) -> None:
    service, field = memory(), FIELDS[key]
    try:
        cleaned = field.clean(text)
    except ValidationError:
        assert key in {"name", "operator_name"}
        return
    field.write(service, cleaned)
    assert field.read(service) == cleaned == field.clean(cleaned)


@given(address=ADDRESSES)
def test_an_address_is_one_whole(address: dict[str, str]) -> None:
    service, field = memory(), FIELDS["address"]
    field.write(service, field.clean(address))
    assert field.read(service) == address
    assert isinstance(field.lines(address), list)


@given(schedule=sound_schedules())
@settings(suppress_health_check=[HealthCheck.filter_too_much])
def test_hours_survive_the_way_into_czech_and_back(schedule: Schedule) -> None:
    osm = schedule.to_osm()
    read = read_hours(hours_text(osm), rule_of(osm))
    held, again = from_osm(osm), from_osm(read)
    assert held is not None
    assert again == held.from_day(today())


@pytest.mark.parametrize("osm", ["", "24/7", "week 1-53/2 Mo 08:00-12:00", "sunrise-sunset", "Mo-Su off"])
def test_hours_that_words_cannot_say_stay_as_they_are(osm: str) -> None:
    assert read_hours(hours_text(osm), rule_of(osm)) == osm


def test_hours_never_lose_or_guess_a_word() -> None:
    for text in ("každé sudé pondělí 8-12", "po-pá 8-4", "zavřeno", "Po 8-12\nkaždý první čtvrtek 8-12"):
        with pytest.raises(ValidationError) as caught:
            read_hours(text, "closed")
        assert text.splitlines()[-1] in caught.value.messages[0]
    with pytest.raises(ValidationError):
        read_hours("Po 8-12", "")
    assert read_hours("Po 8-12, svátky zavřeno", "as_usual") == "Mo 08:00-12:00; PH off"


@pytest.mark.django_db
@pytest.mark.spec("F6")
def test_contacts_keep_their_rows_where_they_stay(association: Association) -> None:
    service = library(association)
    rows = {contact.value: contact.pk for contact in ServiceContact.objects.filter(service=service)}
    FIELDS["phones"].write(
        service,
        [{"value": "+420491000102", "label": "děti"}, {"value": "+420491000999", "label": ""}],
    )
    service.save()
    stored = list(ServiceContact.objects.filter(service=service).order_by("sort_order"))
    after = {contact.value: contact.pk for contact in stored}
    assert after["+420491000102"] == rows["+420491000102"]
    # The new number takes the row of the one that went.
    assert after["+420491000999"] == rows["+420491000101"]
    assert {value: pk for value, pk in after.items() if "@" in value} == {
        value: pk for value, pk in rows.items() if "@" in value
    }
    fresh = Service.objects.get(pk=service.pk)
    assert [row["value"] for row in FIELDS["phones"].read(fresh)] == ["+420491000102", "+420491000999"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("phones", [{"value": "123", "label": ""}]),
        ("emails", [{"value": "bez zavináče", "label": ""}]),
        ("webs", [{"value": "http://", "label": ""}]),
        ("phones", [{"value": "491612605", "label": "x" * 101}]),
        ("phones", [{"value": str(491612600 + n), "label": ""} for n in range(13)]),
        ("name", ""),
        ("name", "x" * 256),
        ("barrier_free", "maybe"),
        ("lift", "partial"),
        ("address", {"psc": "1"}),
        ("address", {"number_kind": "x"}),
        ("address", {"street": "x" * 151}),
        ("opening_hours", "otevřeno"),
        ("opening_hours", "Mo 08:00-12:00;" * 400),
        ("closed_on", "včera"),
        ("closed_on", "1999-01-01"),
        ("hours_in_words", "x" * 5001),
    ],
)
def test_what_cannot_be_stored_is_refused(key: str, value: Any) -> None:
    with pytest.raises(ValidationError):
        FIELDS[key].clean(value)


def test_values_are_shown_in_words() -> None:
    assert in_words("phones", [{"value": "+420491000101", "label": "půjčovna"}]) == (
        "půjčovna: +420\u00a0491\u00a0000\u00a0101"
    )
    assert in_words("opening_hours", "Mo 08:00-12:00; PH off") == "Po: 8:00–12:00; O svátcích: zavřeno"
    assert in_words("opening_hours", "sunrise-sunset") == "sunrise-sunset"
    assert in_words("barrier_free", "partial") == "částečně"
    assert in_words("subject", "První.\n\nDruhá.") == "První.; Druhá."
    address = {
        "part": "Lhota", "street": "Dlouhá", "number_kind": "ce", "house_number": "12", "orientation_number": "4",
        "psc": "54901",
    }  # fmt: skip
    assert in_words("address", address) == "Dlouhá č. ev. 12/4; Lhota; 549\u00a001"
    day = date(timezone.localdate().year, 3, 5)
    assert in_words("closed_on", day.isoformat(), "en").startswith("no more since 5.")
    assert in_words("hours_note", "") == ""
    with translation.override("en"):
        assert change_in_words("name", "A", "B") == {"field": "name", "label": "Název", "old": "A", "new": "B"}


def test_the_message_about_hours_changes_no_entry() -> None:
    service = memory()
    before = values_of(service)
    FIELDS["hours_in_words"].write(service, "každé sudé pondělí")
    assert values_of(service) == before
    assert FIELDS["hours_in_words"].lines("a\n\nb") == ["a", "b"]
