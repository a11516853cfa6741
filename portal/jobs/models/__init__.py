from .outbox import OutboxMessage
from .periodic import PeriodicJob
from .worker import WorkerProcess

__all__ = ["OutboxMessage", "PeriodicJob", "WorkerProcess"]
