"""Who is told that a meeting has changed: everybody who was invited (M9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from newsletters.actions import MEETINGS, count_followers

from ..announcing.invitees import invited
from ..announcing.record import association_of
from ..enums import InviteeRole
from ..models import Invitation

IN_OFFICE = frozenset({InviteeRole.MAYOR, InviteeRole.DEPUTY, InviteeRole.REPRESENTATIVE})


@dataclass(frozen=True)
class Told:
    """How many people learn of a change: those invited, and those who follow meetings by e-mail."""

    invited: int
    followers: int
    without_successor: Sequence[Invitation]
    """Those of the invited whose office ended; whoever came after them wasn't invited."""


def told_about(meeting: Any) -> Told:
    """How many are told of a change of `meeting` as things stand now."""
    rows = told_of_changes(meeting)
    site = association_of(meeting).site_id
    followers = count_followers(site=site, topic_code=MEETINGS, before=timezone.now())
    return Told(len(rows), followers, without_successor(rows))


def told_of_changes(meeting: Any) -> list[Invitation]:
    """The invitations whose people learn of a change; two queries.

    Whose office ended since is told as well, unless somebody of the same municipality who is in office was invited:
    a municipality never goes without.
    """
    rows = list(invited(meeting).select_related("mandate", "municipality", "site"))
    taken_over = {row.municipality_id for row in rows if row.role in IN_OFFICE and row.municipality_id and _serves(row)}
    return [row for row in rows if _serves(row) or row.municipality_id not in taken_over]


def without_successor(rows: Sequence[Invitation]) -> list[Invitation]:
    """Those of `rows` who are told though their office ended: whoever came after them wasn't invited yet."""
    return [row for row in rows if not _serves(row)]


def _serves(row: Invitation) -> bool:
    """Whether the person is still in office; guests, experts and those of whom we know no more are no matter of it."""
    if row.role not in IN_OFFICE or row.mandate is None:
        return True
    until = row.mandate.valid_until
    return until is None or until > timezone.localdate()
