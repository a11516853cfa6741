"""Merging requests that say the same: the later one ends as a duplicate and lives on in the first (R7)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from ..closing import activities as closing
from ..closing.words import MayorWord, give_word
from ..enums import WITHOUT_ACTIVITY, RequestStatus
from ..life import move
from ..models import CitizenRequest
from ..status.letters import tell_citizen

MAX_STEPS = 20
"""A chain longer than this is no chain of duplicates but an error."""


@transaction.atomic
def merge_duplicate(*, request: CitizenRequest, into: CitizenRequest, user: Any = None) -> bool:
    """Close `request` as repeating `into`, or what that repeats; False if it repeats it already.

    Its activity is cancelled, so that it never counts; the mayor hears of the first one only, which is the written
    reason. What repeats `request` repeats the first from now on. The citizen is told. Raises ValidationError for
    itself, another association's, one put aside, or when `request` is closed.
    """
    first = _first(CitizenRequest.objects.get(pk=into.pk))
    held = _hold(request, first)
    current, first = held[request.pk], held[first.pk]
    if current.status == RequestStatus.DUPLICATE and current.duplicate_of_id == first.pk:
        return False
    _check(current, first)
    with override("cs"):
        # Kept with the request and read by people of the centre, whatever the language of the screen.
        reason = _("Repeats %(number)s.") % {"number": first.reference}
    closing.cancel(current, reason, user)
    give_word(request=current, word=MayorWord.not_told(reason), user=user)
    current.duplicate_of = first
    move(current, RequestStatus.DUPLICATE, user=user, repeats=first.reference)
    # Also one that came in just before the lock: nobody merges into a request that is held.
    CitizenRequest.objects.filter(duplicate_of=current).update(duplicate_of=first)
    _tell(current, first)
    return True


def _first(request: CitizenRequest) -> CitizenRequest:
    """The request that `request` repeats in the end: itself when it repeats none."""
    for _step in range(MAX_STEPS):
        if request.duplicate_of is None:
            return request
        request = request.duplicate_of
    raise ValidationError(_("These requests repeat each other; ask the Union to look at them."))


def _hold(request: CitizenRequest, first: CitizenRequest) -> dict[int, CitizenRequest]:
    """All requests concerned as they are now, held in the order of their keys so that two mergers can't cross."""
    repeating = CitizenRequest.objects.filter(duplicate_of=request.pk).values_list("pk", flat=True)
    keys = {request.pk, first.pk, *repeating}
    rows = CitizenRequest.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    return {row.pk: row for row in rows}


def _check(current: CitizenRequest, first: CitizenRequest) -> None:
    if first.pk == current.pk:
        raise ValidationError({"into": _("A request can't repeat itself.")})
    if first.site_id != current.site_id:
        raise ValidationError({"into": _("There is no request of this number here.")})
    if first.status in WITHOUT_ACTIVITY:
        raise ValidationError({"into": _("This request is put aside; let it in first.")})
    if first.status == RequestStatus.DUPLICATE:
        # Somebody merged it a moment ago: the next attempt finds the one it repeats.
        raise ValidationError(_("Somebody has just merged that request; please try again."))
    if not current.is_worked_on:
        raise ValidationError(
            _("This request is %(state)s already."), code="ended", params={"state": current.get_status_display()}
        )


def _tell(current: CitizenRequest, first: CitizenRequest) -> None:
    """The citizen hears that we know already, by the number of the first one; of its words and author nothing."""
    if first.is_closed:
        close = gettext_lazy("What came of it you can read on the page of your message.")
    else:
        close = gettext_lazy("As soon as it is done we will write to you.")
    tell_citizen(
        request=current,
        what="duplicate",
        subject=gettext_lazy("We know about it already"),
        lead=gettext_lazy("Somebody told us the same before you. We deal with both together, as one matter."),
        text="",
        close=close,
    )
