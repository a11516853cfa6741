"""The import in the admin: upload, columns, check, confirmation, result; scoped, and safe when it is interrupted."""

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from openpyxl import load_workbook

from portal.tenancy.models import Association
from services_directory.importing import actions, work
from services_directory.importing.enums import Absent, ImportState
from services_directory.importing.maintenance import forget_imports, tend_imports
from services_directory.importing.mapping import ColumnMapping
from services_directory.importing.run import Options
from services_directory.importing.tasks import work_on_import
from services_directory.kinds import load_kinds
from services_directory.models import ImportRun, Service
from services_directory.models.import_run import private_storage

from .factories import make_service, members
from .sample import region_row, write_csv

HOST = {"headers": {"host": "horni.localhost"}}
LIBRARIES = (
    "Název;Druh;Obec;Telefon;Kód\nKnihovna Hořice;Knihovna;Hořice;491 000 101;7\nMuzeum;Muzeum;Žernov;491 000 102;8\n"
)


@pytest.fixture(autouse=True)
def _kinds(association: Association) -> None:
    load_kinds()


@pytest.fixture
def manager(manager_a: Any, client: Client) -> Client:
    client.force_login(manager_a)
    return client


def upload(client: Client, text: str | bytes = LIBRARIES, name: str = "Knihovny 2026.csv") -> Any:
    content = text.encode() if isinstance(text, str) else text
    return client.post(reverse("service_imports:add"), {"file": SimpleUploadedFile(name, content)}, **HOST)


def columns(response: Any) -> dict[str, str]:
    """What the mapping screen has chosen, by the column's name."""
    form = response.context["form"]
    return {field.label: field.value() for field, _samples in form.rows()}


def mapping_data(response: Any, **more: Any) -> dict[str, Any]:
    """The mapping screen's form as it stands, with `more` filled in."""
    form = response.context["form"]
    return {field.html_name: field.value() or "" for field in form if field.value()} | more


def go(client: Client, run: ImportRun, verb: str) -> Any:
    return client.post(reverse(f"service_imports:{verb}", args=[run.pk]), follow=True, **HOST)


def checked(association: Association, rows: list[dict[str, Any]], tmp_path: Path, **options: Any) -> ImportRun:
    """An import of rows in the region's shape after its dry run."""
    content = write_csv(tmp_path / "s.csv", rows).read_bytes()
    run = actions.upload(site=association.site, content=content, name="s.csv")
    actions.check(run=run, mapping=None, options=Options(**options))
    return run


def place(association: Association) -> dict[str, str]:
    municipality = members(association)[0]
    return {"obec_code": municipality.code, "obec": municipality.name}


# --- The way through the screens --------------------------------------------------------------------
@pytest.mark.spec("D9")
def test_a_manager_uploads_maps_checks_and_imports(manager: Client, association: Association) -> None:
    answer = upload(manager)
    run = ImportRun.objects.get()
    assert answer.url == reverse("service_imports:mapping", args=[run.pk])
    assert (run.rows_total, run.original_name, run.state) == (2, "Knihovny 2026.csv", ImportState.MAPPING)
    screen = manager.get(answer.url, **HOST)
    assert columns(screen) == {
        "Název": "name", "Druh": "kind", "Obec": "municipality_name", "Telefon": "phones", "Kód": "",
    }  # fmt: skip
    assert "Knihovna Hořice" in screen.content.decode()
    data = mapping_data(screen, **{"column-4": "id"})
    report = manager.post(answer.url, data, follow=True, **HOST)
    assert report.redirect_chain[-1][0] == reverse("service_imports:edit", args=[run.pk])
    assert not Service.objects.for_association(association).exists()
    text = report.content.decode()
    assert "zatím nebylo nic zapsáno" in text
    assert "Knihovna Hořice" in text
    done = go(manager, run, "confirm").content.decode()
    assert "Zapsáno" in done
    found = {service.name: service for service in Service.objects.for_association(association)}
    assert {service.source_id for service in found.values()} == {"knihovny-7", "knihovny-8"}
    assert found["Muzeum"].kind.code == "museum"
    run.refresh_from_db()
    assert (run.state, run.counts["new"]) == (ImportState.DONE, 2)
    listed = manager.get(reverse("service_imports:index"), **HOST).content.decode()
    assert "Knihovny 2026.csv" in listed


