"""The worker's part of mailings."""

from datetime import timedelta

from django.tasks import task

from portal.jobs.queued import enqueue_once
from portal.jobs.runner import stopping

from . import marking

BREATH = timedelta(seconds=1)
"""Between two steps, for whatever else waits: the queue is empty for a moment and periodic jobs get their turn."""


@task(queue_name="mail")
def send_mailings() -> dict[str, int]:
    """Go on with the mailings under way for some seconds, then queue the next step while there is work."""
    # Here, as running may pause a mailing, and pausing knows this task.
    from .running import run

    outcome = run(stopped=stopping)
    if not outcome["unreachable"] and not outcome["busy"] and marking.is_work_due():
        enqueue_once(send_mailings, after=BREATH)
    return dict(outcome)
