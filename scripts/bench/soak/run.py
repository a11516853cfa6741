"""Everything at once for ten minutes, at 70 % of what was reached just before: nothing may fail, grow or get lost.

    python scripts/bench soak [--seconds 600] [--scale 83x20x60]

Citizens read and search all over the directory and send the form, one in three with a file; managers open services,
write and publish; a newsletter goes out by a worker to a mail server on this machine; mayors are invited to meetings.
It fails on any error, when memory of web or worker grows in the second half, when the slowest of a hundred answers of
any kind takes more than three times the middle one, and when anything the portal said yes to is not there, or twice.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import demo
from postgres import free_port, throwaway_server

from bench import kept
from bench.content.words import NORMAL, Size, hostname_of
from bench.kept import Filled, environment
from bench.load import Target
from bench.processes import memory_mb
from bench.serving import portal_command, serving
from bench.soak import counting, mail
from bench.soak.ledger import GROWTH, TAIL, Ledger, growth
from bench.soak.people import Editor, Person, at_pace, crowd

PEOPLE, EDITORS = 16, 4
SHARE = 0.7
MEASURED_FOR = 15.0
SAMPLE_EVERY = 2.0
READERS_A_SECOND = 5
MEETINGS = 20


class Memory(threading.Thread):
    """Samples of the memory of processes, by name, until told to stop."""

    def __init__(self, pids: dict[str, int]) -> None:
        super().__init__(daemon=True)
        self.pids, self.samples = pids, {name: [memory_mb(pid)] for name, pid in pids.items()}
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(SAMPLE_EVERY):
            for name, pid in self.pids.items():
                self.samples[name].append(memory_mb(pid))


def every(seconds: float, times: int, action: Callable[[int], Any], ledger: Ledger, over: threading.Event) -> Any:
    """A thread that does `action(number)` so many times; an error goes to the ledger."""

    def work() -> None:
        from django.db import connection

        for number in range(times):
            try:
                action(number)
            except Exception as error:  # whatever it is, the soak has failed
                ledger.wrong(f"in the background: {type(error).__name__}: {str(error)[:200]}")
            if over.wait(seconds):
                break
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def settings(filled: Filled, mail_port: int) -> dict[str, str]:
    """Of web and worker: production's, with the mail server of this run."""
    mailer = {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {"host": "127.0.0.1", "port": mail_port, "timeout": 60},
    }
    return environment(
        filled,
        DJANGO_SETTINGS_MODULE="bench.soak.settings",
        MAILER=json.dumps(mailer),
        MAILING_PER_MINUTE="0",
        TRUSTED_PROXIES="1",
        PAGE_CACHE="on",
        LOG_LEVEL="ERROR",
    )


def signed_in(size: Size) -> tuple[list[Editor], Any, Any]:
    """Managers of some associations; an association that only invites, with its manager."""
    from django.test import Client
    from django.urls import reverse

    from bench.content.whole import associations
    from portal.tenancy.roles import Role
    from services_directory.models import Service
    from tests.tenancy.factories import make_user

    made = associations()
    editors = []
    for n in range(min(EDITORS, size.associations - 1)):
        association = made[n]
        user = make_user(Role.MANAGER, association, f"zatez-{n}")
        client = Client(SERVER_NAME=hostname_of(n))
        client.force_login(user)
        service = Service.objects.filter(site=association.site).earliest("pk")
        address = reverse(Service.snippet_viewset.get_url_name("edit"), args=[service.pk])
        session = f"sessionid={client.cookies['sessionid'].value}"
        editors.append(Editor(hostname_of(n), session, service.pk, address, threading.Lock()))
    return editors, made[-1], make_user(Role.MANAGER, made[-1], "zatez-zve")


def soak(stack: ExitStack, folder: Path, size: Size, seconds: float) -> int:
    """The run; 1 if anything is wrong."""
    from tests.faults.mass_mail.processes import running_sink

    server = stack.enter_context(throwaway_server())
    filled = kept.portal(server, size, folder, name="portal")
    sink = stack.enter_context(running_sink(folder, {}))
    variables = settings(filled, sink.port)
    os.environ.update(variables)
    import django

    django.setup()
    kept.collect_static_files()
    editors, inviting, manager = signed_in(size)
    port = free_port()
    web = stack.enter_context(serving(portal_command(port, workers=2), variables, Target(port, hostname_of(0), "/")))
    worker = stack.enter_context(
        serving([sys.executable, "manage.py", "run_worker"], variables, Target(port, hostname_of(0), "/healthz"))
    )
    ledger = Ledger()
    people = [Person(port, size, ledger, editors, seed) for seed in range(PEOPLE)]
    crowd(people, min(MEASURED_FOR, seconds))  # warms up
    most = crowd(people, min(MEASURED_FOR, seconds))
    first = Ledger()
    first.promised, first.errors = ledger.promised, ledger.errors
    for person in people:
        person.ledger = first
    print(f"The most: {most:.0f} actions a second by {PEOPLE} people at once; now {SHARE:.0%} of it.", flush=True)
    mailing = mail.start_newsletter(inviting, int(seconds * READERS_A_SECOND))
    memory = Memory({"web": web, "worker": worker})
    memory.start()
    invitations = every(
        seconds / MEETINGS,
        MEETINGS,
        lambda number: mail.invite_mayors(inviting, manager, number, first),
        first,
        memory.over,
    )
    late = at_pace(people, seconds, most * SHARE)
    memory.over.set()
    invitations.join()
    still = mail.wait_until_sent()
    found = [*counting.balances(first), *mail.mail_balances(sink, mailing, first)]
    further = [*still, *counting.failed_tasks(), *mail.strangers(sink)]
    return report(first, memory, seconds, late, found, further)


def report(ledger: Ledger, memory: Memory, seconds: float, late: float, balances: list[Any], further: list[str]) -> int:
    """Print the figures, then everything that is wrong; 1 if anything is."""
    print(f"{ledger.count()} actions in {seconds:.0f} s, begun at most {late * 1000:.0f} ms late (p99)")
    wrong = [f"{count} × {what}" for what, count in ledger.errors.items()] + further
    print(f"{'':10} {'actions':>8} {'p50 ms':>8} {'p99 ms':>8} {'p99/p50':>8}")
    for kind in ledger.kinds():
        print(f"{kind.name:10} {kind.answers:8} {kind.p50:8.1f} {kind.p99:8.1f} {kind.p99 / kind.p50:8.1f}")
        if kind.is_slow:
            wrong.append(f"{kind.name}: p99 is {kind.p99 / kind.p50:.1f} times p50, at most {TAIL:g}")
    for name, samples in memory.samples.items():
        grown = growth(samples)
        print(f"memory of {name}: {samples[0]:.0f} MB, {samples[-1]:.0f} MB at the end; second half {grown - 1:+.1%}")
        if grown > GROWTH:
            wrong.append(f"memory of {name} grows by {grown - 1:.1%} in the second half, at most {GROWTH - 1:.0%}")
    for each in balances:
        print(each)
        if not each.is_even:
            wrong.append(f"{each.name}: {each.lost} lost, {each.double} double")
    for what in wrong:
        print(f"WRONG: {what}")
    return 1 if wrong else 0


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench soak", description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument(
        "--scale",
        "--size",
        dest="size",
        type=Size.read,
        default=NORMAL,
        help="associations x municipalities x services",
    )
    options = parser.parse_args(arguments)
    os.chdir(demo.ROOT)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-soak-")))
        return soak(stack, folder, options.size, options.seconds)
