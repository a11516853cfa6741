"""The Union's archive: each print run owes it one copy, and somebody notes the day it came (NWS-3)."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from ..models import PrintRun
from ..review.reviewers import name_of


def owed(runs: QuerySet[PrintRun]) -> QuerySet[PrintRun]:
    """The runs that came out and whose copy hasn't come."""
    return runs.filter(printed_on__isnull=False, archived_on__isnull=True)


@transaction.atomic
def note_copy(*, run: PrintRun, user: Any, day: date) -> None:
    """The Union's copy came on `day`. Again: the day is corrected. Raises ValidationError for a day that can't be."""
    row = PrintRun.objects.select_for_update().get(pk=run.pk)
    if row.printed_on is None:
        raise ValidationError(_("Nothing was printed yet."))
    if day > timezone.localdate():
        raise ValidationError({"day": _("That is still to come.")})
    if day < row.printed_on:
        raise ValidationError({"day": _("That is before the issue was printed.")})
    row.archived_on, row.archived_by = day, name_of(user)
    row.save(update_fields=["archived_on", "archived_by"])
    log(instance=row, action="wagtail.edit", user=user)
