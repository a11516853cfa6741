"""A small installation whose clock a test moves: the web server of `moved_clock.py`, in a process of its own.

Time is moved for the whole process, so that views, jobs and letters all live on the same day. It reads commands from
standard input, one JSON object a line, and answers each with one line.
"""

import json
import os
import sys
import threading
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[2]
PRAGUE = ZoneInfo("Europe/Prague")
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
# What the portal writes to its log must not come between the answers.
ANSWERS, sys.stdout = sys.stdout, sys.stderr


class Clock:
    """The clock of this process; it runs on from where it was set."""

    def __init__(self) -> None:
        self.traveller: Any = None

    def set(self, moment: str) -> None:
        import time_machine

        if self.traveller is not None:
            self.traveller.stop()
        self.traveller = time_machine.travel(datetime.fromisoformat(moment).replace(tzinfo=PRAGUE), tick=True)
        self.traveller.start()


def serve(port: int) -> None:
    """Answer on `port` in threads of this process, static files included."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    class Silent(WSGIRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: standard output speaks to the test."""

    server = ThreadedWSGIServer(("127.0.0.1", port), Silent)
    server.daemon_threads = True
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    threading.Thread(target=server.serve_forever, daemon=True).start()


def obey(clock: Clock, command: dict[str, Any], port: int) -> Any:
    """Do what one command says; its answer goes back to the test."""
    from django.core import mail
    from django.core.management import call_command

    from tests.e2e.newsletter_world import make_world
    from tests.jobs.outbox import deliver_outbox

    match command:
        case {"clock": str(moment)}:
            clock.set(moment)
        case {"world": _}:
            return make_world(port)
        case {"job": str(name)}:
            call_command("run_periodic", name)
        case {"mail": _}:
            deliver_outbox()
            # Some went out as soon as the request that wrote them was over.
            gone, mail.outbox[:] = list(mail.outbox), []
            return [{"to": letter.to, "subject": letter.subject, "text": str(letter.body)} for letter in gone]
        case _:
            raise ValueError(f"Unknown command {command}")
    return None


def answer(said: Any) -> None:
    ANSWERS.write(json.dumps(said, ensure_ascii=False) + "\n")
    ANSWERS.flush()


def main(port: int) -> None:
    import django

    django.setup()
    from django.core import mail
    from django.core.management import call_command

    mail.outbox = []
    call_command("migrate", "--noinput", "--verbosity=0")
    serve(port)
    clock = Clock()
    answer("ready")
    for line in sys.stdin:
        answer(obey(clock, json.loads(line), port))


if __name__ == "__main__":
    main(int(sys.argv[1]))
