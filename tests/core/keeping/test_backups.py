"""Backups: whole or not at all, consistent, checked before anything is touched."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages
from django.core.management import CommandError, call_command

from portal.core.keeping import backing_up, database, restoring, stored, thinning, verifying
from portal.core.keeping.backing_up import back_up
from portal.core.keeping.database import Taken
from portal.core.keeping.manifest import SEAL, KeepingError, Manifest
from portal.core.keeping.restoring import restore
from portal.core.keeping.verifying import check_backup

pytestmark = [pytest.mark.only_on("sqlite")]


class Installation:
    """A database of one text and storages on the disk, in place of the real ones."""

    FILE = "database.txt"

    def __init__(self, folder: Path) -> None:
        self.rows = "řádky"
        self.named: set[tuple[str, str]] = set()
        self.during: Callable[[], object] = lambda: None
        self.storages = {
            alias: FileSystemStorage(location=folder / alias, allow_overwrite=False) for alias in ("default", "private")
        }

    def dump(self, target: Path) -> Taken:
        target.write_text(self.rows, encoding="utf-8")
        self.during()
        return Taken({"table": len(self.rows)}, ["core.0001_initial"], self.named)

    def check(self, dump: Path, counts: dict[str, int]) -> None:
        if counts != {"table": len(dump.read_text(encoding="utf-8"))}:
            raise KeepingError("other numbers of rows")

    def replaced_by(self, dump: Path) -> Any:
        return self

    def __enter__(self) -> None:
        pass

    def __exit__(self, *error: Any) -> None:
        pass


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    made = Installation(tmp_path / "live")
    for module in (backing_up, verifying, restoring):
        monkeypatch.setattr(module, "vendor", lambda: made)
    for module in (stored, backing_up, restoring):
        monkeypatch.setattr(module, "storages", made.storages)
    monkeypatch.setattr(restoring, "is_empty", lambda: True)
    monkeypatch.setattr(restoring, "_compare", lambda manifest: None)
    monkeypatch.setattr(restoring, "resync_sequences", lambda: 0)
    made.storages["default"].save("obraz.png", ContentFile(b"obraz"))
    made.storages["private"].save("slozka/pod/zapis.pdf", ContentFile("zápis".encode()))
    return made


@pytest.fixture
def backup(installation: Installation, tmp_path: Path) -> Path:
    folder = tmp_path / "backups" / "one"
    back_up(folder)
    return folder


def files_of(installation: Installation) -> dict[str, bytes]:
    found = {}
    for alias, storage in installation.storages.items():
        for name in stored.names_in(alias):
            with storage.open(name) as file:
                found[f"{alias}:{name}"] = file.read()
    return found


def test_a_backup_holds_database_files_and_what_it_was_made_by(backup: Path) -> None:
    manifest = check_backup(backup)
    assert {(file.storage, file.name) for file in manifest.files} == {
        ("default", "obraz.png"),
        ("private", "slozka/pod/zapis.pdf"),
    }
    assert manifest.rows == len("řádky")
    assert {"portal", "django", "wagtail", "python"} <= manifest.versions.keys()
    assert manifest.migrations
    assert not (backup.stat().st_mode | (backup / "database.txt").stat().st_mode) & 0o077, "for its owner only"


def test_a_backup_is_never_overwritten(backup: Path) -> None:
    before = (backup / SEAL).read_text()
    with pytest.raises(KeepingError, match="is there already"):
        back_up(backup)
    assert (backup / SEAL).read_text() == before


def test_a_failed_backup_leaves_nothing(installation: Installation, tmp_path: Path) -> None:
    def fail() -> None:
        raise OSError("No space left on device")

    installation.during = fail
    with pytest.raises(KeepingError, match="No space left"):
        back_up(tmp_path / "backups" / "one")
    assert list((tmp_path / "backups").iterdir()) == []


def test_two_backups_at_once_do_not_mix(installation: Installation, tmp_path: Path) -> None:
    (tmp_path / "one.unfinished").mkdir()
    with pytest.raises(KeepingError, match="another backup runs"):
        back_up(tmp_path / "one")
    assert (tmp_path / "one.unfinished").exists()


def test_files_that_come_and_go_while_the_portal_runs(installation: Installation, tmp_path: Path) -> None:
    def meanwhile() -> None:
        installation.storages["default"].save("nova.png", ContentFile(b"nova"))
        installation.storages["default"].delete("obraz.png")
        (Path(installation.storages["private"].path("slozka/pod/zapis.pdf"))).write_bytes(b"written to its end by now")

    installation.during = meanwhile
    installation.named = {("default", "nova.png"), ("default", "obraz.png"), ("default", "ztracena.png")}
    said: list[str] = []
    manifest = back_up(tmp_path / "one", say=said.append)
    files = {file.name: file.size for file in manifest.files}
    assert files == {"nova.png": 4, "obraz.png": 5, "slozka/pod/zapis.pdf": 25}
    assert manifest.missing == ["default:ztracena.png"]
    assert said == ["Missing since before this backup: default:ztracena.png"]


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "flipped byte of a file": (lambda it: flip(it / "files/default/obraz.png"), "changed or damaged: default:obraz"),
    "flipped byte of the dump": (lambda it: flip(it / "database.txt"), "changed or damaged: database.txt"),
    "flipped byte of the manifest": (lambda it: flip(it / "manifest.json"), "manifest.json was changed or damaged"),
    "missing file": (lambda it: (it / "files/private/slozka/pod/zapis.pdf").unlink(), "lacks a file: private:slozka"),
    "cut dump": (lambda it: os.truncate(it / "database.txt", 2), "has 2 bytes instead of"),
    "no seal": (lambda it: (it / SEAL).unlink(), "no whole backup"),
    "a file beside": (lambda it: (it / "files/x.sh").write_text("x"), "isn't in its manifest: files/x.sh"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_backup_is_refused_and_nothing_is_touched(
    installation: Installation, backup: Path, damage: str
) -> None:
    harm, words = DAMAGES[damage]
    harm(backup)
    before = files_of(installation)
    with pytest.raises(KeepingError, match=words):
        restore(backup, replace=True)
    with pytest.raises(CommandError, match=words):
        call_command("restore", str(backup), "--only-check")
    assert files_of(installation) == before


def test_what_leads_out_of_the_backup_is_refused(backup: Path) -> None:
    with pytest.raises(KeepingError, match="leads out"):
        stored.path_in(backup, "default", "../../etc/passwd")
    with pytest.raises(KeepingError, match="leads out"):
        stored.path_in(backup, "default", "/etc/passwd")


def test_restoring_gives_the_files_back(installation: Installation, backup: Path) -> None:
    before = files_of(installation)
    storage = installation.storages["default"]
    storage.delete("obraz.png")
    storage.save("pozdejsi.png", ContentFile(b"later"))
    Path(installation.storages["private"].path("slozka/pod/zapis.pdf")).write_bytes(b"changed")
    restore(backup, replace=True, say=lambda _text: None)
    assert files_of(installation) == before


def test_without_replace_only_into_what_is_empty(
    installation: Installation, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files_of(installation)
    with pytest.raises(KeepingError, match="storage 'default' isn't empty"):
        restore(backup, say=lambda _text: None)
    monkeypatch.setattr(restoring, "is_empty", lambda: False)
    with pytest.raises(KeepingError, match="database isn't empty"):
        restore(backup, say=lambda _text: None)
    assert files_of(installation) == before


def test_a_restore_that_fails_leaves_things_as_they_were(
    installation: Installation, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(installation.storages["private"].path("slozka/pod/zapis.pdf")).write_bytes(b"changed")
    installation.storages["default"].delete("obraz.png")
    before = files_of(installation)

    def fail(_manifest: Manifest) -> None:
        raise KeepingError("After restoring, other numbers of rows")

    monkeypatch.setattr(restoring, "_compare", fail)
    with pytest.raises(KeepingError, match="other numbers"):
        restore(backup, replace=True, say=lambda _text: None)
    assert files_of(installation) == before


@pytest.mark.django_db
def test_a_backup_of_newer_code_or_of_another_database_is_refused(
    installation: Installation, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = check_backup(backup)
    assert "tenancy.0001_initial" in verifying.check_code(manifest)
    newer = Manifest(**{**vars(manifest), "migrations": ["core.0001_initial", "core.9999_of_tomorrow"]})
    with pytest.raises(KeepingError, match=r"newer version.*core\.9999_of_tomorrow"):
        verifying.check_code(newer)
    other = Manifest(**{**vars(manifest), "vendor": "oracle"})
    other.write(backup)
    with pytest.raises(KeepingError, match="is of oracle"):
        check_backup(backup)


def test_a_manifest_of_another_format_is_refused(backup: Path) -> None:
    manifest = Manifest.read(backup)
    Manifest(**{**vars(manifest), "format": 99}).write(backup)
    with pytest.raises(KeepingError, match="format 99"):
        Manifest.read(backup)


def test_how_long_backups_are_kept() -> None:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    hourly = [now - timedelta(hours=hours) for hours in range(24 * 500)]
    kept = sorted(thinning.to_keep(hourly, now), reverse=True)
    by_age = [(now - moment).days for moment in kept]
    assert len([age for age in by_age if age < 2]) == 48
    assert len([age for age in by_age if 2 <= age < 14]) in {13, 14}
    assert len([age for age in by_age if 14 <= age < 61]) in {7, 8, 9}
    assert len([age for age in by_age if age >= 61]) in {10, 11, 12}
    assert max(by_age) <= 366
    old = [now - timedelta(days=900), now - timedelta(days=901)]
    assert thinning.to_keep(old, now) == {old[0]}, "the newest stays, however old"


def test_thinning_out_leaves_alone_what_is_no_backup(backup: Path) -> None:
    parent = backup.parent
    (parent / "notes").mkdir()
    for name, age in (("old", 800), ("older", 801)):
        (parent / name).mkdir()
        moment = (datetime.now(UTC) - timedelta(days=age)).isoformat()
        manifest = Manifest.read(backup)
        Manifest(**{**vars(manifest), "made_at": moment}).write(parent / name)
    assert [path.name for path in thinning.thin_out(parent)] == ["old", "older"]
    assert sorted(path.name for path in parent.iterdir()) == ["notes", "one"]


def test_the_kinds_of_database_that_can_be_backed_up(monkeypatch: pytest.MonkeyPatch) -> None:
    class Elsewhere:
        vendor = "oracle"

    monkeypatch.setattr(database, "connection", Elsewhere())
    with pytest.raises(KeepingError, match="oracle"):
        database.vendor()


def test_every_column_of_files_has_a_storage_of_the_settings() -> None:
    fields = list(stored.file_fields())
    assert fields
    assert {stored.alias_of(field) for field in fields} <= set(storages.backends)
    assert json.dumps(stored.aliases())
