"""How returned mail comes in: from a mail server's pipe, from a Maildir, from a mailbox by IMAP."""

import imaplib
import io
import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from portal.jobs import runner
from portal.jobs.bounces import Bounce, mailbox, registry
from portal.jobs.bounces.jobs import fetch_returned_mail
from portal.jobs.bounces.mailbox import Mailbox, MailboxError, WrongAddress
from portal.jobs.management.commands import receive_bounces
from portal.jobs.models import OutboxMessage, PeriodicJob
from portal.jobs.registry import registered
from tests.jobs.factories import write
from tests.jobs.imap_server import Box, running_box
from tests.jobs.returned_mail import returned

SMALL = 256 * 1024

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Bounce]:
    bounces: list[Bounce] = []
    monkeypatch.setattr(registry, "_handlers", [bounces.append])
    return bounces


@pytest.fixture
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database is away."""

    def fail(*args: Any) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(receive_bounces, "take_in", fail)
    monkeypatch.setattr(mailbox, "take_in", fail)


def came_back(message: OutboxMessage) -> bool:
    message.refresh_from_db()
    return message.bounced_at is not None


class TestPipe:
    @pytest.fixture
    def pipe(self, monkeypatch: pytest.MonkeyPatch) -> Any:
        """`pipe(raw)`: what the mail server's pipe says, and what is left unread in it."""

        def run(raw: bytes) -> tuple[str, int]:
            stream, out = io.BytesIO(raw), io.StringIO()
            monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=stream))
            call_command("receive_bounces", stdout=out)
            return out.getvalue().strip(), len(raw) - stream.tell()

        return run

    def test_a_report_is_taken_in(self, pipe: Any, heard: list[Bounce]) -> None:
        message = write()
        assert pipe(returned("gmail", message)) == ("bounced", 0)
        assert came_back(message)
        assert len(heard) == 1

    @pytest.mark.parametrize("raw", [b"", b"\xff\x00nonsense", b"From: nekdo@example.org\n\nahoj"])
    def test_what_is_no_report_is_not_returned_to_its_sender(self, pipe: Any, raw: bytes) -> None:
        assert pipe(raw)[0] in {"unreadable", "unmatched"}

    def test_of_a_huge_mail_nothing_is_left_in_the_pipe(
        self, pipe: Any, heard: list[Bounce], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(receive_bounces, "LARGEST", SMALL)
        message = write()
        assert pipe(returned("postfix", message) + b"x" * 5 * SMALL) == ("bounced", 0)

    def test_without_the_database_the_mail_server_comes_again(self, pipe: Any, no_database: None) -> None:
        with pytest.raises(SystemExit) as end:
            pipe(returned("postfix", write()))
        assert end.value.code == os.EX_TEMPFAIL


class TestMaildir:
    @pytest.fixture
    def maildir(self, tmp_path: Path) -> Path:
        for name in ("new", "cur", "tmp"):
            (tmp_path / name).mkdir()
        return tmp_path

    def test_reports_are_deleted_and_the_rest_is_kept_as_read(self, maildir: Path, heard: list[Bounce]) -> None:
        message = write()
        (maildir / "new" / "1.report").write_bytes(returned("exim", message))
        (maildir / "new" / "2.person").write_bytes(returned("person", message))
        (maildir / "new" / "3.trap").symlink_to("/etc/hostname")
        out = io.StringIO()
        call_command("receive_bounces", maildir=maildir, stdout=out)
        assert out.getvalue().strip() == "bounced: 1, unmatched: 1"
        assert [path.name for path in (maildir / "new").iterdir()] == ["3.trap"]
        assert [path.name for path in (maildir / "cur").iterdir()] == ["2.person:2,S"]
        assert came_back(message)

    def test_without_the_database_everything_stays(self, maildir: Path, no_database: None) -> None:
        (maildir / "new" / "1").write_bytes(returned("exim", write()))
        with pytest.raises(OperationalError):
            call_command("receive_bounces", maildir=maildir)
        assert len(list((maildir / "new").iterdir())) == 1

    def test_a_folder_that_is_no_maildir_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="no Maildir"):
            call_command("receive_bounces", maildir=tmp_path)


