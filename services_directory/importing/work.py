"""The long part of an import: reading and comparing (the dry run), and writing. Idempotent, may die at any point.

Progress is told in short transactions of its own while the file is read. What is written is one transaction with
the run's new state in it: a worker that dies leaves everything as it was, and the task that is put back begins anew.
"""

import time
from dataclasses import dataclass, field

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.tenancy.models import Association

from ..models import ImportRun
from .enums import ImportState, Stage
from .mapping import ColumnMapping
from .reader import read_bytes
from .run import Options, Reading, Summary, compare, one_at_a_time, read_rows, write
from .sheet import ImportRefused
from .source import source_of
from .store import content_of, delete_file, report_as_bytes, stored

TELL_EVERY = 0.7
"""Seconds between two notes on the progress."""
LANGUAGE = "cs"
"""Reports are read by the association's people."""

log = structlog.get_logger(__name__)


@dataclass
class Teller:
    """Writes the progress of a run down, now and then."""

    pk: int
    told_at: float = field(default=0.0)
    stage: str = ""

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage == self.stage and time.monotonic() - self.told_at < TELL_EVERY:
            return
        self.stage, self.told_at = stage, time.monotonic()
        progress = {"rows_read": done, "rows_total": total} if total else {}
        ImportRun.objects.filter(pk=self.pk).update(stage=stage, touched_at=timezone.now(), **progress)


def perform(pk: int) -> str:
    """Do what the import `pk` waits for; returns its state afterwards. One that waits for nothing stays as it is."""
    run = ImportRun.objects.select_related("site", "user").filter(pk=pk).first()
    if run is None or not run.is_working:
        return run.state if run else ""
    try:
        with override(LANGUAGE):
            if run.state == ImportState.CHECKING:
                _check(run)
            else:
                _write(run)
    except ImportRefused as error:
        fail(pk, str(error))
    except OSError:
        log.exception("import_file_unreadable", run=pk)
        fail(pk, _("The uploaded file can't be read any more. Upload it again."))
    except Exception:
        log.exception("import_failed", run=pk)
        fail(pk, _("Something went wrong on our side; nothing was written. Try again, or tell the administrator."))
    run.refresh_from_db()
    return run.state


def fail(pk: int, reason: str) -> None:
    """Note that the import could not be done; its columns and options may be changed then and it may be tried again."""
    ImportRun.objects.filter(pk=pk, state__in=[ImportState.CHECKING, ImportState.WRITING]).update(
        state=ImportState.FAILED, stage=Stage.WAITING, error=reason, task_id="", finished_at=timezone.now()
    )


def _read(run: ImportRun) -> Reading:
    association = Association.objects.select_related("site").get(site=run.site)
    sheet = read_bytes(content_of(run))
    mapping = ColumnMapping.from_json(run.mapping) if run.mapping else None
    return read_rows(sheet, source_of(sheet, mapping), association, tell=Teller(run.pk))


def _check(run: ImportRun) -> None:
    reading = _read(run)
    Teller(run.pk)(Stage.COMPARING, len(reading.sheet.rows), len(reading.sheet.rows))
    summary = compare(reading, Options.from_json(run.options))
    with stored(report_as_bytes(summary.entries()), "json") as report, transaction.atomic():
        _settle(run, summary, report, ImportState.CHECKED)


def _write(run: ImportRun) -> None:
    reading = _read(run)
    Teller(run.pk)(Stage.WRITING, len(reading.sheet.rows), len(reading.sheet.rows))
    old = run.report.name
    with transaction.atomic():
        one_at_a_time(reading.association)
        waiting = ImportRun.objects.select_for_update().filter(pk=run.pk, state=ImportState.WRITING)
        if not list(waiting.values("pk")):
            return  # Another worker has done it, or it was given up meanwhile.
        summary = compare(reading, Options.from_json(run.options), lock=True)
        as_confirmed = summary.may_be_applied and summary.fingerprint == run.fingerprint
        if as_confirmed:
            write(reading, summary, name=run.original_name, user=run.user)
        # Inside: what is told and what is written come to be together.
        with stored(report_as_bytes(summary.entries()), "json") as report:
            state = ImportState.DONE if as_confirmed else ImportState.CHECKED
            _settle(run, summary, report, state, error="" if as_confirmed else _changed_meanwhile())
    delete_file(old)


def _changed_meanwhile() -> str:
    return _("The directory has changed since the check. Nothing was written; look at the differences again.")


def _settle(run: ImportRun, summary: Summary, report: str, state: ImportState, *, error: str = "") -> None:
    """Note what came out, if the run still is where it was."""
    counts = {**summary.counts, "absent": len(summary.absent), "incomplete": summary.incomplete}
    now = timezone.now()
    settled = ImportRun.objects.filter(pk=run.pk, state=run.state).update(
        state=state,
        stage=Stage.WAITING,
        counts=counts | {"mended": len(summary.notes)},
        rows_total=summary.rows,
        rows_read=summary.rows,
        report=report,
        fingerprint=summary.fingerprint,
        error=error,
        task_id="",
        touched_at=now,
        finished_at=now if state == ImportState.DONE else None,
    )
    if not settled:
        delete_file(report)
