"""The worker's part and the clock's of telling followers."""

from datetime import timedelta

from django.tasks import task
from django.utils.translation import gettext_lazy as _

from portal.jobs.queued import enqueue_once
from portal.jobs.registry import periodic
from portal.jobs.runner import stopping

from . import runs


@task(queue_name="mail")
def tell_followers() -> int:
    """Write to all followers there are to write to; how many. Killed, it goes on where it was."""
    told = 0
    for run in runs.open_runs():
        while not stopping() and (count := runs.tell_some(run)):
            told += count
    return told


@periodic("meetings.tell_followers", every=timedelta(minutes=1), label=_("Tell who follows meetings by e-mail"))
def watch_runs() -> bool:
    """Queue the work where a kill or a fault left some; whether it did."""
    return bool(runs.open_runs()) and enqueue_once(tell_followers)
