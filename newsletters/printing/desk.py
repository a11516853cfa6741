"""Printed issues on the desk: copies the Union's archive waits for (NWS-3)."""

from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from portal.tenancy.boundary import is_union_user
from portal.tenancy.desk import DeskRows, for_user, register_desk_line

from ..models import PrintRun
from .archiving import owed

LIST = "print_run:index"


def _owed_in_words(count: int) -> str:
    said = ngettext(
        "%(count)d printed issue is missing in the Union's archive",
        "%(count)d printed issues are missing in the Union's archive",
        count,
    )
    return said % {"count": count}


def copies_to_come(user: Any) -> DeskRows | None:
    """Printed issues of which the Union has no copy; the centre sees them at its own issues."""
    if not is_union_user(user):
        return None
    rows = owed(PrintRun.objects.for_user(user, "archive"))
    return DeskRows(rows, _owed_in_words, f"{reverse(LIST)}?archive=owed", "print_archive")


def register() -> None:
    """Put the line on the desk."""
    register_desk_line("union", 46, for_user(copies_to_come))
