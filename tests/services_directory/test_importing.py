"""Import and export: dirt is reported, nothing is half done, a second run changes nothing (D9)."""

import csv
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from portal.tenancy.models import Association
from services_directory.actions import publish_service, record_verification
from services_directory.enums import BarrierFree, Scope
from services_directory.importing.plan import Outcome, make_plan
from services_directory.importing.run import Options, Summary, import_file
from services_directory.importing.sheet import ImportRefused
from services_directory.kinds import load_kinds
from services_directory.models import Service, ServiceContact
from services_directory.search.query import Question
from tests.tenancy.factories import MunicipalityFactory

from .factories import ServiceFactory, make_service, members, record
from .sample import HEADER, region_row, write_csv


@pytest.fixture
def place(association: Association) -> dict[str, str]:
    """The columns that say where the row's place is: in Hořice."""
    load_kinds()
    municipality = members(association)[0]
    return {"obec_code": municipality.code, "obec": municipality.name}


def run(association: Association, path: Path, **options: Any) -> Summary:
    return import_file(path, association, options=Options(**options))


def services(association: Association) -> dict[str, Service]:
    return {service.source_id: service for service in Service.objects.for_association(association)}


# --- Good rows --------------------------------------------------------------------------------------
@pytest.mark.spec("D9", "DIR-1")
def test_a_row_becomes_a_published_service(association: Association, place: dict[str, str], tmp_path: Path) -> None:
    row = region_row(1, layer="skoly_a_zarizeni", category="education", kind="Mateřská škola", provider="obec", **place)
    summary = run(association, write_csv(tmp_path / "s.csv", [row]))
    assert summary.counts == {
        "new": 1,
        "changed": 0,
        "unchanged": 0,
        "held": 0,
        "joined": 0,
        "refused": 0,
        "elsewhere": 0,
    }
    service = services(association)["khk-KNIH1"]
    assert service.live
    assert (service.kind.code, service.operator_name, service.operator_ico) == (
        "nursery_school",
        service.name,
        "00194972",
    )
    assert (service.street, service.house_number, service.psc) == ("Husova", "1", "50801")
    assert service.barrier_free == BarrierFree.YES
    assert service.verified_on is None
    assert [contact.kind for contact in service.contacts.all()] == ["phone", "email", "web"]
    found = Service.objects.matching(Question("školka"), [association.site])
    assert [hit.pk for hit in found] == [service.pk]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250", "utf-16"])
def test_encoding_and_delimiter_are_found_out(
    association: Association, place: dict[str, str], tmp_path: Path, encoding: str, delimiter: str
) -> None:
    rows = [region_row(1, name="Knihovna Žluťoučký kůň, pobočka", **place)]
    summary = run(association, write_csv(tmp_path / "s.csv", rows, encoding=encoding, delimiter=delimiter))
    assert summary.encoding == encoding.removesuffix("-sig")
    assert services(association)["khk-KNIH1"].name == "Knihovna Žluťoučký kůň, pobočka"


def test_columns_may_stand_in_any_order(association: Association, place: dict[str, str], tmp_path: Path) -> None:
    path = write_csv(tmp_path / "s.csv", [region_row(1, **place)], header=list(reversed(HEADER)))
    assert run(association, path).counts["new"] == 1


@pytest.mark.parametrize("nothing", ["", "0", "None", " "])
def test_what_sources_write_for_nothing_is_nothing(
    association: Association, place: dict[str, str], tmp_path: Path, nothing: str
) -> None:
    empty = dict.fromkeys(("ico", "house_number", "web", "phone", "email", "description", "accessibility"), nothing)
    assert run(association, write_csv(tmp_path / "s.csv", [region_row(1, **place, **empty)])).faults == []
    service = services(association)["khk-KNIH1"]
    assert (service.operator_ico, service.house_number, service.number_kind, service.description) == ("", "", "", "")
    assert service.barrier_free == BarrierFree.UNKNOWN
    assert not service.contacts.exists()


@pytest.mark.parametrize(
    ("web", "stored"),
    [
        ("www.example.org", ["http://www.example.org"]),
        ("zus.example.org/ddm", ["http://zus.example.org/ddm"]),
        (
            "https://a.example.org/\nhttps://b.example.org/x; c.example.org",
            ["https://a.example.org/", "https://b.example.org/x", "http://c.example.org"],
        ),
    ],
)  # fmt: skip
def test_a_web_address_is_completed_and_that_is_said(
    association: Association, place: dict[str, str], tmp_path: Path, web: str, stored: list[str]
) -> None:
    row = region_row(1, **place, web=web, phone="", email="")
    summary = run(association, write_csv(tmp_path / "s.csv", [row]))
    assert [contact.value for contact in services(association)["khk-KNIH1"].contacts.all()] == stored
    assert summary.notes


def test_an_ico_without_leading_zeros_is_completed(
    association: Association, place: dict[str, str], tmp_path: Path
) -> None:
    summary = run(association, write_csv(tmp_path / "s.csv", [region_row(1, **place, ico="194972")]))
    assert services(association)["khk-KNIH1"].operator_ico == "00194972"
    assert [note.column for note in summary.notes] == ["ico"]


