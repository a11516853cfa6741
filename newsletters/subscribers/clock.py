"""The clock of subscribing: who asked and never confirmed is forgotten (X1)."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.jobs.registry import periodic
from portal.jobs.runner import stopping

from ..enums import ConsentAct, SubscriberState
from ..models import ConsentEvent, Subscriber
from .confirm_links import unconfirmed_since
from .letters import forget_letters

logger = structlog.get_logger(__name__)


@periodic(
    "newsletters.forget_unconfirmed",
    every=timedelta(hours=1),
    label=_("Delete addresses that nobody confirmed"),
)
def forget_unconfirmed() -> int:
    """Delete who asked and didn't confirm in time, with the proof and the letters; returns how many were done.

    Who had ended before and asked again stays with the proof of that time; only the link and its letters go.
    """
    since = unconfirmed_since()
    new = _silent(since).filter(state=SubscriberState.PENDING, created_at__lte=since)
    again = _silent(since).exclude(state=SubscriberState.PENDING).exclude(confirm_key="")
    return _each(new, lambda pk: _forget(pk, since)) + _each(again, lambda pk: _let_go(pk, since))


def _silent(since: datetime) -> QuerySet[Subscriber]:
    """Rows of which nothing was asked after `since`."""
    asked = ConsentEvent.objects.filter(subscriber=OuterRef("pk"), act=ConsentAct.ASKED, at__gt=since)
    return Subscriber.objects.filter(~Exists(asked))


@transaction.atomic
def _forget(pk: int, since: datetime) -> int:
    """Asked again or confirmed meanwhile, it stays."""
    row = _locked(pk, since, state=SubscriberState.PENDING)
    if row is None:
        return 0
    forget_letters(row)
    row.delete()
    return 1


@transaction.atomic
def _let_go(pk: int, since: datetime) -> int:
    row = _locked(pk, since)
    if row is None or row.state == SubscriberState.PENDING:
        return 0
    forget_letters(row)
    row.confirm_key = ""
    row.save(update_fields=["confirm_key"])
    return 1


def _locked(pk: int, since: datetime, **state: str) -> Subscriber | None:
    """The row, held, if it is still as it was found; looked at again, as the lock may have been waited for."""
    row = Subscriber.objects.select_for_update().filter(pk=pk, **state).first()
    return row if row is not None and _silent(since).filter(pk=pk).exists() else None


def _each(rows: QuerySet[Subscriber], step: Callable[[int], int]) -> int:
    """Take each row in a step of its own; one that fails doesn't hold back the others."""
    done, errors = 0, []
    for pk in _keys(rows):
        if stopping():
            break
        try:
            done += step(pk)
        except Exception as error:
            logger.exception("forgetting_unconfirmed_failed", subscriber=pk)
            errors.append(error)
    if errors:
        raise ExceptionGroup("Some unconfirmed addresses were not forgotten", errors)
    return done


def _keys(rows: QuerySet[Subscriber]) -> Iterable[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))
