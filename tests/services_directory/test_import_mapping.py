"""Any table by a mapping of its columns: guesses, dirt, opening hours, files without identifiers, what is missing."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from portal.tenancy.models import Association
from services_directory.actions import publish_service
from services_directory.enums import Access, BarrierFree
from services_directory.importing.enums import Absent
from services_directory.importing.guess import by_names, guess_mapping
from services_directory.importing.mapping import ColumnMapping, header_key, source_from
from services_directory.importing.places import Places
from services_directory.importing.reader import read_bytes, read_file
from services_directory.importing.run import Options, Summary, import_file
from services_directory.importing.sheet import ImportRefused
from services_directory.importing.vocabulary import Kinds
from services_directory.kinds import load_kinds
from services_directory.models import FormerAddress, Service
from tests.tenancy.factories import MunicipalityFactory

from .factories import make_service, members


@pytest.fixture(autouse=True)
def _kinds(association: Association) -> None:
    load_kinds()


def table(path: Path, rows: list[dict[str, Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return path


def run(
    association: Association,
    path: Path,
    columns: dict[str, str],
    *,
    fixed: dict[str, str] | None = None,
    **options: Any,
) -> Summary:
    mapping = ColumnMapping("zdroj", columns, {"kind": "public_library", **(fixed or {})})
    return import_file(path, association, mapping=mapping, options=Options(**options))


def one(association: Association, tmp_path: Path, cells: dict[str, str], **fixed: str) -> Summary:
    """An import of one library in Hořice whose further columns are named after their fields."""
    row = {"name": "Knihovna", "municipality_name": "Hořice"} | cells
    return run(association, table(tmp_path / "t.csv", [row]), {name: name for name in row}, fixed=fixed)


def service(association: Association) -> Service:
    found: Service = Service.objects.for_association(association).get()
    return found


# --- Guesses ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("header", "meanings"),
    [
        ("Název;IČO;Obec;Telefon;E-mail;Web", "name operator_ico municipality_name phones emails webs"),
        ("NÁZEV SLUŽBY;Druh služby;Kód obce;Ulice a č.p.;PSČ", "name kind municipality street_line psc"),
        ("Name;Type;Town;Phone number;Opening hours;Lat;Lng",
         "name kind municipality_name phones opening_hours latitude longitude"),
        ("Provozovatel;Telefon 1;Telefon (2);Mobil;Bezbariérový přístup",
         "operator_name phones phones phones barrier_free"),
        ("po;út;st;čt;pá;so;ne", "hours_mo hours_tu hours_we hours_th hours_fr hours_sa hours_su"),
        ("operator_ico;house_number;internal_note", "operator_ico house_number internal_note"),
        ("Kontaktní telefon na vedoucího;Poznámka", "phones description"),
    ],
)  # fmt: skip
def test_columns_are_told_by_their_names(header: str, meanings: str) -> None:
    columns = header.split(";")
    assert by_names(columns) == dict(zip(columns, meanings.split(), strict=True))


@pytest.mark.parametrize(
    ("values", "meaning"),
    [
        (["00194972", "194972", "00272949"], "operator_ico"),
        (["491 612 605", "+420606000111", "4,2049142774e+11"], "phones"),
        (["info@example.org", "a.b@example.cz"], "emails"),
        (["www.example.org", "https://example.org/x", "nenalezeno"], "webs"),
        (["50801", "549 12"], "psc"),
        (["50.3649", "50,1234"], "latitude"),
        (["15.6313", "16,1234"], "longitude"),
        (["50.3649, 15.6313"], "coordinates"),
        (["Hořice", "horice", "Žernov"], "municipality_name"),
        (["Po–Pá 8–12", "út 13–17"], "opening_hours"),
        (["Mo-Fr 08:00-12:00"], "opening_hours"),
        (["Mateřská škola", "Základní škola", "mš"], "kind"),
        (["něco", "jiného"], None),
        (["", "0"], None),
    ],
)
def test_columns_are_told_by_what_stands_in_them(
    association: Association, values: list[str], meaning: str | None
) -> None:
    sheet = read_bytes("\n".join(["Xyz;Pořadí", *(f"{value};x{n}" for n, value in enumerate(values))]).encode())
    found = guess_mapping(sheet, name="t.csv", kinds=Kinds.load(), places=Places.of(association))
    assert found.columns == ({"Xyz": meaning} if meaning else {})


def test_codes_of_municipalities_are_known_from_their_values(association: Association) -> None:
    codes = "\n".join(place.code for place in members(association))
    sheet = read_bytes(f"Xyz\n{codes}\n".encode())
    assert guess_mapping(sheet, name="t", kinds=Kinds.load(), places=Places.of(association)).columns == {
        "Xyz": "municipality"
    }


def test_a_source_is_named_after_the_file_without_its_date() -> None:
    assert source_from("Knihovny 2026-05.xlsx") == "knihovny"
    assert source_from("Školy_svazku (3).csv") == "skoly-svazku"
    assert source_from("2026.csv") == source_from("khk.csv") == "soubor"


def test_a_mapping_is_remembered_whatever_the_order_of_the_columns() -> None:
    assert header_key(["Název", "Obec"]) == header_key(["obec", "NÁZEV"])
    assert header_key(["Název", "Obec"]) != header_key(["Název"])


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({"source": "a", "columns": {"A": "subject"}}, "Žádný sloupec není"),
        ({"source": "a", "columns": {"A": "name", "B": "name"}}, "Dva sloupce"),
        ({"source": "a", "columns": {"A": "name"}}, "druh služby"),
        ({"source": "A B", "columns": {"A": "name"}}, "malých písmen"),
        ({"source": "khk", "columns": {"A": "name"}}, "malých písmen"),
        ({"source": "a", "columns": {"A": "nonsense"}}, "nonsense"),
        ({"source": "a", "columns": {"A": "latitude"}}, "Jedna souřadnice"),
        ({"source": "a", "columns": {"A": "name"}, "fixed": {"psc": "50801"}}, "nelze určit"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(mapping: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        ColumnMapping.from_json(mapping).check(["A", "B"])


@pytest.mark.parametrize("data", [[], {}, {"columns": []}, {"columns": {"A": 1}}, {"columns": {}, "fixed": {"a": []}}])
def test_what_is_no_mapping_is_refused(data: Any) -> None:
    with pytest.raises(ImportRefused):
        ColumnMapping.from_json(data)


# --- Dirt -------------------------------------------------------------------------------------------
@pytest.mark.spec("D9")
@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({"phones": "4,2049142774e+11"}, "phones", "poškozen"),
        ({"phones": "4.204914e+17"}, "phones", "poškozen"),
        ({"phones": "12345"}, "phones", "devět číslic"),
        ({"operator_ico": "00194971"}, "operator_ico", "kontrolní"),
        ({"psc": "5080"}, "psc", "pět číslic"),
        ({"municipality_name": "Neznámá"}, "municipality_name", "neexistuje"),
        ({"municipality_name": ""}, "municipality_name", "chybí"),
        ({"name": ""}, "name", "chybí"),
        ({"kind": "astrologie"}, "kind", "druh"),
        ({"house_number": "2026-03-12"}, "house_number", "datum"),
        ({"house": "u potoka"}, "house", "číslo domu"),
        ({"coordinates": "50.36"}, "coordinates", "dvě"),
        ({"coordinates": "40.1, 15.6"}, "coordinates", "mimo"),
        ({"latitude": "95", "longitude": "15.6"}, "latitude", "mimo"),
        ({"barrier_free": "možná"}, "barrier_free", "ano"),
        ({"lift": "částečně"}, "lift", "ano"),
        ({"scope": "vesmír"}, "scope", "obec"),
        ({"closed_on": "brzy"}, "closed_on", "datum"),
        ({"closed_on": "31. 2. 2026"}, "closed_on", "datum"),
        ({"state": "jak kdy"}, "state", "published"),
        ({"subject": "#REF!"}, "subject", "chyba"),
        ({"description": "x" * 32_767}, "description", "uříznut"),
        ({"hours_note": "x" * 256}, "hours_note", "255"),
        ({"contact_label": "x" * 101}, "contact_label", "100"),
        ({"served": "Hořice, Neznámá"}, "served", "Neznámá"),
        ({"parts": "nesmysl"}, "parts", "druh"),
    ],
)  # fmt: skip
def test_dirt_is_refused_with_the_files_own_column_and_a_reason_in_czech(
    association: Association, tmp_path: Path, cells: dict[str, str], column: str, said: str
) -> None:
    row = {"name": "Knihovna", "municipality_name": "Hořice"} | cells
    named = {name: f"Sloupec {name}" for name in row}
    path = table(tmp_path / "t.csv", [{named[name]: value for name, value in row.items()}])
    summary = run(association, path, {title: name for name, title in named.items()})
    fault = summary.faults[0]
    assert (fault.line, fault.column) == (2, f"Sloupec {column}")
    assert said in fault.reason
    assert not summary.is_applied
    assert not Service.objects.for_association(association).exists()


def test_what_can_be_mended_for_certain_is_mended_and_told(association: Association, tmp_path: Path) -> None:
    summary = one(
        association, tmp_path,
        {
            "operator_ico": "194972", "webs": "www.example.org", "street_line": "Husova č.p. 12/3a", "psc": "508 01 ",
            "coordinates": "15,6313 50,3649", "phones": "tel.: 491 612 605, 606000111", "served": "Hořice, Žernov",
            "barrier_free": "Částečně", "lift": "ANO", "scope": "více obcí", "kind": "mš", "name": " Mateřinka ",
        },
    )  # fmt: skip
    assert summary.faults == []
    found = service(association)
    assert (found.name, found.kind.code, found.operator_ico, found.psc) == (
        "Mateřinka", "nursery_school", "00194972", "50801",
    )  # fmt: skip
    assert (found.street, found.number_kind, found.house_number, found.orientation_number) == (
        "Husova", "cp", "12", "3a",
    )  # fmt: skip
    assert (found.latitude, found.longitude) == (50.3649, 15.6313)
    assert (found.barrier_free, found.lift, found.hearing_loop) == (BarrierFree.PARTIAL, Access.YES, Access.UNKNOWN)
    assert found.served.count() == 2
    assert [contact.value for contact in found.contacts.all()] == [
        "+420491612605", "+420606000111", "http://www.example.org",
    ]  # fmt: skip
    assert {note.column for note in summary.notes} == {"operator_ico", "webs"}


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Husova 12", ("Husova", "cp", "12", "")),
        ("28. října 15/2", ("28. října", "cp", "15", "2")),
        ("č. ev. 7", ("", "ce", "7", "")),
        ("čp. 3", ("", "cp", "3", "")),
        ("náměstí Míru", ("náměstí Míru", "", "", "")),
    ],
)
def test_a_street_with_its_number_is_taken_apart(
    association: Association, tmp_path: Path, text: str, address: tuple[str, ...]
) -> None:
    one(association, tmp_path, {"street_line": text})
    one(association, tmp_path, {"street": text, "municipality_name": "Žernov"})
    found = Service.objects.get(municipality__name="Žernov")
    assert found.street == Service.objects.get(municipality__name="Hořice").street
    assert (found.street, found.number_kind, found.house_number, found.orientation_number) == address


@pytest.mark.spec("D2")
def test_internal_columns_become_internal_contacts(association: Association, tmp_path: Path) -> None:
    one(association, tmp_path, {"phones": "491000101", "internal_phones": "606000111", "contact_label": "vedoucí"})
    contacts = [(each.value, each.label, each.is_internal) for each in service(association).contacts.all()]
    assert contacts == [("+420491000101", "vedoucí", False), ("+420606000111", "vedoucí", True)]


def test_a_name_that_several_members_have_needs_the_code(association: Association, tmp_path: Path) -> None:
    first, second = members(association)
    second.name = first.name
    second.save()
    assert "kód obce" in one(association, tmp_path, {}).faults[0].reason
    MunicipalityFactory(code="569810", name="Jinde")
    assert one(association, tmp_path, {"municipality_name": "Jinde"}).counts["elsewhere"] == 1


# --- Opening hours ----------------------------------------------------------------------------------
@pytest.mark.spec("D4")
def test_opening_hours_are_read_from_osm_from_czech_and_from_days(association: Association, tmp_path: Path) -> None:
    one(association, tmp_path, {"opening_hours": "Mo-Fr 08:00-12:00; PH off"})
    assert service(association).opening_hours == "Mo-Fr 08:00-12:00; PH off"
    summary = one(association, tmp_path, {"opening_hours": "Po–Pá 8–12, 13–16:30"})
    assert service(association).opening_hours == "Mo-Fr 08:00-12:00,13:00-16:30"
    assert "08:00-12:00,13:00-16:30" in summary.notes[0].reason
    one(association, tmp_path, {"hours_mo": "8-12", "hours_we": "13-17"})
    assert service(association).opening_hours == "Mo 08:00-12:00; We 13:00-17:00"


@pytest.mark.spec("D4")
def test_hours_that_cannot_be_read_stay_a_text_and_are_never_guessed(association: Association, tmp_path: Path) -> None:
    text = "Po 8–12, jinak když svítí"
    summary = one(association, tmp_path, {"opening_hours": text, "hours_note": "u školy"})
    found = service(association)
    assert (found.opening_hours, found.hours_note) == ("", f"{text}; u školy")
    assert summary.notes[0].value == text


# --- Again, and without identifiers -----------------------------------------------------------------
COLUMNS = {"Název": "name", "Obec": "municipality_name", "Ulice": "street", "Telefon": "phones"}
ROW = {"Název": "Knihovna", "Obec": "Hořice", "Ulice": "Husova", "Telefon": "491000101"}


@pytest.mark.spec("D9")
def test_a_file_without_identifiers_is_known_again(association: Association, tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", [ROW, ROW | {"Název": "Pobočka"}])
    assert run(association, path, COLUMNS).counts["new"] == 2
    assert run(association, path, COLUMNS).counts["unchanged"] == 2
    table(path, [ROW | {"Název": "KNIHOVNA ", "Telefon": "491000999"}, ROW | {"Název": "Pobočka"}])
    assert run(association, path, COLUMNS).counts["changed"] == 1
    assert Service.objects.for_association(association).count() == 2
    assert "na řádku 2" in run(association, table(path, [ROW, ROW]), COLUMNS).faults[0].reason


@pytest.mark.spec("D9")
def test_what_an_editor_wrote_by_hand_is_the_same_place(association: Association, tmp_path: Path) -> None:
    by_hand = make_service(association, name="Knihovna", street="Husova")
    summary = run(association, table(tmp_path / "t.csv", [ROW | {"id": "7"}]), COLUMNS | {"id": "id"})
    assert (summary.counts["new"], summary.counts["changed"]) == (0, 0)
    by_hand.refresh_from_db()
    assert by_hand.source_id == "zdroj-7"
    by_hand.name = "Městská knihovna"
    publish_service(service=by_hand)
    again = run(association, tmp_path / "t.csv", COLUMNS | {"id": "id"})
    assert again.counts["unchanged"] == 1
    assert service(association).name == "Městská knihovna"


def test_two_services_it_may_be_are_a_fault(association: Association, tmp_path: Path) -> None:
    for _n in range(2):
        make_service(association, name="Knihovna", street="Husova")
    assert "více služeb" in run(association, table(tmp_path / "t.csv", [ROW]), COLUMNS).faults[0].reason


def test_identifiers_of_two_sources_never_meet(association: Association, tmp_path: Path) -> None:
    columns = COLUMNS | {"id": "id"}
    path = table(tmp_path / "t.csv", [ROW | {"id": "1"}])
    for source, name in (("jeden", "Knihovna"), ("druhy", "Muzeum")):
        table(path, [ROW | {"id": "1", "Název": name}])
        import_file(path, association, mapping=ColumnMapping(source, columns, {"kind": "museum"}))
    assert set(Service.objects.for_association(association).values_list("source_id", "name")) == {
        ("jeden-1", "Knihovna"),
        ("druhy-1", "Muzeum"),
    }


@pytest.mark.spec("D9")
def test_what_the_file_is_silent_about_stays(association: Association, tmp_path: Path) -> None:
    by_hand = make_service(
        association, name="Knihovna", street="Husova", opening_hours="Mo 08:00-12:00", description="Milá", psc="50801"
    )
    summary = run(association, table(tmp_path / "t.csv", [ROW | {"Telefon": "491000999"}]), COLUMNS)
    assert [change.fields for change in summary.changes] == [["contacts"]]
    by_hand.refresh_from_db()
    assert (by_hand.opening_hours, by_hand.description, by_hand.psc) == ("Mo 08:00-12:00", "Milá", "50801")


@pytest.mark.spec("D9")
def test_the_editor_opens_what_the_import_wrote(association: Association, tmp_path: Path) -> None:
    by_hand = make_service(association, name="Knihovna", street="Husova")
    run(association, table(tmp_path / "t.csv", [ROW | {"Telefon": "491000999"}]), COLUMNS)
    by_hand = service(association)
    opened = by_hand.get_latest_revision_as_object()
    assert [contact.value for contact in opened.contacts.all()] == ["+420491000999"]
    assert not by_hand.has_unpublished_changes
    assert by_hand.live_revision_id == by_hand.latest_revision_id
    publish_service(service=opened)
    assert [contact.value for contact in service(association).contacts.all()] == ["+420491000999"]


def test_a_renamed_service_gets_its_new_address_and_the_old_one_leads_there(
    association: Association, tmp_path: Path
) -> None:
    columns = COLUMNS | {"id": "id"}
    path = table(tmp_path / "t.csv", [ROW | {"id": "1"}, ROW | {"id": "2", "Název": "Muzeum"}])
    run(association, path, columns)
    before = Service.objects.get(source_id="zdroj-1").changed_at
    run(
        association,
        table(path, [ROW | {"id": "1", "Název": "Čítárna"}, ROW | {"id": "2", "Název": "Knihovna"}]),
        columns,
    )
    renamed = Service.objects.get(source_id="zdroj-1")
    assert renamed.slug == "citarna"
    assert renamed.changed_at > before
    assert FormerAddress.objects.get(slug="knihovna").service_id == renamed.pk
    assert Service.objects.get(source_id="zdroj-2").slug == "knihovna-horice"


# --- No longer in the file --------------------------------------------------------------------------
@pytest.mark.spec("D9")
@pytest.mark.parametrize(
    ("how", "state"), [(Absent.KEEP, "published"), (Absent.UNPUBLISH, "draft"), (Absent.CLOSE, "closed")]
)
def test_what_is_no_longer_in_the_file_is_told_and_dealt_with_only_on_request(
    association: Association, tmp_path: Path, how: Absent, state: str
) -> None:
    make_service(association, name="Ruční")
    path = table(tmp_path / "t.csv", [ROW, ROW | {"Název": "Muzeum"}])
    run(association, path, COLUMNS)
    table(path, [ROW])
    summary = run(association, path, COLUMNS, absent=how)
    assert [each.name for each in summary.absent] == ["Muzeum"]
    assert Service.objects.get(name="Muzeum").state == state
    assert Service.objects.get(name="Ruční").state == "published"
    assert summary.counts["unchanged"] == 1
    entry = summary.entries()[-1]
    assert (entry.outcome, entry.name) == ("absent", "Muzeum")


def test_a_refused_row_still_stands_in_the_file(association: Association, tmp_path: Path) -> None:
    columns = COLUMNS | {"id": "id"}
    path = table(tmp_path / "t.csv", [ROW | {"id": "1"}])
    run(association, path, columns)
    summary = run(
        association, table(path, [ROW | {"id": "1", "Telefon": "1"}]), columns, absent=Absent.CLOSE, partial=True
    )
    assert (summary.counts["refused"], summary.absent) == (1, [])


# --- The command ------------------------------------------------------------------------------------
@pytest.mark.spec("D9")
def test_the_command_takes_a_mapping_it_can_guess_itself(
    association: Association, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = table(tmp_path / "Knihovny.csv", [ROW | {"Druh": "muzeum", "Divné": "??"}])
    with pytest.raises(CommandError, match="co její sloupce znamenají"):
        call_command("import_services", str(path), association="horni")
    guess = tmp_path / "mapping.json"
    call_command("import_services", str(path), association="horni", guess_mapping=guess)
    assert "Divné" in capsys.readouterr().out
    assert json.loads(guess.read_text())["source"] == "knihovny"
    call_command("import_services", str(path), association="horni", mapping=guess, report=tmp_path / "r.xlsx")
    assert service(association).kind.code == "museum"
    report = read_file(tmp_path / "r.xlsx")
    assert [row["outcome"] for _line, row in report.rows] == ["new"]
    guess.write_text("[]")
    with pytest.raises(CommandError, match="Přiřazení"):
        call_command("import_services", str(path), association="horni", mapping=guess)
    with pytest.raises(CommandError, match="nelze přečíst"):
        call_command("import_services", str(path), association="horni", mapping=tmp_path / "neni.json")