@pytest.mark.spec("D9")
def test_the_second_time_the_columns_are_remembered_and_nothing_changes(
    manager: Client, association: Association
) -> None:
    for _again in range(2):
        screen = manager.get(upload(manager).url, **HOST)
        run = ImportRun.objects.latest("pk")
        manager.post(
            reverse("service_imports:mapping", args=[run.pk]), mapping_data(screen, **{"column-4": "id"}), **HOST
        )
        go(manager, run, "confirm")
    run.refresh_from_db()
    assert columns(screen)["Kód"] == "id"
    assert (run.counts["new"], run.counts["changed"], run.counts["unchanged"]) == (0, 0, 2)


def test_a_mapping_that_cannot_be_is_refused_in_words(manager: Client, association: Association) -> None:
    screen = manager.get(upload(manager).url, **HOST)
    run = ImportRun.objects.get()
    data = mapping_data(screen, **{"column-0": "subject", "column-1": "subject", "column-2": "", "source": "Ne Hezky"})
    answer = manager.post(reverse("service_imports:mapping", args=[run.pk]), data, **HOST).content.decode()
    for said in ("Žádný sloupec", "druh služby", "obec", "malých písmen", "Dva sloupce"):
        assert said in answer
    run.refresh_from_db()
    assert run.state == ImportState.MAPPING


def test_a_refused_row_holds_everything_back_until_the_good_ones_are_asked_for(
    manager: Client, association: Association, tmp_path: Path
) -> None:
    where = place(association)
    run = checked(association, [region_row(1, **where), region_row(2, **where, ico="1")], tmp_path)
    page = manager.get(reverse("service_imports:edit", args=[run.pk]), **HOST).content.decode()
    assert "osm číslic" in page
    assert reverse("service_imports:confirm", args=[run.pk]) not in page
    go(manager, run, "confirm")
    assert not Service.objects.for_association(association).exists()
    manager.post(reverse("service_imports:mapping", args=[run.pk]), {"partial": "on", "absent": "keep"}, **HOST)
    go(manager, run, "confirm")
    assert Service.objects.for_association(association).count() == 1


def test_what_would_change_is_shown_as_old_and_new(manager: Client, association: Association, tmp_path: Path) -> None:
    where = place(association)
    go(manager, checked(association, [region_row(1, **where)], tmp_path), "confirm")
    run = checked(association, [region_row(1, **where, street="Nová", accessibility="ne")], tmp_path)
    page = manager.get(reverse("service_imports:edit", args=[run.pk]) + "?show=changed", **HOST).content.decode()
    for shown in ("<del>Husova</del>", "<ins>Nová</ins>", "<del>ano</del>", "<ins>ne</ins>"):
        assert shown in page


