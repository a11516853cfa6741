"""``run_periodic [NAME]``: the due periodic jobs, or one of them now; for cron, or by hand."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.jobs import runner
from portal.jobs.registry import registered
from portal.jobs.runner import Outcome


class Command(BaseCommand):
    help = "Run the periodic jobs that are due, or the named one now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", help="a job to run now, due or not")

    def handle(self, *args: Any, name: str | None = None, **options: Any) -> None:
        runner.sync_jobs()
        if name is None:
            outcome = runner.run_due()
        else:
            job = registered().get(name)
            if job is None:
                raise CommandError(f"There is no periodic job {name!r}. There are: {', '.join(registered())}")
            outcome = {name: runner.run(job, now=True)}
        for each, result in outcome.items():
            self.stdout.write(f"{each}: {result.value}")
        if Outcome.BUSY in outcome.values():
            raise CommandError(f"Another runner has {name!r} in hand")
        failed = [each for each, result in outcome.items() if result is Outcome.FAILED]
        if failed:
            raise CommandError(f"Failed, the log says why: {', '.join(failed)}")
