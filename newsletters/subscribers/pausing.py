"""No newsletters for a while: the subscription stays, mail goes out again by itself (X4)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..enums import ConsentAct, ConsentSource, SubscriberState
from ..models import Subscriber
from .letters import take_back_followed
from .persons import locked_rows
from .proof import note


@transaction.atomic
def pause(
    *, subscriber: Subscriber, until: date, source: ConsentSource = ConsentSource.LINK, proof: str = "", by: str = ""
) -> None:
    """Send the address nothing before the day `until`, as reader and in office; another pause takes its place.

    Raises ValidationError for a day that isn't ahead. Who isn't subscribed has nothing to pause.
    """
    if until <= timezone.localdate():
        raise ValidationError({"pause": _("Choose a day that is still ahead.")})
    for row in _active(subscriber):
        if row.paused_until != until:
            row.paused_until = until
            row.save(update_fields=["paused_until"])
            take_back_followed(row)
            note(subscriber=row, act=ConsentAct.PAUSED, source=source, proof=proof, by=by)


@transaction.atomic
def resume(
    *, subscriber: Subscriber, source: ConsentSource = ConsentSource.LINK, proof: str = "", by: str = ""
) -> None:
    """Send the address mail again."""
    for row in _active(subscriber):
        if row.paused_until is not None:
            was_paused = row.paused_until > timezone.localdate()
            row.paused_until = None
            row.save(update_fields=["paused_until"])
            if was_paused:
                note(subscriber=row, act=ConsentAct.RESUMED, source=source, proof=proof, by=by)


def is_paused(subscriber: Subscriber, on: date | None = None) -> bool:
    """Whether nothing is sent on a day in Prague (today)."""
    return subscriber.paused_until is not None and subscriber.paused_until > (on or timezone.localdate())


def _active(subscriber: Subscriber) -> list[Subscriber]:
    return [row for row in locked_rows(subscriber) if row.state == SubscriberState.ACTIVE]
