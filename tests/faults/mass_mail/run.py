"""The fault run: one issue to its readers while everything around it fails (X5).

Workers are killed in mid-batch, the mail server refuses, hangs and hangs up, the database goes away, somebody edits the
issue, a reader unsubscribes, and one recipient's data can't be written into a mail. What would take minutes of waiting
(a dead worker's lease, the next attempt) is shortened by `_time_passes`, which only moves the clocks in the database.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import Error, connections
from django.utils import timezone

from newsletters.enums import ConsentSource, DeliveryState, MailingState
from newsletters.mailing.clock import watch_mailings
from newsletters.mailing.pausing import resume
from newsletters.models import Delivery, Mailing, Subscriber
from newsletters.publishing.guarded import IssueIsSent
from newsletters.subscribers.ending import unsubscribe
from portal.jobs.models import Lease, PeriodicJob

from .processes import Sink, Workers
from .sink import Fault

WORKERS = 2
SERVER_TIMEOUT = 2
"""Seconds a worker waits for a mail server that says nothing."""
QUIET = SERVER_TIMEOUT + 1.5
"""Seconds without a mail after which nobody is in the middle of one."""
EDITED = "Podstrčená věta, kterou Svaz neviděl."


def address(number: int) -> str:
    """Of the reader with this number (`make_many_subscribers`)."""
    return f"ctenar{number}@example.cz"


def planned_faults(readers: int) -> dict[str, str]:
    """What the mail server does to whom: one in ten is put off and then refused, some meet worse."""
    faults: dict[str, str] = {address(n): Fault.REFUSED for n in range(3, readers, 10)}
    faults |= {address(n): Fault.GREYLISTED for n in range(7, readers, 20)}
    faults[address(readers // 20 + 1)] = Fault.HANGS
    faults[address(readers // 20 * 5 + 2)] = Fault.DROPPED_AFTER
    faults[address(readers // 20 * 9 + 1)] = Fault.DROPPED_BEFORE
    faults[address(readers // 20 * 14 + 2)] = Fault.DROPPED_AFTER
    return faults


def unwritable(readers: int) -> str:
    """The address of the reader whose data can't be written into a mail."""
    return address(readers // 2 + 1).replace("@", " @")


def spoil_one(readers: int) -> None:
    """Give one reader data no mail can be made of; before the mailing is started."""
    Subscriber.objects.filter(email=address(readers // 2 + 1)).update(email=unwritable(readers))


@dataclass
class FaultRun:
    """`play` it with workers running; `outage` takes the database away for a while and brings it back."""

    mailing: Mailing
    readers: int
    sink: Sink
    workers: Workers
    outage: Callable[[], None]
    lasts: float = 600.0
    """Seconds after which it is given up."""
    kills: int = 0
    outages: int = 0
    pauses: int = 0
    """How often the mailing paused by itself, and a manager had it go on."""
    problems: list[str] = field(default_factory=list)

    def play(self) -> None:
        """Everything goes wrong, each at its share of the mails; then wait until the mailing is done."""
        waiting: list[tuple[float, Callable[[], bool]]] = [
            (0.10, self._kill),
            (0.20, self._take_database_away),
            (0.30, self._kill),
            (0.40, self._edit),
            (0.45, self._unsubscribe_the_last),
            (0.55, self._kill),
            (0.65, self._take_database_away),
        ]
        until = time.monotonic() + self.lasts
        last, moved_at = 0, time.monotonic()
        while time.monotonic() < until:
            kept = self.sink.read()
            if kept > last:
                last, moved_at = kept, time.monotonic()
            if waiting and kept >= waiting[0][0] * self.readers:
                if waiting[0][1]():
                    waiting.pop(0)
            elif time.monotonic() - moved_at > QUIET:
                if not waiting and self._is_done():
                    return
                self._time_passes()
                moved_at = time.monotonic() - QUIET + 1
            time.sleep(0.002)
        self.problems.append(f"not done after {self.lasts:.0f} s")

    # --- What goes wrong --------------------------------------------------------------------------------
    def _kill(self) -> bool:
        """SIGKILL for whoever sends at this moment, and another worker in its place."""
        if not self.sink.messages or not self.workers.kill(self.sink.messages[-1].from_port):
            return False
        self.kills += 1
        self.workers.start()
        self._forget_the_dead()
        return True

    def _take_database_away(self) -> bool:
        connections.close_all()
        self.outage()
        self.outages += 1
        return True

    def _edit(self) -> bool:
        issue = type(self.mailing.issue).objects.get(pk=self.mailing.issue_id)
        issue.lead = EDITED
        try:
            issue.save_revision()
        except IssueIsSent:
            return True
        self.problems.append("an issue was edited while it was being sent")
        return True

    def _unsubscribe_the_last(self) -> bool:
        last = Subscriber.objects.filter(email=address(self.readers - 1)).get()
        unsubscribe(subscriber=last, source=ConsentSource.LINK)
        return True

    # --- Time -------------------------------------------------------------------------------------------
    def _forget_the_dead(self) -> None:
        """The lease of who was just killed is over; the others look for work at once."""
        Lease.objects.update(until=timezone.now())
        watch_mailings()

    def _time_passes(self) -> None:
        """All waiting for the next attempt is over. The lease is left to whoever has it: slow is not dead."""
        try:
            now = timezone.now()
            Delivery.objects.filter(state=DeliveryState.WAITING, next_attempt_at__gt=now).update(next_attempt_at=now)
            self._go_on()
            watch_mailings()
        except Error:
            connections.close_all()

    def _go_on(self) -> None:
        """What a manager does about a mailing that has paused by itself."""
        if Mailing.objects.filter(pk=self.mailing.pk, state=MailingState.PAUSED).exists():
            self.pauses += 1
            resume(mailing=self.mailing, user=None)

    def _is_done(self) -> bool:
        try:
            return Mailing.objects.filter(pk=self.mailing.pk, state=MailingState.DONE).exists()
        except Error:
            connections.close_all()
            return False


def leave_other_jobs() -> None:
    """Periodic jobs that have nothing to do with mailings aren't due during the run."""
    from portal.jobs.runner import sync_jobs

    sync_jobs()
    later = timezone.now() + timedelta(days=1)
    PeriodicJob.objects.exclude(pk="newsletters.mailings").update(last_started=later)


def worker_environment(*, url: str, port: int, folder: str) -> dict[str, str]:
    """Of a worker as production runs it, on the database `url` with the mail server at `port`."""
    mailer = (
        '{"BACKEND": "django.core.mail.backends.smtp.EmailBackend", '
        f'"OPTIONS": {{"host": "127.0.0.1", "port": {port}, "timeout": {SERVER_TIMEOUT}}}}}'
    )
    return {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "portal.settings.production",
        "DEMO": "true",
        "SECRET_KEY": "fault-run",
        "MAILER": mailer,
        "MAILING_PER_MINUTE": "0",
        "CACHE_URL": "locmemcache://",
        "ALLOWED_HOSTS": "*",
        "ADMIN_BASE_URL": "http://localhost",
        "LOG_LEVEL": "WARNING",
        "VAR_DIR": folder,
    }