# --- Faults -----------------------------------------------------------------------------------------
@pytest.mark.spec("D9")
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("ico", "00194971"), ("ico", "123"), ("phone", "4,2049142774e+11"), ("phone", "+42049930099"),
        ("web", "nenalezeno"), ("web", "www."), ("web", "Základní škola Hořičky"),
        ("email", "knihovna(zavináč)example.org"),
        ("psc", "5080"), ("lat", "15.63"), ("lat", ""), ("lon", "x"), ("accessibility", "možná"),
        ("number_type", "parcela"), ("name", ""), ("source_id", ""), ("category", "astrologie"), ("name", "x" * 256),
        ("obec_code", "999999"), ("obec_code", ""), ("obec", "Praha"),
    ],
)  # fmt: skip
def test_a_faulty_value_is_reported_with_its_line_and_nothing_is_written(
    association: Association, place: dict[str, str], tmp_path: Path, column: str, value: str
) -> None:
    unknown_layer = {"layer": "jiné", "kind": ""} if column == "category" else {}
    rows = [region_row(1, **place), region_row(2, **{**place, **unknown_layer, column: value})]
    path = write_csv(tmp_path / "s.csv", rows)
    summary = run(association, path)
    fault = summary.faults[0]
    assert (fault.line, fault.value) == (3, value)
    assert fault.column == column
    assert fault.reason
    assert not summary.is_applied
    assert not services(association)
    partial = run(association, path, partial=True)
    assert partial.is_applied
    assert set(services(association)) == {"khk-KNIH1"}


def test_a_row_of_several_lines_is_reported_by_its_first(
    association: Association, place: dict[str, str], tmp_path: Path
) -> None:
    rows = [region_row(1, description="první\ndruhý\ntřetí", **place), region_row(2, **place, ico="1")]
    assert [fault.line for fault in run(association, write_csv(tmp_path / "s.csv", rows)).faults] == [5]


def test_duplicates_are_refused(association: Association, place: dict[str, str], tmp_path: Path) -> None:
    rows = [
        region_row(1, **place),
        region_row(2, **place, name="Obecní knihovna číslo 1", house_number="1"),
        region_row(1, **place, name="Jiná"),
    ]
    summary = run(association, write_csv(tmp_path / "s.csv", rows))
    assert [(fault.line, fault.column) for fault in summary.faults] == [(3, "name"), (4, "source_id")]


