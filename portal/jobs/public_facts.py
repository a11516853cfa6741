"""The machinery of mail and background work shows nothing to the public (`portal.tenancy.watched`)."""

from portal.tenancy.watched import not_shown

from . import models as m


def register() -> None:
    """Name every model of the app; called once, when the app is ready."""
    because = "the machinery of mail and background work"
    not_shown(m.Lease, m.OutboxMessage, m.PeriodicJob, m.ReturnedMail, m.WorkerProcess, because=because)
