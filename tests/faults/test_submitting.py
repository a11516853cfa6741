"""What may go wrong while a citizen's message is being sent: nothing is lost, nothing is stored twice or by half."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.files.storage import FileSystemStorage, storages
from django.db import OperationalError, close_old_connections, connection
from django.test import Client
from django.utils import timezone

from contact_centre.intake.guards import PURPOSE
from contact_centre.models import Activity, CitizenRequest, DraftFile, NumberSeries, RequestAttachment, RequestDraft
from contact_centre.models.activity import private_storage
from contact_centre.open311.keys import make_key
from portal.core.tickets import new_ticket
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association
from tests.contact_centre.factories import PDF, make_request, member_of, upload

from .conftest import OwnDatabase
from .small_disk import ROOM, FullStorage, cut_off_temporary_file, files_below, tiny_disk

HOST = {"host": "horni.localhost"}
PAGE = "/kontakt/"
TEXT = "Nesvítí lampa u kapličky, prosím o opravu."
IMPATIENT = 50


@pytest.fixture(autouse=True)
def _mail_waits_for_the_worker(settings: Any) -> None:
    """As in production: a request writes a task, the worker sends the mail."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]}}


@pytest.fixture
def centre(dso_a: Association) -> Association:
    """The association with an address of its centre, so that a notice is written too."""
    dso_a.email = "centrum@example.org"
    dso_a.save()
    return dso_a


@pytest.fixture
def message(centre: Association) -> Iterator[dict[str, str]]:
    """What a form sends that was open for a minute."""
    ticket = new_ticket(PURPOSE)
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        yield {
            "ticket": ticket,
            "municipality": member_of(centre).code,
            "kind": "fault",
            "text": TEXT,
            "email": "jana@example.org",
            "send": "1",
        }


def sent(message: dict[str, str]) -> Any:
    """The answer to the form as a browser gets it, a page of error included."""
    return Client(raise_request_exception=False).post(PAGE, message, headers=HOST)


def stored() -> dict[str, int]:
    """How much there is of everything that belongs to a message."""
    return {
        "requests": CitizenRequest.objects.count(),
        "activities": Activity.objects.count(),
        "letters": OutboxMessage.objects.count(),
        "numbers": sum(NumberSeries.objects.values_list("last_number", flat=True)),
    }


NOTHING = {"requests": 0, "activities": 0, "letters": 0, "numbers": 0}
ALL = {"requests": 1, "activities": 1, "letters": 2, "numbers": 2}


def test_fifty_presses_of_the_button_at_once_are_one_message(
    own_database: OwnDatabase, message: dict[str, str]
) -> None:
    assert sent({**message, "text": ""}).status_code == 422  # what is kept in memory is there
    results = own_database.at_once(lambda number: sent(message), IMPATIENT, connected=False)

    assert [result.status_code for result in results] == [302] * IMPATIENT, results
    request = CitizenRequest.objects.get()
    assert {result.url for result in results} == {f"/kontakt/dekujeme/{request.status_token}/#obsah"}
    assert request.activity == Activity.objects.get()
    assert stored() == ALL
    assert OutboxMessage.objects.filter(recipient="jana@example.org").count() == 1


def test_an_app_that_sends_again_before_it_is_answered_sends_one_message(
    own_database: OwnDatabase, centre: Association
) -> None:
    _row, key = make_key(site=centre.site, name="Hlášení závad", user=None)
    report = {"api_key": key, "service_code": "street_lighting", "address_string": "u kapličky", "description": TEXT}
    report |= {"attribute[municipality]": member_of(centre).code, "device_id": "telefon"}
    body, form = urlencode(report), "application/x-www-form-urlencoded"

    def send(number: int) -> Any:
        return Client().post("/open311/v2/requests.json", body, content_type=form, headers=HOST)

    answers = own_database.at_once(send, 12, connected=False)

    assert {answer.status_code for answer in answers} == {200}, answers
    assert len({answer.content for answer in answers}) == 1
    assert stored() == {**ALL, "letters": 1}


# --- The connection to the database is lost --------------------------------------------------------
@contextmanager
def connection_lost_at(number: int) -> Iterator[list[str]]:
    """Before the statement of this number the database hangs up; the list gets what was asked."""
    asked: list[str] = []

    def execute(run: Any, sql: str, *arguments: Any) -> Any:
        asked.append(sql)
        if len(asked) == number:
            hang_up()
        return run(sql, *arguments)

    with connection.execute_wrapper(execute):
        yield asked


def hang_up() -> None:
    """PostgreSQL ends the process that serves us; SQLite has none and says so at once."""
    if connection.vendor != "postgresql":
        raise OperationalError("disk I/O error")
    other = connection.copy()
    with other.cursor() as cursor:
        # Waits until it is gone, a second at most.
        cursor.execute("SELECT pg_terminate_backend(%s, 1000)", [connection.connection.info.backend_pid])
    other.close()


def test_a_connection_lost_at_any_statement_loses_no_text_and_stores_nothing_by_half(
    own_database: OwnDatabase, message: dict[str, str]
) -> None:
    assert sent({**message, "text": ""}).status_code == 422  # what is kept in memory is there
    refused = []
    for number in range(1, 40):
        with connection_lost_at(number):
            answer = sent(message)
        # As every request begins.
        close_old_connections()
        if answer.status_code == 302:
            break
        assert stored() == NOTHING, f"statement {number}"
        refused.append((answer.status_code, TEXT in answer.content.decode()))

    # The first statement tells whose site it is, before anything of the form is looked at.
    assert refused[0] == (500, False)
    assert refused[1:] == [(503, True)] * (len(refused) - 1)
    assert len(refused) > 5
    # Lost only after all was stored: the thanks are honest, and pressing the button again leads to the same.
    assert stored() == ALL
    assert sent(message).url == answer.url
    assert stored() == ALL


