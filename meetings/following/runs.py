"""Telling followers of an announcement in batches that a kill can't halve: nobody twice, nobody left out (M9, X5)."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.functions import Lower
from django.utils import timezone

from newsletters.actions import MEETINGS, followers, write_to_followers
from portal.jobs.queued import enqueue_once

from ..announcing.record import association_of
from ..enums import AnnouncementKind
from ..models import Announcement, FollowerRun, Invitation, MeetingPage
from .letters import mails_about

TOLD = frozenset(
    {AnnouncementKind.ANNOUNCED, AnnouncementKind.MOVED, AnnouncementKind.CANCELLED, AnnouncementKind.CHANGED}
)
"""What followers are told. That mayors were invited is between the association and them."""
BATCH = 200


def begin(line: Announcement) -> None:
    """The follow-up of an announcement: note that followers are to be told, and queue the work.

    A notice of what is over already, put up for the record, is no news, nor is a change the public can't see.
    """
    from .tasks import tell_followers

    is_over = (line.ends_at or line.starts_at) <= line.at
    if line.kind not in TOLD or is_over or _is_hidden(line):
        return
    FollowerRun.objects.create(site_id=line.site_id, announcement=line)
    transaction.on_commit(partial(enqueue_once, tell_followers), robust=True)


def open_runs() -> list[int]:
    """Keys of the runs that aren't finished, the oldest first."""
    return list(FollowerRun.objects.filter(finished_at=None).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def tell_some(run_key: int) -> int:
    """Write to the next `BATCH` followers and remember how far it went, both or neither; how many were looked at.

    Nobody is written to about a notice that isn't public (any more), and nobody who is invited to the meeting: they
    get letters of their own. Who confirmed after the announcement isn't told of it.
    """
    run = FollowerRun.objects.select_for_update(of=("self",)).select_related("announcement").get(pk=run_key)
    if run.finished_at is not None:
        return 0
    line = run.announcement
    page = _public_page(line)
    readers = []
    if page is not None:
        readers = followers(site=run.site_id, topic_code=MEETINGS, before=line.at, after=run.told_to, limit=BATCH)
        invited = set(Invitation.objects.filter(meeting=page).values_list(Lower("email"), flat=True))
        told = [reader for reader in readers if reader.email.lower() not in invited]
        if told:
            write_to_followers(
                association=association_of(page),
                topic_code=MEETINGS,
                event=f"meeting_{line.kind}:{line.pk}",
                readers=told,
                mails=mails_about(line, page),
            )
        run.told += len(told)
    if len(readers) < BATCH:
        run.finished_at = timezone.now()
    else:
        run.told_to = readers[-1].pk
    run.save(update_fields=["told_to", "told", "finished_at"])
    return len(readers)


def _is_hidden(line: Announcement) -> bool:
    """Whether only what isn't public differs from what was announced before."""
    before = Announcement.objects.filter(meeting=line.meeting_id, number__lt=line.number).order_by("-number").first()
    if line.kind != AnnouncementKind.CHANGED or before is None or before.facts == line.facts:
        return False
    return _shown(before.facts) == _shown(line.facts)


def _shown(facts: dict[str, Any]) -> dict[str, Any]:
    return {**facts, "programme": _public_points(facts["programme"])}


def _public_points(points: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**point, "points": _public_points(point["points"])} for point in points if point["is_public"]]


def _public_page(line: Announcement) -> MeetingPage | None:
    pages = MeetingPage.objects.published().select_related("body")
    found: MeetingPage | None = pages.filter(pk=line.meeting_id).first()
    return found
