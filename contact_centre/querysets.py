"""Reads of the contact centre, named after what is asked."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db.models import F, ProtectedError, Q, TextField, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from portal.core.czech import fold
from portal.core.folding import folded_patterns
from portal.tenancy.querysets import SiteOwnedQuerySet

from .enums import OPEN_REQUEST, RUNNING_ACTIVITY, ActivityStatus

if TYPE_CHECKING:
    from .models import CitizenRequest


SEARCHED = ("reference", "text", "place", "name", "email", "phone", "municipality__name")
"""Where the words searched for in the list of requests may stand."""


class ActivityQuerySet(SiteOwnedQuerySet):
    def running(self) -> Self:
        """Activities somebody still works on."""
        return self.filter(status__in=RUNNING_ACTIVITY)

    def counted(self, starts_on: date, ends_on: date) -> Self:
        """Activities that count for these days, both included: closed, with the end in them (TGT-1).

        A cancelled one never counts, nor does one that merely started then.
        """
        return self.filter(status=ActivityStatus.CLOSED, closed_on__range=(starts_on, ends_on))

    def for_listing(self) -> Self:
        """With everything a row of the register shows."""
        return self.select_related("area", "responsible", "request")

    def for_export(self) -> Self:
        """With everything a row of the exported register holds."""
        of_lists = ("trigger", "subarea", "handled_by", "output")
        related = self.for_listing().select_related(*of_lists, "source_page", "project", "follows")
        return related.prefetch_related("municipalities")

    def matching(self, text: str) -> Self:
        """Activities that hold every word of `text`, whatever its case and diacritics."""
        wanted = Q()
        for word in fold(text).split():
            wanted &= Q(search_text__contains=word)
        return self.filter(wanted)


class CitizenRequestQuerySet(SiteOwnedQuerySet):
    def open(self) -> Self:
        """Requests that wait for the centre."""
        return self.filter(status__in=OPEN_REQUEST)

    def for_listing(self) -> Self:
        """With everything a row of the list shows."""
        rows = self.select_related("municipality", "category", "activity__responsible")
        return rows.defer("text", "public_text")

    def matching(self, text: str) -> Self:
        """Requests whose number, words, place or sender hold every word of `text`, whatever its case and diacritics."""
        pieces = [piece for name in SEARCHED for piece in (F(name), Value(" "))]
        wanted = Q()
        for pattern in folded_patterns(text):
            wanted &= Q(said__regex=pattern)
        return self.alias(said=Concat(*pieces, output_field=TextField())).filter(wanted)

    def submitted_with(self, *, site_id: int, submission_token: str) -> "CitizenRequest | None":
        """The request that a form with this token has already stored, or None."""
        return self.filter(site_id=site_id, submission_token=submission_token).first()

    def delete(self) -> Any:
        """Refuse: a request is kept with its activity (CIT-4). Raises ProtectedError."""
        raise ProtectedError(_("A request is kept with its activity and can't be deleted."), set(self))
