"""``receive_bounces``: returned mail from a mail server's pipe, or from a Maildir.

As a pipe it ends with 75 (EX_TEMPFAIL) when the mail could not be noted, so that the mail server keeps it and comes
again; with 0 in every other case: a mail nobody understands must not be returned to its sender.
"""

import os
import stat
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import structlog
from django.core.management.base import BaseCommand, CommandError

from portal.jobs.bounces.intake import SETTLED, take_in
from portal.jobs.incoming.parsing import LARGEST

CHUNK = 256 * 1024

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = "Take in returned mail: one message from standard input, or all new ones of a Maildir."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--maildir", type=Path, metavar="DIR", help="a Maildir instead of standard input")

    def handle(self, *args: Any, maildir: Path | None = None, **options: Any) -> None:
        if maildir is not None:
            outcome = self._take_maildir(maildir)
            self.stdout.write(", ".join(f"{name}: {count}" for name, count in sorted(outcome.items())) or "nothing new")
            return
        try:
            self.stdout.write(str(take_in(_first_bytes(sys.stdin.buffer))))
        except Exception:
            log.exception("returned_mail_not_noted")
            sys.exit(os.EX_TEMPFAIL)

    def _take_maildir(self, maildir: Path) -> Counter[str]:
        """What was dealt with is deleted, the rest moves to ``cur`` as read."""
        new, read = maildir / "new", maildir / "cur"
        if not new.is_dir() or not read.is_dir():
            raise CommandError(f"{maildir} is no Maildir: it has no folders new and cur")
        outcome: Counter[str] = Counter()
        for path in _files(new):
            with path.open("rb") as file:
                result = take_in(file.read(LARGEST))
            if result in SETTLED:
                path.unlink()
            else:
                path.rename(read / f"{path.name.partition(':')[0]}:2,S")
            outcome[str(result)] += 1
        return outcome


def _files(folder: Path) -> Iterator[Path]:
    """Regular files only: who may write into the mailbox may not have us read something else."""
    for path in sorted(folder.iterdir()):
        if stat.S_ISREG(path.lstat().st_mode):
            yield path


def _first_bytes(stream: BinaryIO) -> bytes:
    """What is read of a mail. The rest is taken too, or the mail server would see its pipe broken."""
    raw = stream.read(LARGEST)
    while stream.read(CHUNK):
        pass
    return raw
