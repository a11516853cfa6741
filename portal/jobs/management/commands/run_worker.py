"""``run_worker``: the background process of an installation; start one or more."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.jobs.worker import Worker


class Command(BaseCommand):
    help = "Run tasks of all queues, periodic jobs and outgoing mail until SIGTERM or Ctrl-C."

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker()
        worker.handle_signals()
        worker.run()
