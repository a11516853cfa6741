"""The shape of Open Referral UK 3.0 (HSDS 3.0), checked against what the standard asks (hsds_schema.json)."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from portal.tenancy.models import Association
from services_directory.actions import publish_service, record_verification
from services_directory.api.hsds.identifiers import derived, ico_of, organization_id
from services_directory.enums import BarrierFree, Scope
from services_directory.models import Service, ServiceContact, ServicePart

from ..factories import kind, make_many, make_service, members

pytestmark = pytest.mark.only_on("sqlite")

ROOT = "/api/v1/hsds"
SCHEMA = json.loads((Path(__file__).parent / "hsds_schema.json").read_text(encoding="utf-8"))


def checked(client: Client, address: str, shape: str, *, contents: str = "") -> Any:
    """The answer at `address`, valid as `shape` (and as pages of `contents`)."""
    answer = client.get(f"{ROOT}{address}")
    assert answer.status_code == 200, answer.content
    data = answer.json()
    for name, items in ((shape, [data]), (contents, data.get("contents", []) if contents else [])):
        for item in items:
            validator = Draft202012Validator(
                {"$ref": f"#/$defs/{name}", "$defs": SCHEMA["$defs"]}, format_checker=FormatChecker()
            )
            validator.validate(item)
    return data


@pytest.fixture
def school(association: Association) -> Service:
    service = make_service(
        association,
        name="Základní škola",
        kind="primary_school",
        operator_name="Město Hořice",
        operator_ico="00271560",
        subject="Základní vzdělávání.",
        street="Husova",
        house_number="11",
        psc="50801",
        latitude=50.366,
        longitude=15.632,
        scope=Scope.MUNICIPALITIES,
        served=members(association),
        barrier_free=BarrierFree.PARTIAL,
        barrier_free_note="rampa u zadního vchodu",
        hearing_loop="no",
        opening_hours='Mo-Fr 08:00-12:00,13:00-16:00; We 17:00-18:00 "na objednání"; PH off; '
        '2026 Dec 21-2027 Jan 02 off "prázdniny"',
    )
    service.parts.add(ServicePart(kind=kind("school_canteen"), name="Jídelna"))
    service.contacts.add(
        ServiceContact(kind="phone", value="+420491000102", label="jídelna"),
        ServiceContact(kind="email", value="jidelna@example.org", label="jídelna"),
        ServiceContact(kind="web", value="https://skola.example.org/"),
    )
    publish_service(service=service)
    return service


@pytest.mark.spec("O3")
def test_every_list_is_a_page_of_valid_objects(school: Service, association: Association, api: Client) -> None:
    make_many(association, 5)
    checked(api, "/", "meta")
    checked(api, "/services", "page", contents="service_basic")
    checked(api, "/services?full=true", "page", contents="service")
    checked(api, "/services?minimal=true", "page", contents="service_minimal")
    checked(api, "/organizations", "page", contents="organization_basic")
    checked(api, "/taxonomies", "page", contents="taxonomy")
    checked(api, "/taxonomy_terms?per_page=100", "page", contents="taxonomy_term")
    checked(api, "/service_at_locations", "page", contents="service_at_location")


@pytest.mark.spec("O3")
def test_a_service_comes_with_everything_that_belongs_to_it(school: Service, api: Client) -> None:
    found = checked(api, f"/services/{school.uid}", "service")
    assert found["status"] == "active"
    assert found["url"] == "https://skola.example.org/"
    assert found["email"] == "jidelna@example.org"
    assert found["organization"]["organization_identifiers"][0]["identifier"] == "00271560"
    location = found["service_at_locations"][0]["location"]
    assert (location["latitude"], location["longitude"]) == (50.366, 15.632)
    address = location["addresses"][0]
    assert (address["address_1"], address["city"], address["postal_code"]) == ("Husova 11", "Hořice", "50801")
    assert [(each["description"], each.get("details")) for each in location["accessibility"]] == [
        ("bezbariérový přístup: částečně", "rampa u zadního vchodu"),
        ("indukční smyčka: ne", None),
    ]
    assert [area["name"] for area in found["service_areas"]] == ["Hořice", "Žernov"]
    assert {area["uri"][-6:] for area in found["service_areas"]} == {place.code for place in school.served.all()}
    assert [each["taxonomy_term"]["code"] for each in found["attributes"]] == ["primary_school", "school_canteen"]
    by_label = {contact.get("name"): contact for contact in found["contacts"]}
    assert by_label["jídelna"]["email"] == "jidelna@example.org"
    assert by_label["jídelna"]["phones"][0]["number"] == "+420491000102"
    assert by_label[None]["phones"][0]["number"] == "+420491000101"


@pytest.mark.spec("O3")
def test_schedules_are_weekly_rules_and_dated_exceptions(school: Service, api: Client) -> None:
    schedules = checked(api, f"/services/{school.uid}", "service")["schedules"]
    weekly = {(each["byday"], each["opens_at"], each["closes_at"]): each for each in schedules if "freq" in each}
    assert set(weekly) == {
        ("MO,TU,TH,FR", "08:00", "12:00"),
        ("MO,TU,TH,FR", "13:00", "16:00"),
        ("WE", "17:00", "18:00"),
    }
    assert weekly["WE", "17:00", "18:00"]["description"] == "na objednání"
    assert {each["notes"] for each in weekly.values()} == {"Státní svátky: zavřeno"}
    [closed] = [each for each in schedules if "valid_from" in each]
    assert (closed["valid_from"], closed["valid_to"]) == ("2026-12-21", "2027-01-02")
    assert closed["description"] == "zavřeno, prázdniny"
    assert "opens_at" not in closed


@pytest.mark.spec("O3")
def test_hours_that_are_no_plain_week_are_given_as_written(association: Association, api: Client) -> None:
    service = make_service(association, opening_hours="week 01-53/2 Mo 08:00-12:00", hours_note="jen v lichém týdnu")
    [schedule] = checked(api, f"/services/{service.uid}", "service")["schedules"]
    assert schedule["description"] == "week 01-53/2 Mo 08:00-12:00"
    assert schedule["notes"] == "jen v lichém týdnu"
    assert "freq" not in schedule


@pytest.mark.spec("O3")
def test_assured_date_is_the_day_of_a_real_verification(school: Service, association: Association, api: Client) -> None:
    association.email = "css@example.org"
    association.save()
    assert not {"assured_date", "assurer_email"} & api.get(f"{ROOT}/services/{school.uid}").json().keys()
    school.subject = "Oprava překlepu."
    publish_service(service=school)
    assert "assured_date" not in api.get(f"{ROOT}/services/{school.uid}").json()
    record_verification(method="phone", service=school, on=date(2026, 11, 3))
    for address in (f"/services/{school.uid}", "/services", "/services?full=true"):
        data = api.get(f"{ROOT}{address}").json()
        found = data["contents"][0] if "contents" in data else data
        assert (found["assured_date"], found["assurer_email"]) == ("2026-11-03", "css@example.org")


@pytest.mark.spec("O3")
def test_pages_are_counted(association: Association, api: Client) -> None:
    make_many(association, 5)
    first = checked(api, "/services?per_page=2", "page")
    assert {name: first[name] for name in first if name != "contents"} == {
        "total_items": 5,
        "total_pages": 3,
        "page_number": 1,
        "size": 2,
        "first_page": True,
        "last_page": False,
        "empty": False,
    }
    pages = [checked(api, f"/services?per_page=2&page={number}", "page") for number in (1, 2, 3)]
    assert len({each["id"] for page in pages for each in page["contents"]}) == 5
    assert (pages[2]["last_page"], pages[2]["size"]) == (True, 1)
    beyond = checked(api, "/services?per_page=2&page=4", "page")
    assert (beyond["empty"], beyond["last_page"], beyond["contents"]) == (True, True, [])


@pytest.mark.on_both
@pytest.mark.spec("O3")
def test_services_are_found_by_term_body_words_and_change(
    school: Service, association: Association, api: Client
) -> None:
    library = make_service(association, name="Knihovna", operator_name="Spolek přátel knih")

    def found(query: str) -> set[str]:
        return {each["name"] for each in checked(api, f"/services?{query}", "page")["contents"]}

    terms = checked(api, "/taxonomy_terms?per_page=100", "page")["contents"]
    by_code = {each["code"]: each["id"] for each in terms}
    assert found(f"taxonomy_term_id={by_code['education']}") == {"Základní škola"}
    assert found(f"taxonomy_term_id={by_code['school_canteen']}") == {"Základní škola"}
    assert found(f"taxonomy_term_id={by_code['public_library']}") == {"Knihovna"}
    assert found(f"taxonomy_term_id={uuid4()}") == set()
    taxonomy = checked(api, "/taxonomies", "page")["contents"][0]["id"]
    assert found(f"taxonomy_id={taxonomy}") == {"Základní škola", "Knihovna"}
    assert found(f"taxonomy_id={uuid4()}") == set()
    assert found("search=knihovne") == {"Knihovna"}
    bodies = {each["name"]: each["id"] for each in checked(api, "/organizations", "page")["contents"]}
    assert found(f"organization_id={bodies['Město Hořice']}") == {"Základní škola"}
    assert found(f"organization_id={bodies['Spolek přátel knih']}") == {"Knihovna"}
    later = (timezone.now() + timedelta(minutes=1)).isoformat().replace("+", "%2B")
    assert found(f"modified_after={later}") == set()
    assert library.live


@pytest.mark.spec("O3")
def test_single_objects_answer_to_their_identifiers(school: Service, api: Client) -> None:
    make_service(Association.objects.get(site=school.site), operator_name="Spolek bez IČO")
    for body in checked(api, "/organizations", "page")["contents"]:
        one = checked(api, f"/organizations/{body['id']}", "organization")
        assert one["name"] == body["name"]
        assert len(one["services"]) == 1
    for place in checked(api, "/service_at_locations", "page")["contents"]:
        whole = checked(api, f"/service_at_locations/{place['id']}", "service_at_location")
        assert whole["service"]["id"] == whole["service_id"] == place["service_id"]
    terms = checked(api, "/taxonomy_terms?top_only=true&per_page=100", "page")["contents"]
    assert all("parent_id" not in term for term in terms)
    below = checked(api, f"/taxonomy_terms?parent_id={terms[0]['id']}", "page")["contents"]
    assert below
    assert {term["parent_id"] for term in below} == {terms[0]["id"]}
    assert checked(api, f"/taxonomy_terms/{below[0]['id']}", "taxonomy_term") == below[0]
    taxonomy = checked(api, "/taxonomies", "page")["contents"][0]
    assert checked(api, f"/taxonomies/{taxonomy['id']}", "taxonomy") == taxonomy
    for kind_of in ("services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms"):
        assert api.get(f"{ROOT}/{kind_of}/{uuid4()}").status_code == 404


@pytest.mark.spec("O3")
def test_one_body_has_one_name_and_identifier_everywhere(
    association: Association, neighbour: Association, union_api: Client
) -> None:
    make_service(association, name="A", operator_name="Město Hořice", operator_ico="00271560")
    make_service(neighbour, name="B", operator_name="město Hořice", operator_ico="00271560")
    make_service(association, name="C", operator_name="Sokol")
    make_service(neighbour, name="D", operator_name="Sokol")
    bodies = checked(union_api, "/organizations", "page")["contents"]
    # Which of the two spellings it is depends on how the database sorts.
    [town] = [body["name"] for body in bodies if body["name"].casefold() == "město hořice"]
    assert len(bodies) == 3
    services = checked(union_api, "/services?full=true", "page")["contents"]
    assert {each["organization"]["name"] for each in services} == {town, "Sokol"}
    assert {each["organization_id"] for each in services} == {body["id"] for body in bodies}


@pytest.mark.spec("O3")
@pytest.mark.parametrize(
    ("scope", "names"),
    [
        (Scope.MUNICIPALITY, ["Hořice"]),
        (Scope.ASSOCIATION, ["Hořice", "Žernov"]),
        (Scope.REGION, ["Královéhradecký kraj"]),
    ],
)
def test_areas_follow_the_scope(association: Association, api: Client, scope: Scope, names: list[str]) -> None:
    service = make_service(association, scope=scope)
    areas = checked(api, f"/services/{service.uid}", "service")["service_areas"]
    assert [area["name"] for area in areas] == names


@given(uid=st.uuids(version=4), part=st.text(max_size=20), ico=st.from_regex(r"[0-9]{8}", fullmatch=True))
@settings(max_examples=50, derandomize=True)
def test_identifiers_lead_back(uid: UUID, part: str, ico: str) -> None:
    other = derived(uid, part)
    assert derived(other, part) == uid
    assert other.version == uid.version
    assert ico_of(organization_id(ico, "horni", "Obec")) == ico
    assert ico_of(organization_id("", "horni", "Obec")) == ""