def test_places_outside_the_association_are_counted_and_left_out(
    association: Association, place: dict[str, str], tmp_path: Path
) -> None:
    other = MunicipalityFactory(code="569810", name="Hradec Králové")
    rows = [region_row(1, **place), region_row(2, obec_code=other.code, obec="Hradec králové")]
    summary = run(association, write_csv(tmp_path / "s.csv", rows))
    assert (summary.counts["new"], summary.counts["elsewhere"], summary.faults) == (1, 1, [])
    assert summary.is_applied


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "prázdný"),
        (b"name,kind\nA,B\n", "operator_name"),
        (b"\x00\x01\x02\xff\xfe", "UTF-8"),
    ],
)
def test_a_file_of_another_kind_is_refused_as_a_whole(
    association: Association, tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "s.csv"
    path.write_bytes(content)
    with pytest.raises(ImportRefused, match=said):
        run(association, path)


def test_missing_columns_are_named(association: Association, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "s.csv", [], header=[name for name in HEADER if name not in {"psc", "ico"}])
    with pytest.raises(ImportRefused, match="ico, psc"):
        run(association, path)
    with pytest.raises(ImportRefused, match="nelze přečíst"):
        run(association, tmp_path / "neni.csv")


# --- Again and again --------------------------------------------------------------------------------
@pytest.mark.spec("D9")
def test_a_second_run_changes_nothing(association: Association, place: dict[str, str], tmp_path: Path) -> None:
    path = write_csv(tmp_path / "s.csv", [region_row(n, **place) for n in range(1, 6)])
    run(association, path)
    before = list(Service.objects.order_by("pk").values())
    summary = run(association, path)
    assert summary.counts["unchanged"] == 5
    assert list(Service.objects.order_by("pk").values()) == before
    assert ServiceContact.objects.count() == 15


@pytest.mark.spec("D9")
def test_only_what_changed_in_the_source_is_taken_over(
    association: Association, place: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "s.csv"
    run(association, write_csv(path, [region_row(1, **place)]))
    service = services(association)["khk-KNIH1"]
    service.name = "Knihovna Karla Čapka"
    service.contacts.add(ServiceContact(kind="phone", value="+420491000155", label="půjčovna"))
    publish_service(service=service)
    record_verification(method="phone", service=service)
    summary = run(association, write_csv(path, [region_row(1, **place, street="Nová", email="nova@example.org")]))
    assert [(change.outcome, change.fields) for change in summary.changes] == [
        (Outcome.CHANGED, ["contacts", "street"])
    ]
    service = services(association)["khk-KNIH1"]
    assert (service.name, service.street) == ("Knihovna Karla Čapka", "Nová")
    assert service.verified_on is not None
    assert [contact.value for contact in service.contacts.all()] == [
        "+420491000101", "nova@example.org", "https://www.example.org/", "+420491000155",
    ]  # fmt: skip
    assert run(association, path).counts["unchanged"] == 1


def test_a_service_that_is_being_edited_is_left_alone(
    association: Association, place: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "s.csv"
    run(association, write_csv(path, [region_row(1, **place)]))
    service = services(association)["khk-KNIH1"]
    service.name = "Rozepsaná"
    service.save_revision()
    write_csv(path, [region_row(1, **place, street="Nová")])
    assert run(association, path).counts["held"] == 1
    assert services(association)["khk-KNIH1"].street == "Husova"
    Service.objects.get(source_id="khk-KNIH1").latest_revision.publish()
    assert run(association, path).counts["changed"] == 1


def test_two_associations_import_the_same_source_apart(
    association: Association, neighbour: Association, place: dict[str, str], tmp_path: Path
) -> None:
    foreign = members(neighbour)[0]
    path = write_csv(
        tmp_path / "s.csv", [region_row(1, **place), region_row(2, obec_code=foreign.code, obec=foreign.name)]
    )
    run(association, path)
    run(neighbour, path)
    assert set(services(association)) == {"khk-KNIH1"}
    assert set(services(neighbour)) == {"khk-KNIH2"}


def test_a_service_moved_by_the_source_is_found_under_its_new_place(association: Association) -> None:
    site = association.site
    from services_directory.importing.apply import apply_plan

    apply_plan(site, make_plan(site, [(1, record(association, 1, name="Klubovna"))]))
    moved = record(association, 1, name="Klubovna", municipality=members(association)[0].code)
    apply_plan(site, make_plan(site, [(1, moved)]))
    assert [hit.name for hit in Service.objects.matching(Question("klubovna Hořice"), [site])] == ["Klubovna"]


# --- The commands -----------------------------------------------------------------------------------
@pytest.mark.spec("D9")
def test_the_command_reports_and_fails_without_partial(
    association: Association, place: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_csv(tmp_path / "s.csv", [region_row(1, **place), region_row(2, **place, ico="1")])
    report = tmp_path / "report.csv"
    with pytest.raises(CommandError, match="1 rows are refused"):
        call_command("import_services", str(path), association="horni", report=report)
    captured = capsys.readouterr()
    assert "3: ico '1'" in captured.err
    assert "new 1" in captured.out
    assert "Nothing was written" in captured.out
    rows = list(csv.DictReader(report.open(encoding="utf-8-sig"), delimiter=";"))
    assert [(row["line"], row["outcome"], row["column"]) for row in rows] == [("2", "new", ""), ("3", "refused", "ico")]
    call_command("import_services", str(path), association="horni", partial=True)
    assert len(services(association)) == 1


def test_a_dry_run_writes_nothing(association: Association, place: dict[str, str], tmp_path: Path) -> None:
    path = write_csv(tmp_path / "s.csv", [region_row(1, **place)])
    call_command("import_services", str(path), association="horni", dry_run=True)
    assert not services(association)


def test_the_commands_know_the_associations(association: Association, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="horni"):
        call_command("import_services", str(tmp_path / "x.csv"), association="neni")
    with pytest.raises(CommandError, match="neni"):
        call_command("export_services", association="neni")
    with pytest.raises(CommandError, match="can't be written"):
        call_command("export_services", str(tmp_path), association="horni")


@pytest.mark.spec("D9")
def test_what_is_exported_can_be_imported_again(association: Association, tmp_path: Path) -> None:
    horice, zernov = members(association)
    full = make_service(
        association, name='Škola "U lípy"; Žernov', kind="primary_school", municipality=zernov, served=[horice],
        scope=Scope.MUNICIPALITIES, street="Husova", number_kind="ce", house_number="3", latitude=50.4, longitude=16.1,
        opening_hours="Mo-Fr 08:00-12:00; PH off", description="První řádek\ndruhý řádek",
        barrier_free=BarrierFree.PARTIAL,
    )  # fmt: skip
    full.contacts.add(
        ServiceContact(kind="phone", value="+420491000102", label="jídelna"),
        ServiceContact(kind="web", value="https://www.example.org/?a=1", is_internal=True),
    )
    publish_service(service=full)
    ServiceFactory.create(association=association, name="Koncept")
    path = tmp_path / "export.csv"
    call_command("export_services", str(path), association="horni")
    again = run(association, path)
    assert again.faults == []
    assert again.counts["unchanged"] == 2
    first = _facts(association)
    Service.objects.all().delete()
    assert run(association, path).counts["new"] == 2
    assert _facts(association) == first
    second = tmp_path / "again.csv"
    call_command("export_services", str(second), association="horni")
    assert second.read_text(encoding="utf-8-sig") == path.read_text(encoding="utf-8-sig")


def _facts(association: Association) -> list[Any]:
    from services_directory.importing.plan import stored_values

    found = Service.objects.for_association(association).order_by("name")
    return [(service.slug, service.live, stored_values(service)) for service in found]
