from .lease import Lease
from .outbox import OutboxMessage
from .periodic import PeriodicJob
from .posted import Posted
from .returned import ReturnedMail
from .worker import WorkerProcess

__all__ = ["Lease", "OutboxMessage", "PeriodicJob", "Posted", "ReturnedMail", "WorkerProcess"]