# --- There is no room for attachments --------------------------------------------------------------
@pytest.fixture(params=["storage", "disk"])
def full_disk(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for attachments without room for a large one: a real disk where the machine allows mounting."""
    with tiny_disk(tmp_path) as is_real:
        kind = FullStorage if request.param == "storage" or not is_real else FileSystemStorage
        # In place of the one instance, not of the setting: other tests' files are in that instance's memory.
        storages["private"]
        monkeypatch.setitem(storages._storages, "private", kind(location=str(tmp_path)))
        yield tmp_path


def test_without_room_for_a_file_the_text_and_the_other_files_stay(
    own_database: OwnDatabase, message: dict[str, str], full_disk: Path
) -> None:
    del message["send"]
    preview = sent({**message, "check": "1"}).url.partition("#")[0]
    start, end = PDF.split(b"%%EOF")[0], b"%%EOF\n"
    large = start + b"% \n" * ROOM + end
    files = [upload("mala.pdf", PDF), upload("velka.pdf", large)]
    client = Client()
    answer = client.post(preview, {"attachments": files, "send": "1"}, headers=HOST)
    said = answer.content.decode()

    assert answer.status_code == 503
    assert "velka.pdf: " in said
    assert TEXT in said
    assert [file.original_name for file in DraftFile.objects.all()] == ["mala.pdf"]
    assert len(files_below(full_disk)) == 1
    assert stored() == NOTHING

    # Sent without it, or again when there is room.
    assert client.post(preview, {"send": "1"}, headers=HOST).status_code == 302
    assert stored() == ALL
    assert [file.original_name for file in RequestAttachment.objects.all()] == ["mala.pdf"]
    assert RequestDraft.objects.get().data == {}


@pytest.mark.parametrize("is_real", [True, False])
def test_a_large_file_is_taken_though_there_is_no_room_while_it_comes_in(
    own_database: OwnDatabase,
    message: dict[str, str],
    tmp_path: Path,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    is_real: bool,
) -> None:
    """Larger uploads lie on the disk until the form is read; that one is full, the place for attachments isn't."""
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = ROOM
    del message["send"]
    preview = sent({**message, "check": "1"}).url.partition("#")[0]
    start, end = PDF.split(b"%%EOF")[0], b"%%EOF\n"
    large = start + b"% \n" * ROOM + end
    with tiny_disk(tmp_path) as is_mounted:
        settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
        if not (is_real and is_mounted):
            monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", cut_off_temporary_file)
        answer = Client().post(preview, {"attachments": [upload("velka.pdf", large)], "send": "1"}, headers=HOST)
        assert files_below(tmp_path) == []

    assert answer.status_code == 302
    (kept,) = RequestAttachment.objects.all()
    assert (kept.original_name, kept.size) == ("velka.pdf", len(large))
    with private_storage().open(kept.file.name) as content:
        assert content.read() == large


# --- Numbers over New Year and the changes of the clock --------------------------------------------
PRAGUE = ZoneInfo("Europe/Prague")


def numbers_at(centre: Association, *moments: datetime) -> list[str]:
    """The numbers, without the letters, of requests that came at these moments by the clock of the machine."""
    found = []
    for moment in moments:
        with time_machine.travel(moment):
            found.append(make_request(centre).reference.partition("-")[2])
    return found


def test_numbers_begin_anew_at_midnight_of_new_year_in_prague(own_database: OwnDatabase, centre: Association) -> None:
    year = timezone.localdate().year + 1
    midnight = datetime(year + 1, 1, 1, tzinfo=PRAGUE)
    second = timedelta(seconds=1)
    # An hour later it is midnight in UTC.
    moments = [midnight - second, midnight, midnight + timedelta(hours=1) - second, midnight + timedelta(hours=1)]
    assert numbers_at(centre, *moments) == [
        f"{year}-00001",
        f"{year + 1}-00001",
        f"{year + 1}-00002",
        f"{year + 1}-00003",
    ]
    # A letter that waited over midnight belongs to the year in which it came.
    late = make_request(centre, received_at=midnight - second).reference
    assert late.endswith(f"{year}-00002")


@pytest.mark.parametrize("month", [3, 10])
def test_numbers_go_on_over_a_change_of_the_clock(own_database: OwnDatabase, centre: Association, month: int) -> None:
    year = timezone.localdate().year + 1
    sunday = max(day for day in range(25, 32) if datetime(year, month, day).weekday() == 6)
    # The clock changes at one o'clock in UTC; in October the hour from two to three comes twice.
    change = datetime(year, month, sunday, 1, tzinfo=ZoneInfo("UTC"))
    moments = [change + timedelta(minutes=minutes) for minutes in (-31, -30, -1, 0, 29, 30, 31)]
    assert numbers_at(centre, *moments) == [f"{year}-{number:05d}" for number in range(1, 8)]
    requests = CitizenRequest.objects.order_by("reference")
    assert [request.received_at.replace(microsecond=0) for request in requests] == moments
    assert {timezone.localdate(request.received_at) for request in requests} == {change.date()}
    assert len({request.due_on for request in requests}) == 1
