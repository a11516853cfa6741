"""Reads of background work, named after what is asked."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Case, Value, When
from django.utils import timezone

from .enums import OutboxState

SENDING_LIMIT = timedelta(minutes=10)
"""Nobody takes longer to hand over one message; a row longer in "sending" lost its worker."""


class OutboxQuerySet(models.QuerySet[Any]):
    def due(self, at: datetime | None = None) -> Self:
        """Waiting messages whose time has come, the longest waiting first."""
        now = at or timezone.now()
        return self.filter(state=OutboxState.WAITING, next_attempt_at__lte=now).order_by("next_attempt_at", "pk")

    def abandoned(self) -> Self:
        """Messages whose worker died (or lost its connection) between taking them up and telling the outcome."""
        return self.filter(state=OutboxState.SENDING, claimed_at__lt=timezone.now() - SENDING_LIMIT)

    def stuck_first(self) -> Self:
        """As the Union reads it: what needs a decision, what is on its way, what is done."""
        rank = Case(
            When(state=OutboxState.FAILED, then=Value(0)),
            When(state=OutboxState.IN_DOUBT, then=Value(0)),
            When(state=OutboxState.SENT, then=Value(2)),
            default=Value(1),
        )
        return self.order_by(rank, "-created_at", "-pk")


class WorkerQuerySet(models.QuerySet[Any]):
    def alive(self) -> Self:
        from .models.worker import DEAD_AFTER

        return self.filter(seen_at__gte=timezone.now() - DEAD_AFTER)