class TestMailbox:
    @pytest.fixture
    def box(self, settings: Any) -> Iterator[Box]:
        """A mailbox by IMAP that the installation fetches from."""
        with running_box() as server:
            settings.BOUNCE_IMAP_URL = server.url
            yield server

    def test_reports_are_deleted_and_the_rest_is_kept_as_read(self, box: Box, heard: list[Bounce]) -> None:
        message = write()
        box.put(returned("exchange", message))
        box.put(returned("delayed", message))
        person = box.put(returned("person", message))
        assert fetch_returned_mail() == {"bounced": 1, "delayed": 1, "unmatched": 1}
        assert came_back(message)
        assert list(box.mails) == [person]
        assert fetch_returned_mail() == {}, "what was read once is left to people"

    def test_mail_is_asked_for_in_part_only(
        self, box: Box, heard: list[Bounce], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(mailbox, "LARGEST", SMALL)
        message = write()
        box.put(returned("postfix", message) + b"x" * 3 * SMALL)
        assert fetch_returned_mail() == {"bounced": 1}
        assert box.largest_asked == SMALL

    def test_without_the_database_everything_stays_unread(self, box: Box, no_database: None) -> None:
        uid = box.put(returned("postfix", write()))
        with pytest.raises(OperationalError):
            fetch_returned_mail()
        assert box.flags[uid] == set()

    def test_who_dies_before_marking_takes_the_mail_in_again_and_nothing_happens(
        self, box: Box, heard: list[Bounce]
    ) -> None:
        box.put(returned("postfix", write()))
        box.refuse = "UID STORE"
        with pytest.raises(MailboxError):
            fetch_returned_mail()
        box.refuse = ""
        assert fetch_returned_mail() == {"bounced": 1}
        assert len(heard) == 1
        assert box.mails == {}

    def test_a_wrong_password_is_a_failed_job_that_tells_no_password(self, box: Box) -> None:
        box.password = "jine"
        runner.sync_jobs()
        assert runner.run(registered()["jobs.fetch_returned_mail"], now=True) is runner.Outcome.FAILED
        error = PeriodicJob.objects.get(pk="jobs.fetch_returned_mail").last_error
        assert error.startswith("MailboxError")
        assert "heslo" not in error

    def test_without_a_mailbox_there_is_nothing_to_do(self, settings: Any) -> None:
        settings.BOUNCE_IMAP_URL = ""
        assert fetch_returned_mail() == {}

    def test_another_machine_is_only_talked_to_with_tls(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[tuple[Any, ...]] = []

        class Stopped(Exception):
            pass

        def connect(*args: Any, **kwargs: Any) -> None:
            asked.append((*args, kwargs))
            raise Stopped

        monkeypatch.setattr(imaplib, "IMAP4_SSL", connect)
        box = Mailbox.from_url("imaps://navraty%40example.org:a%3Ab@imap.example.org/Vr%20ceno")
        assert (box.user, box.password, box.folder) == ("navraty@example.org", "a:b", "Vr ceno")
        with pytest.raises(Stopped), box.opened():
            pass
        host, port, options = asked[0]
        assert (host, port) == ("imap.example.org", 993)
        assert options["ssl_context"].check_hostname

    @pytest.mark.parametrize(
        "url",
        [
            "imap://a:secret@imap.example.org/",
            "https://a:secret@imap.example.org/",
            "imaps://imap.example.org/",
            "imaps://a:secret@/",
            "imaps://a:secret@host:port/",
            "imaps://a:secret@host/Slo%C5%BEka",
        ],
    )
    def test_a_wrong_url_is_refused_without_telling_the_password(self, url: str) -> None:
        with pytest.raises(WrongAddress) as refused:
            Mailbox.from_url(url)
        assert "secret" not in str(refused.value)
