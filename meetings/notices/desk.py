"""Notices on the desk: proofs that don't agree (U1, M8)."""

from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from portal.tenancy.boundary import is_union_user, visible_to
from portal.tenancy.desk import LATE, DeskRows, for_user, register_desk_line

from ..models import Notice

BROKEN = "notice_broken"


def broken_proofs(user: Any) -> DeskRows | None:
    """How many notices of the centre have a proof that doesn't agree; the Union has its own list."""
    if is_union_user(user):
        return None
    rows = visible_to(user, Notice.objects.filter(broken_since__isnull=False))
    return DeskRows(rows, _said, f"{reverse('meeting_notices:index')}?proof=broken", BROKEN, LATE)


def _said(count: int) -> str:
    said = ngettext("The proof of %(count)d notice doesn't agree", "The proofs of %(count)d notices don't agree", count)
    return said % {"count": count}


def register() -> None:
    """Put the line on the desk."""
    register_desk_line("centre", 46, for_user(broken_proofs))
