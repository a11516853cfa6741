"""One school in six rows of one legal body becomes one place with its parts, and stays so (decision 18)."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from portal.tenancy.models import Association
from services_directory.importing.run import Options, Summary, import_file
from services_directory.kinds import load_kinds
from services_directory.models import Service, ServicePart
from services_directory.search.query import Question

from .factories import kind, members
from .sample import region_row, write_csv

KINDS = ("Školní jídelna", "Mateřská škola", "Základní škola", "Školní družina")
NAME = "Základní škola a mateřská škola Hořice"


@pytest.fixture(autouse=True)
def _kinds(association: Association) -> None:
    load_kinds()


def school(association: Association, n: int, word: str, **details: Any) -> dict[str, Any]:
    municipality = members(association)[0]
    return region_row(
        n, layer="skoly_a_zarizeni", category="education", kind=word, provider="obec", name=NAME, house_number="11",
        obec_code=municipality.code, obec=municipality.name, **details,
    )  # fmt: skip


def rows(association: Association, *kinds: str) -> list[dict[str, Any]]:
    return [school(association, n, word) for n, word in enumerate(kinds or KINDS, start=1)]


def run(association: Association, path: Path, content: list[dict[str, Any]], *, join: bool = True) -> Summary:
    return import_file(write_csv(path / "s.csv", content), association, options=Options(join=join))


def places(association: Association) -> list[Service]:
    return list(Service.objects.for_association(association).order_by("pk"))


def parts(service: Service) -> list[tuple[str, str]]:
    return [(part.kind.code, part.source_id) for part in service.parts.all()]


@pytest.mark.spec("D9")
def test_rows_of_one_body_at_one_address_become_one_place(association: Association, tmp_path: Path) -> None:
    content = rows(association)
    content[0]["phone"] = "491000555"
    summary = run(association, tmp_path, content)
    assert (summary.counts["new"], summary.counts["joined"]) == (1, 3)
    assert sum(summary.counts.values()) == 4
    (place,) = places(association)
    assert (place.name, place.kind.code, place.source_id) == (NAME, "primary_school", "khk-KNIH3")
    assert parts(place) == [
        ("nursery_school", "khk-KNIH2"), ("school_canteen", "khk-KNIH1"), ("after_school_club", "khk-KNIH4"),
    ]  # fmt: skip
    labels = {contact.value: contact.label for contact in place.contacts.all()}
    assert labels["+420491000101"] == ""
    assert labels["+420491000555"] == kind("school_canteen").label
    found = Service.objects.matching(Question("jídelna"), [association.site])
    assert [hit.pk for hit in found] == [place.pk]


@pytest.mark.spec("D9")
def test_a_second_run_changes_nothing_with_and_without_joining(association: Association, tmp_path: Path) -> None:
    run(association, tmp_path, rows(association))
    before = list(Service.objects.order_by("pk").values())
    for join in (True, False):
        summary = run(association, tmp_path, rows(association), join=join)
        assert (summary.counts["unchanged"], summary.counts["joined"]) == (1, 3)
        assert summary.absent == []
    assert list(Service.objects.order_by("pk").values()) == before
    assert ServicePart.objects.count() == 3


def test_without_being_asked_nothing_is_joined(association: Association, tmp_path: Path) -> None:
    assert run(association, tmp_path, rows(association), join=False).counts["new"] == 4


@pytest.mark.spec("D9")
def test_what_has_an_entry_of_its_own_is_not_joined_later_and_that_is_told(
    association: Association, tmp_path: Path
) -> None:
    run(association, tmp_path, rows(association, "Základní škola", "Mateřská škola"), join=False)
    summary = run(association, tmp_path, rows(association, "Základní škola", "Mateřská škola", "Školní jídelna"))
    assert (summary.counts["unchanged"], summary.counts["changed"], summary.counts["joined"]) == (1, 1, 1)
    assert "vlastní záznam" in summary.notes[-1].reason
    school_, nursery = places(association)
    assert parts(school_) == [("school_canteen", "khk-KNIH3")]
    assert parts(nursery) == []


def test_a_part_that_comes_later_joins_its_place_and_one_that_is_gone_leaves_it(
    association: Association, tmp_path: Path
) -> None:
    run(association, tmp_path, rows(association, "Základní škola", "Mateřská škola"))
    summary = run(association, tmp_path, rows(association, "Základní škola", "Mateřská škola", "Školní jídelna"))
    assert (summary.counts["new"], summary.counts["changed"], summary.counts["joined"]) == (0, 1, 2)
    run(association, tmp_path, [row for row in rows(association, *KINDS[2:], "Školní jídelna") if row])
    run(
        association,
        tmp_path,
        [rows(association, "Základní škola", "Mateřská škola", "Školní jídelna")[n] for n in (0, 2)],
    )
    (place,) = places(association)
    assert parts(place) == [("school_canteen", "khk-KNIH3")]


def test_a_refused_part_stays_in_its_place(association: Association, tmp_path: Path) -> None:
    run(association, tmp_path, rows(association))
    content = rows(association)
    content[1]["psc"] = "1"
    path = write_csv(tmp_path / "s.csv", content)
    summary = import_file(path, association, options=Options(join=True, partial=True))
    assert (summary.counts["refused"], summary.counts["joined"]) == (1, 2)
    (place,) = places(association)
    assert ("nursery_school", "khk-KNIH2") in parts(place)


def test_without_its_main_row_a_place_stays_as_it_is(association: Association, tmp_path: Path) -> None:
    run(association, tmp_path, rows(association))
    content = rows(association)
    content[2]["psc"] = "1"
    path = write_csv(tmp_path / "s.csv", content)
    summary = import_file(path, association, options=Options(join=True, partial=True))
    assert (summary.counts["joined"], summary.counts["new"], summary.counts["changed"]) == (3, 0, 0)
    assert len(parts(places(association)[0])) == 3


@pytest.mark.parametrize(
    "different", [{"ico": "00272949"}, {"house_number": "12"}, {"street": "Jiná"}, {"ico": ""}, {"kind": "Muzejní"}]
)
def test_only_the_same_body_address_and_field_belong_together(
    association: Association, tmp_path: Path, different: dict[str, str]
) -> None:
    content = [school(association, 1, "Základní škola"), school(association, 2, "Mateřská škola") | different]
    assert run(association, tmp_path, content).counts["new"] == 2


def test_a_part_an_editor_has_added_stays(association: Association, tmp_path: Path) -> None:
    run(association, tmp_path, rows(association))
    (place,) = places(association)
    ServicePart.objects.create(service=place, kind=kind("gallery"), name="Galerie na chodbě", sort_order=9)
    content = rows(association)[:3]
    summary = run(association, tmp_path, content)
    assert summary.counts["changed"] == 1
    assert [part.name for part in place.parts.all()][-1] == "Galerie na chodbě"
    assert place.parts.count() == 3


@pytest.mark.spec("D9")
def test_the_command_joins_on_request_and_tells_where_each_row_went(
    association: Association, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_csv(tmp_path / "s.csv", rows(association))
    report = tmp_path / "r.csv"
    call_command("import_services", str(path), association="horni", group=True, dry_run=True, report=report)
    assert "joined 3" in capsys.readouterr().out
    assert report.read_text(encoding="utf-8-sig").count("joined") == 3
    assert places(association) == []
