from .outbox import OutboxMessage
from .periodic import PeriodicJob
from .returned import ReturnedMail
from .worker import WorkerProcess

__all__ = ["OutboxMessage", "PeriodicJob", "ReturnedMail", "WorkerProcess"]
