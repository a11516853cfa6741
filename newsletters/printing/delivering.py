"""Copies brought to their places: ticked off by who was there, and what was left over (X7)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import PrintDrop
from ..review.reviewers import name_of


@transaction.atomic
def tick_off(*, drop: PrintDrop, user: Any) -> None:
    """The copies are there, today. Who ticks off again, or after somebody else, changes nothing.

    Raises ValidationError before the run came out: only then the issue is one that was sent.
    """
    row = _locked(drop)
    if row.run.printed_on is None:
        raise ValidationError(_("Say first that the issue is printed."))
    if row.delivered_on is None:
        row.delivered_on = timezone.localdate()
        row.delivered_by = name_of(user)
        row.save(update_fields=["delivered_on", "delivered_by"])


@transaction.atomic
def take_back(*, drop: PrintDrop) -> None:
    """It was a slip: nothing was brought there, so nothing is left over either."""
    row = _locked(drop)
    row.delivered_on, row.delivered_by, row.returned = None, "", 0
    row.save(update_fields=["delivered_on", "delivered_by", "returned"])


@transaction.atomic
def note_left_over(*, drop: PrintDrop, returned: int, note: str = "") -> None:
    """So many copies were left over. Raises ValidationError for more than were brought, or before they were."""
    row = _locked(drop)
    if row.delivered_on is None:
        raise ValidationError(_("Tick the place off first."))
    if returned > row.copies:
        raise ValidationError(_("More copies can't be left over than were brought."))
    row.returned, row.note = returned, note
    row.save(update_fields=["returned", "note"])


def _locked(drop: PrintDrop) -> PrintDrop:
    rows = PrintDrop.objects.select_for_update(of=("self",)).select_related("run")
    row: PrintDrop = rows.get(pk=drop.pk)
    return row