def test_the_report_can_be_downloaded_in_both_formats(
    manager: Client, association: Association, tmp_path: Path
) -> None:
    run = checked(association, [region_row(1, **place(association), ico="=1+1")], tmp_path)
    answer = manager.get(reverse("service_imports:report", args=[run.pk, "csv"]), **HOST)
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";"))
    assert rows[1][:2] == ["2", "odmítnuté"]
    assert "'=1+1" in rows[1]
    book = manager.get(reverse("service_imports:report", args=[run.pk, "xlsx"]), **HOST)
    cells = next(load_workbook(io.BytesIO(book.content)).active.iter_rows(min_row=2))
    assert [cell.data_type for cell in cells if cell.value == "=1+1"] == ["s"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "prázdn"),
        (b"%PDF-1.7 \x00", "není tabulka"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "XLS"),
        (b"PK\x03\x04 no package", "poškozen"),
        (b"<!doctype html><table></table>", "není tabulka"),
        (b"N\xc3\xa1zev;Obec\n", "žádné řádky"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(manager: Client, content: bytes, said: str) -> None:
    answer = upload(manager, content)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_a_file_that_is_too_large_is_refused(manager: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services_directory.importing.forms.MOST_BYTES", 10)
    assert "je větší než" in upload(manager).content.decode()


def test_an_import_can_be_thrown_away_with_its_files(manager: Client) -> None:
    upload(manager)
    run = ImportRun.objects.get()
    name = run.file.name
    go(manager, run, "discard")
    run.refresh_from_db()
    assert (run.state, run.file.name) == (ImportState.DISCARDED, "")
    assert not private_storage().exists(name)


# --- Who may ----------------------------------------------------------------------------------------
def test_editors_and_reviewers_import_nothing(editor_a: Any, union_reviewer: Any, client: Client) -> None:
    for user in (editor_a, union_reviewer):
        client.force_login(user)
        assert client.get(reverse("service_imports:add"), **HOST).status_code in {302, 403}
        upload(client)
    assert not ImportRun.objects.exists()


def test_the_union_chooses_the_association(union_admin: Any, client: Client, neighbour: Association) -> None:
    client.force_login(union_admin)
    file = SimpleUploadedFile("s.csv", LIBRARIES.encode())
    assert client.post(reverse("service_imports:add"), {"file": file}, **HOST).status_code == 200
    file.seek(0)
    client.post(reverse("service_imports:add"), {"file": file, "site": neighbour.site_id}, **HOST)
    assert ImportRun.objects.get().site_id == neighbour.site_id


def test_a_manager_cannot_upload_for_another_association(manager: Client, neighbour: Association) -> None:
    file = SimpleUploadedFile("s.csv", LIBRARIES.encode())
    manager.post(reverse("service_imports:add"), {"file": file, "site": neighbour.site_id}, **HOST)
    assert ImportRun.objects.get().site_id != neighbour.site_id


def test_imports_of_others_are_not_found(
    manager_b: Any, client: Client, association: Association, tmp_path: Path
) -> None:
    run = checked(association, [region_row(1, **place(association))], tmp_path)
    client.force_login(manager_b)
    for name in ("edit", "mapping"):
        assert client.get(reverse(f"service_imports:{name}", args=[run.pk])).status_code == 404
    assert client.get(reverse("service_imports:report", args=[run.pk, "csv"])).status_code == 404
    for name in ("confirm", "discard"):
        assert client.post(reverse(f"service_imports:{name}", args=[run.pk])).status_code == 404
    run.refresh_from_db()
    assert run.state == ImportState.CHECKED


# --- Work that takes long, stops or meets other work ------------------------------------------------
def many(association: Association, count: int) -> list[dict[str, Any]]:
    where = place(association)
    return [region_row(n, **where) for n in range(count)]


def test_a_large_file_is_worked_on_by_a_worker_and_its_progress_is_shown(
    manager: Client, association: Association, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 3)
    given: list[int] = []
    real = type(work_on_import).enqueue
    monkeypatch.setattr(type(work_on_import), "enqueue", lambda task, pk: given.append(pk) or real(task, pk))
    run = checked(association, many(association, 5), tmp_path)
    assert given == [run.pk]
    assert run.state == ImportState.CHECKED
    ImportRun.objects.filter(pk=run.pk).update(state="checking", stage="reading", rows_read=2)
    page = manager.get(reverse("service_imports:edit", args=[run.pk]), **HOST).content.decode()
    assert "2 z 5" in page
    assert "Obnovit" in page


def test_a_task_that_is_put_back_writes_once(association: Association, tmp_path: Path) -> None:
    run = checked(association, many(association, 3), tmp_path)
    ImportRun.objects.filter(pk=run.pk).update(state=ImportState.WRITING)
    assert work.perform(run.pk) == ImportState.DONE
    assert work.perform(run.pk) == ImportState.DONE
    assert Service.objects.for_association(association).count() == 3


def test_a_worker_that_dies_while_writing_leaves_nothing_half_done(
    association: Association, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = checked(association, many(association, 3), tmp_path)
    ImportRun.objects.filter(pk=run.pk).update(state=ImportState.WRITING)

    def die(*args: Any, **kwargs: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("services_directory.importing.apply.index_services", die)
        with pytest.raises(KeyboardInterrupt):
            work.perform(run.pk)
    assert not Service.objects.for_association(association).exists()
    run.refresh_from_db()
    assert run.state == ImportState.WRITING
    assert work.perform(run.pk) == ImportState.DONE
    assert Service.objects.for_association(association).count() == 3


def test_an_error_is_told_and_the_import_can_be_tried_again(
    manager: Client, association: Association, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = checked(association, many(association, 3), tmp_path)

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("services_directory.importing.apply.index_services", fail)
        assert "nic se nezapsalo" in go(manager, run, "confirm").content.decode()
    assert not Service.objects.for_association(association).exists()
    manager.post(reverse("service_imports:mapping", args=[run.pk]), {"absent": "keep"}, **HOST)
    go(manager, run, "confirm")
    assert Service.objects.for_association(association).count() == 3


def test_only_what_was_confirmed_is_written(manager: Client, association: Association, tmp_path: Path) -> None:
    rows = many(association, 2)
    go(manager, checked(association, rows, tmp_path), "confirm")
    rows[0]["street"] = "Nová"
    run = checked(association, rows, tmp_path)
    Service.objects.filter(source_id="khk-KNIH0").update(street="Jiná")
    assert "mezitím změnil" in go(manager, run, "confirm").content.decode()
    assert Service.objects.get(source_id="khk-KNIH0").street == "Jiná"
    run.refresh_from_db()
    assert run.state == ImportState.CHECKED
    go(manager, run, "confirm")
    assert Service.objects.get(source_id="khk-KNIH0").street == "Nová"


def test_one_import_of_an_association_at_a_time(association: Association, tmp_path: Path) -> None:
    first = checked(association, many(association, 2), tmp_path)
    second = checked(association, many(association, 2), tmp_path)
    ImportRun.objects.filter(pk=first.pk).update(state=ImportState.WRITING)
    with pytest.raises(ValidationError, match="právě zapisuje"):
        actions.confirm(run=second)
    assert not Service.objects.for_association(association).exists()


def test_imports_nobody_works_on_any_more_are_given_up(association: Association, tmp_path: Path) -> None:
    runs = [checked(association, many(association, 1), tmp_path) for _n in range(4)]
    long_ago = timezone.now() - timedelta(hours=1)
    task = DBTaskResult.objects.create(
        args_kwargs={"args": [1], "kwargs": {}},
        task_path="services_directory.importing.tasks.work_on_import",
        backend_name="default",
        run_after=long_ago,
    )
    for run, values in zip(
        runs,
        (
            {"touched_at": long_ago},
            {"touched_at": timezone.now()},
            {"touched_at": long_ago, "task_id": str(task.pk)},
            {"touched_at": long_ago, "task_id": "4e0b0d4c-9a5e-4a55-8d3c-2d0c3a9f8a11"},
        ),
        strict=True,
    ):
        ImportRun.objects.filter(pk=run.pk).update(state=ImportState.CHECKING, **values)
    assert tend_imports() == 2
    states = [ImportRun.objects.get(pk=run.pk).state for run in runs]
    assert states == [ImportState.FAILED, ImportState.CHECKING, ImportState.CHECKING, ImportState.FAILED]


def test_files_are_deleted_after_a_time_and_the_history_stays(association: Association, tmp_path: Path) -> None:
    old, young = (checked(association, many(association, 1), tmp_path) for _n in range(2))
    names = [old.file.name, old.report.name]
    assert all(map(private_storage().exists, names))
    age = settings.IMPORT_KEEP_FILES + timedelta(days=1)
    ImportRun.objects.filter(pk=old.pk).update(created_at=timezone.now() - age)
    assert forget_imports() == 1
    assert not any(map(private_storage().exists, names))
    old.refresh_from_db()
    assert (old.file.name, old.state, old.counts["new"]) == ("", ImportState.DISCARDED, 1)
    young.refresh_from_db()
    assert private_storage().exists(young.file.name)
    assert forget_imports() == 0


def test_an_import_whose_file_is_gone_says_so(association: Association, tmp_path: Path) -> None:
    run = checked(association, many(association, 1), tmp_path)
    private_storage().delete(run.file.name)
    actions.confirm(run=run)
    assert run.state == ImportState.FAILED
    assert "nelze" in run.error


# --- The list and the export ------------------------------------------------------------------------
def test_the_list_asks_as_much_for_many_imports_as_for_few(
    manager: Client, association: Association, assert_same_queries: Any
) -> None:
    def add(count: int) -> None:
        ImportRun.objects.bulk_create(
            ImportRun(site=association.site, original_name=f"{n}.csv", state="done", counts={"new": n})
            for n in range(count)
        )

    add(3)
    assert_same_queries(lambda: manager.get(reverse("service_imports:index"), **HOST), lambda: add(40))


@pytest.mark.spec("D2")
def test_internal_facts_leave_only_with_those_who_may_change_services(
    association: Association, manager_a: Any, union_reviewer: Any, client: Client
) -> None:
    from services_directory.models import ServiceContact

    service = make_service(association, name="Knihovna", internal_note="klíč je u starosty")
    ServiceContact.objects.create(service=service, kind="phone", value="+420606000111", is_internal=True)
    make_service(association, name="Koncept").unpublish()
    url = reverse("service_imports:export")

    def download(user: Any, content: str) -> Any:
        client.force_login(user)
        return client.get(url, {"format": "csv", "content": content, "site": association.site_id}, **HOST)

    whole = b"".join(download(manager_a, "internal").streaming_content).decode()
    assert all(said in whole for said in ("klíč je u starosty", "606000111", "Koncept"))
    public = b"".join(download(manager_a, "public").streaming_content).decode()
    assert "Knihovna" in public
    assert not any(said in public for said in ("klíč", "606000111", "Koncept", "internal"))
    refused = download(union_reviewer, "internal")
    assert not refused.streaming
    assert "606000111" not in refused.content.decode()
    assert "Knihovna" in b"".join(download(union_reviewer, "public").streaming_content).decode()


def test_an_export_of_the_admin_is_known_when_it_comes_back(
    manager: Client, association: Association, manager_a: Any
) -> None:
    make_service(association, name="Knihovna")
    answer = manager.get(reverse("service_imports:export"), {"format": "xlsx", "content": "internal"}, **HOST)
    upload(manager, answer.content, "export.xlsx")
    run = ImportRun.objects.get()
    assert run.shape == "own"
    page = manager.get(reverse("service_imports:mapping", args=[run.pk]), **HOST)
    assert "náš vlastní export" in page.content.decode()
    manager.post(reverse("service_imports:mapping", args=[run.pk]), {"absent": Absent.KEEP}, **HOST)
    run.refresh_from_db()
    assert (run.counts["unchanged"], run.counts["refused"]) == (1, 0)


def test_a_remembered_mapping_belongs_to_one_association(association: Association, neighbour: Association) -> None:
    run = actions.upload(site=association.site, content=LIBRARIES.encode(), name="a.csv")
    mapping = ColumnMapping("jine", {"Název": "name", "Druh": "kind", "Obec": "municipality_name"})
    actions.check(run=run, mapping=mapping, options=Options())
    again = actions.upload(site=association.site, content=LIBRARIES.encode(), name="a.csv")
    other = actions.upload(site=neighbour.site, content=LIBRARIES.encode(), name="a.csv")
    assert again.mapping["source"] == "jine"
    assert other.mapping["source"] == "a"
