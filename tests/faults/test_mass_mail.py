"""An issue reaches its readers once, whatever fails meanwhile; `make faults` does it with ten thousand (X5)."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from portal.tenancy.models import Association
from tests.newsletters.mailing.factories import start_only
from tests.newsletters.subscribers.factories import make_many_subscribers

from .conftest import OwnDatabase
from .mail_worker import durable_tasks
from .mass_mail.outages import closed_database, locked_file
from .mass_mail.processes import Workers, running_sink
from .mass_mail.reckoning import reckon
from .mass_mail.run import WORKERS, FaultRun, leave_other_jobs, planned_faults, spoil_one, worker_environment

READERS = 240
OUTAGE = 1.5


def url_of(database: str) -> str:
    """DATABASE_URL of a database of the test's server."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{database}"
    at = connection.settings_dict
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{database}"


def take_away(database: str) -> None:
    if connection.vendor == "sqlite":
        locked_file(database, OUTAGE)
        return
    connection.close_pool()
    closed_database(url_of("postgres"), database, OUTAGE)


@pytest.mark.spec("X5")
@pytest.mark.only_on("postgresql")  # five processes for half a minute; `make faults` plays it on both
def test_every_reader_gets_it_once_or_it_is_said_why_not(
    own_database: OwnDatabase, dso_a: Association, settings: Any, tmp_path: Path
) -> None:
    settings.TASKS = durable_tasks()
    make_many_subscribers(dso_a, READERS)
    spoil_one(READERS)
    leave_other_jobs()
    mailing = start_only(dso_a)
    with running_sink(tmp_path, planned_faults(READERS)) as sink:
        environment = worker_environment(url=url_of(own_database.name), port=sink.port, folder=str(tmp_path))
        workers = Workers(environment, tmp_path / "workers.log")
        run = FaultRun(mailing, READERS, sink, workers, lambda: take_away(own_database.name), lasts=600)
        try:
            for _ in range(WORKERS):
                workers.start()
            run.play()
        finally:
            workers.kill_all()
        found = reckon(run)
    assert found.problems == [], f"{found}\n{found.problems}\n{found.reasons}\n{workers.log.read_text()[-3000:]}"
    assert (run.kills, run.outages) == (3, 2)
    assert found.sent + found.refused + found.in_doubt + found.left_out == READERS
