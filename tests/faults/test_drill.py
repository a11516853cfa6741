"""The drill (`make drill`): everything is backed up, destroyed and restored in a new place, and nothing is different.

Every model has a row, so that every table is proved. What differs fails with the table's or the file's name.
"""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.utils import DatabaseError
from django.test import Client
from django.utils import timezone

from meetings.enums import MeetingKind
from meetings.models import MeetingPage, NoticeLine
from meetings.notices.checks import check
from meetings.notices.lines import bring_up_to_date
from portal.core.keeping.stored import aliases, names_in
from portal.jobs.maintenance import send_mail
from portal.tenancy.models import Association
from portal.tenancy.roles import Role
from services_directory.models import Service
from tests.meetings.factories import make_meeting
from tests.services_directory.factories import make_many
from tests.tenancy.factories import make_user
from tests.tenancy.keeping.everything import contents, empty_models, fill_everything, stored_files

from .conftest import OwnDatabase, _let_go

HOST = "horni.localhost"
PAGES = ("/", "/sluzby/", "/sluzby/?q=knihovna", "/setkani/", "/setkani/deska/", "/zpravodaj/", "/kontakt/", "/obce/")
NEW, MARK = "restored", "tajnostb"
Figures = dict[str, Any]


@pytest.fixture
def a_new_place(own_database: OwnDatabase, tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Destroys the database and the files, and leads to an empty database under another name."""
    former = connection.settings_dict["NAME"]
    name = str(tmp_path / "new.sqlite3") if connection.vendor == "sqlite" else f"{former}_{NEW}"

    def move() -> None:
        for alias in aliases():
            for file in names_in(alias):
                storages[alias].delete(file)
            assert not names_in(alias)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("DROP SCHEMA public CASCADE")
                cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        else:
            _let_go()
            Path(former).unlink()
            Path(former).touch()
        _let_go()
        connection.settings_dict["NAME"] = name

    yield move
    _let_go()
    connection.settings_dict["NAME"] = former
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")


def everything_there_is() -> Association:
    """Rows of every model, notices with their proofs, services to be found, a letter that waits."""
    association = Association.objects.get(slug="horni")
    fill_everything(Association.objects.get(slug="dolni"), mark=MARK, number=90_001)
    make_many(association, 30)
    meeting = make_meeting(association, "prvni", live=False, kind=MeetingKind.OTHER)
    now = timezone.now()
    MeetingPage.objects.filter(pk=meeting.pk).update(live=True, first_published_at=now, last_published_at=now)
    bring_up_to_date(MeetingPage.objects.get(pk=meeting.pk))
    make_user(Role.MANAGER, association, username="drill-manager")
    return association


def answers() -> dict[str, Any]:
    """What visitors and a manager get, and what the proofs of notices say."""
    said: dict[str, Any] = {}
    visitor = Client(headers={"host": HOST})
    for page in PAGES:
        response = visitor.get(page)
        said[page] = (response.status_code, len(response.content))
    from services_directory.search.query import Question

    site = Association.objects.get(slug="horni").site
    for words in ("knihovna", "skola", "sluzba 007"):
        said[words] = [service.pk for service in Service.objects.matching(Question(words), [site])]
    manager, account = Client(headers={"host": HOST}), get_user_model().objects.get(username="drill-manager")
    said["password"] = account.check_password("heslo-pro-testy")
    manager.force_login(account)
    said["admin"] = manager.get("/admin/").status_code
    for pk in NoticeLine.objects.filter(site=site).values_list("meeting", flat=True).distinct():
        said[f"proof {pk}"] = check(MeetingPage.objects.get(pk=pk)).agrees
    return said


@pytest.mark.spec("P1")
def test_drill(
    own_database: OwnDatabase, a_new_place: Callable[[], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    everything_there_is()
    assert empty_models() == []
    said = answers()
    rows, files = contents(), stored_files()
    assert said["admin"] == 200
    assert said["password"]
    assert all(found for words, found in said.items() if words == "sluzba 007" or words.startswith("proof"))
    backup, clock = tmp_path / "backups" / "one", time.perf_counter()

    call_command("back_up", str(backup))
    backed_up = time.perf_counter() - clock
    a_new_place()
    damaged_backups_are_refused(backup, tmp_path)
    clock = time.perf_counter()
    call_command("restore", str(backup))
    restored = time.perf_counter() - clock

    after = contents()
    assert after.keys() == rows.keys()
    assert [table for table in rows if after[table] != rows[table]] == []
    assert stored_files() == files
    with capsys.disabled():
        megabytes = sum(file.stat().st_size for file in backup.rglob("*") if file.is_file()) / 1e6
        print(  # noqa: T201 - the figures of the drill
            f"\ndrill on {connection.vendor}: {sum(map(len, rows.values()))} rows of {len(rows)} tables, {len(files)} "
            f"files, {megabytes:.1f} MB; backed up and verified in {backed_up:.1f} s, restored in {restored:.1f} s"
        )
    assert backed_up + restored < float(os.environ.get("DRILL_SECONDS", "40"))
    assert answers() == said
    the_database_still_refuses()
    what_waited_is_sent()
    restoring_over_it_gives_the_same(backup, rows)


def damaged_backups_are_refused(backup: Path, folder: Path) -> None:
    """A flipped byte, a missing file, a cut dump: none is restored, each is named."""
    dump = next(backup.glob("database.*"))
    whole = dump.read_bytes()
    for damaged, words in (
        (whole[: len(whole) // 2] + bytes([whole[len(whole) // 2] ^ 1]) + whole[len(whole) // 2 + 1 :], "damaged"),
        (whole[: len(whole) // 2], "bytes instead of"),
    ):
        dump.write_bytes(damaged)
        with pytest.raises(CommandError, match=words):
            call_command("restore", str(backup))
    dump.unlink()
    with pytest.raises(CommandError, match="lacks a file: database"):
        call_command("restore", str(backup))
    dump.write_bytes(whole)
    os.chmod(dump, 0o600)
    assert not connection.introspection.table_names()


def the_database_still_refuses() -> None:
    """Append-only tables and rules of rows came back with the rest, and new rows get new keys."""
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("DELETE FROM services_directory_verification")
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("DELETE FROM contact_centre_activity")
    make_meeting(Association.objects.get(slug="horni"), "po-obnove", live=False)


def what_waited_is_sent() -> None:
    """The worker's job goes on where it was."""
    mail.outbox.clear()
    send_mail()
    assert [message.subject for message in mail.outbox] == [f"{MARK} jobs.OutboxMessage"]


def restoring_over_it_gives_the_same(backup: Path, rows: dict[str, Any]) -> None:
    """What was done since is thrown away only when told to."""
    with pytest.raises(CommandError, match="isn't empty"):
        call_command("restore", str(backup))
    call_command("restore", str(backup), "--replace")
    assert contents() == rows
