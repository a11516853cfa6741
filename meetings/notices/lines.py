"""Lines of a notice, written in the transaction of what they tell: put up, changed, taken down (M7, M8)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import get_active_log_context

from portal.tenancy import versions
from portal.tenancy.models import Association

from ..announcing.record import association_of, name_of, original_of
from ..enums import NoticeAct
from ..models import Announcement, MeetingPage, Notice, NoticeLine
from .chain import last_line, line_hash_of
from .content import content_of, hash_of, says_the_same
from .times import end_of, stamp, until_of, written

VERSIONS = frozenset({NoticeAct.POSTED, NoticeAct.CHANGED})
"""Lines that keep what readers got."""
AT_ONCE = timedelta(minutes=2)
"""A line written later than this after the page was published says when that was."""


@transaction.atomic
def bring_up_to_date(meeting: Any, *, user: Any = None, published_at: datetime | None = None) -> list[NoticeLine]:
    """Write the lines that are missing for the notice to be told as it is: none where nothing changed.

    `published_at` is when the page was really published, where its line got lost and is written only now. Of a page
    that repeats or translates another one the Czech original is meant; what stands in no association has no notice.
    """
    page = MeetingPage.objects.select_related("locale", "body", "municipality").get(pk=original_of(meeting).pk)
    try:
        association = association_of(page)
    except Association.DoesNotExist:
        return []
    # One writer of an association at a time; a foreign key to the row may still be written (no key is changed).
    Association.objects.select_for_update(of=("self",), no_key=True).get(pk=association.pk)
    return _missing_lines(page, association.site_id, name_of(user), published_at)


def write_line(
    *,
    site_id: int,
    meeting: MeetingPage,
    act: NoticeAct,
    content: dict[str, Any],
    by: str = "",
) -> NoticeLine:
    """The next line of the association's chain. The caller holds the association's row (`bring_up_to_date`)."""
    last = last_line(site_id)
    now = stamp(timezone.now())
    line = NoticeLine(
        site_id=site_id,
        meeting=meeting,
        position=last.position + 1 if last else 1,
        act=act,
        # A clock that was put back doesn't put a line before the one it follows.
        at=max(now, last.at) if last else now,
        until=until_of(meeting),
        content=content,
        content_hash=hash_of(content),
        previous_hash=last.line_hash if last else "",
        by=by,
    )
    line.line_hash = line_hash_of(line, meeting.translation_key)
    line.save()
    _sum_up(line)
    # What is kept of the site's pages was read before.
    versions.touch(site_id)
    return line


def last_version(meeting_pk: int) -> NoticeLine | None:
    """What readers got last, as its line says."""
    return NoticeLine.objects.filter(meeting=meeting_pk, act__in=VERSIONS).order_by("-position").first()


def _missing_lines(page: Any, site_id: int, by: str, published_at: datetime | None) -> list[NoticeLine]:
    last = NoticeLine.objects.filter(meeting=page.pk).defer("content").order_by("-position").first()
    was_up = last is not None and last.act != NoticeAct.REMOVED
    now, end = timezone.now(), end_of(until_of(page))
    is_up = is_public(page) and now < end
    common: dict[str, Any] = {"site_id": site_id, "meeting": page, "by": by}
    lines = []
    if is_up and not was_up:
        lines.append(write_line(act=NoticeAct.POSTED, content=_content(page, published_at), **common))
    elif is_up:
        content, version = _content(page, published_at), last_version(page.pk)
        if version is None or not says_the_same(content, version.content):
            lines.append(write_line(act=NoticeAct.CHANGED, content=content, **common))
    elif last is None and published_at is not None and published_at < end:
        # It stood on the board and nobody wrote it down: both lines, with their true times.
        lines.append(write_line(act=NoticeAct.POSTED, content=_content(page, published_at), **common))
        was_up = True
    if was_up and not is_up:
        version = last_version(page.pk)
        # By the clock at the hour that was planned; earlier by whoever takes it down.
        planned = end_of(version.until) if version and version.until else end
        taken = {"taken_down_at": written(min(planned, now)), "version": version.content_hash if version else ""}
        lines.append(write_line(act=NoticeAct.REMOVED, content=taken, **{**common, "by": "" if now >= planned else by}))
    return lines


def is_public(page: Any) -> bool:
    """Whether everybody may read the page."""
    return bool(page.live) and not page.get_view_restrictions()


def _content(page: Any, published_at: datetime | None) -> dict[str, Any]:
    content = content_of(page)
    if published_at is not None and timezone.now() - published_at > AT_ONCE:
        content["published_at"] = written(published_at)
    return content


def _sum_up(line: NoticeLine) -> None:
    """Keep the row for lists in step with the line."""
    notice = Notice.objects.filter(meeting=line.meeting_id).first()
    if notice is None:
        notice = Notice(meeting_id=line.meeting_id, site_id=line.site_id)
    if line.act == NoticeAct.POSTED:
        notice.posted_at, notice.removed_at = posted_at(line), None
    elif line.act == NoticeAct.REMOVED:
        notice.removed_at = taken_down_at(line)
    notice.documents = sorted({*notice.documents, *(file["id"] for file in line.content.get("files", []))})
    notice.save()


def posted_at(line: NoticeLine) -> datetime:
    """When the version of the line was really published."""
    told = line.content.get("published_at")
    return datetime.fromisoformat(told) if told else line.at


def taken_down_at(line: NoticeLine) -> datetime:
    """When the notice really came down, which the clock noticed a little later."""
    told = line.content.get("taken_down_at")
    return datetime.fromisoformat(told) if told else line.at


# --- What writes lines -----------------------------------------------------------------------------
def after_publishing(instance: Any, **_signal: Any) -> None:
    """After a page of a meeting was published, in the same transaction."""
    if isinstance(instance, MeetingPage) and instance.alias_of_id is None and instance.locale.language_code == "cs":
        bring_up_to_date(instance, user=get_active_log_context().user)


def after_announcing(announcement: Announcement) -> None:
    """After something was told of a meeting: moved or cancelled, it may have been stored without being published."""
    bring_up_to_date(announcement.meeting, user=get_active_log_context().user)


def connect() -> None:
    """Called once, when the app is ready."""
    from wagtail.signals import page_published, page_unpublished

    from ..announcing.record import register_followup

    page_published.connect(after_publishing, dispatch_uid="meetings.notices.published")
    page_unpublished.connect(after_publishing, dispatch_uid="meetings.notices.unpublished")
    # Before letters are written: they carry the fingerprint.
    register_followup(5, after_announcing)
