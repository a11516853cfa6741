"""The line that something was told about a meeting, and what follows from it in the same transaction (M9)."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from portal.tenancy.models import Association

from ..enums import RAISES_SEQUENCE, AnnouncementKind
from ..facts import facts_of
from ..models import Announcement, LateInvitation, MeetingPage

Followup = Callable[[Announcement], Any]
_followups: list[tuple[int, Followup]] = []


def register_followup(order: int, followup: Followup) -> None:
    """Call `followup` with every new announcement, in its transaction; those of smaller `order` first."""
    if (order, followup) not in _followups:
        _followups.append((order, followup))
        _followups.sort(key=lambda entry: entry[0])


@transaction.atomic
def record(
    *,
    meeting: MeetingPage,
    kind: AnnouncementKind,
    user: Any,
    reason: str = "",
    late: LateInvitation | None = None,
) -> Announcement:
    """Write down that `kind` was told about `meeting` as it stands in the database, and do what follows from it.

    `user` is who told it, None for the portal itself. Of a page that repeats or translates another one the Czech
    original is meant.
    """
    line = write_line(page=locked(meeting), kind=kind, user=user, reason=reason, late=late)
    follow(line)
    return line


def locked(meeting: MeetingPage) -> MeetingPage:
    """The Czech page of the meeting as the database has it, nobody else's until the transaction ends."""
    page: MeetingPage = MeetingPage.objects.select_for_update(of=("self",)).get(pk=original_of(meeting).pk)
    return page


def write_line(
    *, page: MeetingPage, kind: AnnouncementKind, user: Any, reason: str = "", late: LateInvitation | None = None
) -> Announcement:
    """The line alone, with what the `locked` instance `page` says, stored or not: see `record`, which is both.

    For who has to write something between the line and what follows from it.
    """
    last = last_of(page)
    line: Announcement = Announcement.objects.create(
        site_id=association_of(page).site_id,
        meeting=page,
        number=last.number + 1 if last else 1,
        kind=kind,
        sequence=_next_sequence(last, kind),
        starts_at=page.starts_at,
        ends_at=page.ends_at,
        facts=facts_of(page, public_only=False),
        reason=reason,
        late=late,
        at=timezone.now(),
        by=name_of(user),
        by_key=str(user.pk) if user is not None else "",
    )
    log(instance=page, action=f"meetings.{kind}", user=user, data={"sequence": line.sequence, "reason": reason})
    return line


def follow(line: Announcement) -> None:
    """Do what follows from `line`, in its transaction."""
    for _order, followup in _followups:
        followup(line)


def last_of(meeting: Any) -> Announcement | None:
    """The last thing told about `meeting`; None for one that was never announced."""
    return Announcement.objects.filter(meeting=original_of(meeting).pk).order_by("-number").first()


def original_of(meeting: Any) -> Any:
    """The Czech page of the meeting, to which announcements and invitations belong."""
    if meeting.alias_of_id is None and meeting.locale.language_code == "cs":
        return meeting
    pages = MeetingPage.objects.filter(translation_key=meeting.translation_key, locale__language_code="cs")
    return pages.first() or meeting


def association_of(meeting: Any) -> Association:
    """The association in whose tree the page stands. Raises Association.DoesNotExist for one that stands in none."""
    root = meeting.get_ancestors().get(depth=2)
    found: Association = Association.objects.select_related("site").get(root_page__translation_key=root.translation_key)
    return found


def name_of(user: Any) -> str:
    """The name of an account as a line keeps it; nothing where the portal itself acted."""
    return str(user.get_full_name() or user.get_username())[:150] if user is not None else ""


def _next_sequence(last: Announcement | None, kind: AnnouncementKind) -> int:
    if last is None:
        return 0
    return last.sequence + (kind in RAISES_SEQUENCE)
