"""Worker processes that send mail, each a real process on the test's database; one may be told to kill itself.

This file is both sides: run as a program it is the process workers are forked from, which has loaded the portal once.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
KILLED, DONE = "killed", "done"
SAYS = "worker: "
SERVER_TIMEOUT = 0.5
"""Seconds a worker waits for a mail server that says nothing."""


@dataclass
class Workers:
    """Where workers are started, one at a time."""

    program: "subprocess.Popen[str]"

    def run(self, *, database: str, port: int, dies_before: int = 0) -> str:
        """Let one worker do what is due on `database` with the mail server at `port`, then end: `DONE`.

        With `dies_before` it sends itself SIGKILL before that statement of its thread; if it gets so far: `KILLED`.
        """
        assert self.program.stdin is not None
        assert self.program.stdout is not None
        order = {"database": database, "port": port, "dies_before": dies_before}
        self.program.stdin.write(json.dumps(order) + "\n")
        self.program.stdin.flush()
        for line in self.program.stdout:
            if line.startswith(SAYS):
                return line.removeprefix(SAYS).strip()
        raise AssertionError("the process of workers is gone")


@contextmanager
def running_workers() -> Iterator[Workers]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.mail_worker"],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings.test"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        try:
            yield Workers(program)
        finally:
            assert program.stdin is not None
            program.stdin.close()
            program.wait(timeout=20)


# --- The process itself ----------------------------------------------------------------------------
def main() -> None:
    import django

    django.setup()
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            work(**order)
            os._exit(0)
        status = os.waitpid(child, 0)[1]
        ended = KILLED if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL else DONE
        assert ended == KILLED or status == 0, f"the worker ended with status {status}"
        sys.stdout.write(f"{SAYS}{ended}\n")
        sys.stdout.flush()


def work(*, database: str, port: int, dies_before: int) -> None:
    """One round of a worker that has nothing to do but mail."""
    from django.conf import settings
    from django.db import connection

    from portal.jobs import registry
    from portal.jobs.worker import Worker

    settings.MAILERS = {
        "default": {"BACKEND": "portal.jobs.mailer.OutboxMailer"},
        "delivery": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": SERVER_TIMEOUT},
        },
    }
    settings.TASKS = durable_tasks()
    connection.settings_dict["NAME"] = database
    for name in [name for name in registry.registered() if name != "jobs.send_mail"]:
        del registry._jobs[name]
    statements = 0

    def count(execute: Any, *arguments: Any) -> Any:
        nonlocal statements
        statements += 1
        if statements == dies_before:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*arguments)

    class OneRound(Worker):
        def work(self) -> None:
            super().work()
            self.stop()

    with connection.execute_wrapper(count):
        OneRound().run()
    connection.close()


def durable_tasks() -> dict[str, Any]:
    """TASKS as in production."""
    return {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]}}


if __name__ == "__main__":
    main()
