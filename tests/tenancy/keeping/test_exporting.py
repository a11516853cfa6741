"""An association's data as one ZIP: everything of it, nothing of anybody else's, no secrets (P1)."""

import hashlib
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.tenancy.keeping import archive, exporting
from portal.tenancy.keeping.archive import columns_of, write_archive
from portal.tenancy.keeping.belongings import Belongings
from portal.tenancy.models import Association, AssociationExport, ExportState
from services_directory.models import Service
from tests.services_directory.factories import make_service

from .everything import fill_everything, stored_files

pytestmark = [pytest.mark.django_db, pytest.mark.spec("P1"), pytest.mark.only_on("sqlite")]
MARK, OTHER = "tajnostb", "sousedka"


def exported(association: Association) -> zipfile.ZipFile:
    target = io.BytesIO()
    write_archive(Belongings(association), target)
    return zipfile.ZipFile(target)


def lines(whole: zipfile.ZipFile, label: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in whole.read(f"data/{label}.jsonl").splitlines()]


def test_everything_of_it_is_in_the_zip_and_nothing_of_others(dso_a: Association, dso_b: Association) -> None:
    fill_everything(dso_a, mark=OTHER, number=80_002)
    fill_everything(dso_b, mark=MARK, number=90_001)
    of = Belongings(dso_b)
    whole = exported(dso_b)
    assert whole.testzip() is None
    schema, manifest = json.loads(whole.read("schema.json")), json.loads(whole.read("manifest.json"))
    for model, keys in of.tables():
        label = model._meta.label
        if keys and columns_of(model):
            rows = lines(whole, label)
            assert sorted(str(row[model._meta.pk.attname]) for row in rows) == sorted(map(str, keys))
            assert manifest["rows"][label] == len(keys)
            assert {column["column"] for column in schema[label]["columns"]} == rows[0].keys()
            sheet = whole.read(f"data/{label}.csv").decode("utf-8-sig")
            assert sheet.splitlines()[0].split(",") == list(rows[0])
    files = stored_files()
    for alias, name in of.files():
        content = whole.read(f"files/{alias}/{name}")
        assert content == files[(alias, name)]
        assert manifest["files"][f"files/{alias}/{name}"] == hashlib.sha256(content).hexdigest()
    everything = b"".join(whole.read(name) for name in whole.namelist() if not name.startswith("codes/"))
    assert OTHER.encode() not in everything
    assert not [name for name in whole.namelist() if OTHER in name]
    assert b"heslo" not in whole.read("data/users.User.jsonl")
    assert '"password"' not in whole.read("data/users.User.jsonl").decode()
    assert "data/mfa.Authenticator.jsonl" not in whole.namelist()
    assert "svazku" in whole.read("README.txt").decode()


def test_codes_that_rows_refer_to_explain_them(dso_a: Association) -> None:
    make_service(dso_a, name="Knihovna")
    whole = exported(dso_a)
    kinds = [json.loads(line)["id"] for line in whole.read("codes/services_directory.ServiceKind.jsonl").splitlines()]
    assert {row["kind_id"] for row in lines(whole, "services_directory.Service")} <= set(kinds)


def test_cells_that_a_spreadsheet_would_run_are_harmless(dso_a: Association) -> None:
    service = make_service(dso_a, name="Knihovna")
    Service.objects.filter(pk=service.pk).update(name="=cmd|' /C calc'!A0")
    assert "'=cmd" in exported(dso_a).read("data/services_directory.Service.csv").decode()


def test_a_file_that_is_missing_is_named(dso_b: Association, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Belongings, "files", lambda self: [("private", "ztraceno.pdf")])
    target = io.BytesIO()
    assert write_archive(Belongings(dso_b), target).missing == ["private:ztraceno.pdf"]


@pytest.mark.parametrize("slug", ["dolni", "neznamy"])
def test_the_command_writes_a_whole_file_or_none(dso_b: Association, tmp_path: Path, slug: str) -> None:
    file = tmp_path / "vse.zip"
    if slug == "neznamy":
        with pytest.raises(CommandError, match="no association"):
            call_command("export_association", slug, str(file))
        assert list(tmp_path.iterdir()) == []
        return
    call_command("export_association", slug, str(file))
    assert zipfile.ZipFile(file).testzip() is None
    assert file.stat().st_mode & 0o077 == 0
    with pytest.raises(CommandError, match="is there already"):
        call_command("export_association", slug, str(file))


def test_a_command_that_fails_leaves_no_file(
    dso_b: Association, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: Any, **_kwargs: Any) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(archive, "_describe", full)
    with pytest.raises(CommandError, match="No space left"):
        call_command("export_association", "dolni", str(tmp_path / "vse.zip"))
    assert list(tmp_path.iterdir()) == []


def test_an_ordered_export_is_made_once_kept_some_days_and_written_down(
    dso_b: Association, union_admin: Any, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        export = exporting.order_export(association=dso_b, by=union_admin)
        assert exporting.order_export(association=dso_b, by=union_admin) == export
    export.refresh_from_db()
    assert export.state == ExportState.DONE
    assert export.done == export.total > 0
    assert exporting.perform(export.pk) == ExportState.DONE, "once more changes nothing"
    client.force_login(union_admin)
    address = f"/admin/departures/export/{export.pk}/file/"
    answer = client.get(address, headers={"host": "localhost"})
    content = b"".join(answer.streaming_content)
    assert hashlib.sha256(content).hexdigest() == export.sha256
    assert "no-store" in answer["Cache-Control"]
    actions = set(ModelLogEntry.objects.filter(action__startswith="tenancy.export").values_list("action", flat=True))
    assert actions == {"tenancy.export_ordered", "tenancy.export_made", "tenancy.export_downloaded"}
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
        assert exporting.forget_expired() == 1
    export.refresh_from_db()
    assert (export.state, bool(export.file)) == (ExportState.EXPIRED, False)
    assert client.get(address, headers={"host": "localhost"}).status_code == 404


def test_an_export_that_fails_says_so(dso_b: Association, union_admin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    export = AssociationExport.objects.create(association=dso_b, asked_by="union-admin")

    def full(*_args: Any, **_kwargs: Any) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(exporting, "write_archive", full)
    with pytest.raises(OSError, match="No space"):
        exporting.perform(export.pk)
    export.refresh_from_db()
    assert (export.state, "No space left" in export.error) == (ExportState.FAILED, True)
