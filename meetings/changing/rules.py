"""What the database refuses of announced meetings, whichever way they are written (M9): see `portal.core.row_rules`."""

from wagtail.models import Page

from portal.core.row_rules import Event, RowRule

from ..enums import AnnouncementKind
from ..models import Announcement, MeetingPage
from .announced import WHEN_AND_WHERE

PAGES, MEETINGS, LINES = (model._meta.db_table for model in (Page, MeetingPage, Announcement))

_LAST = f"NOT EXISTS (SELECT 1 FROM {LINES} b WHERE b.meeting_id = a.meeting_id AND b.number > a.number)"  # noqa: S608 - names of our own
_SAME_WHEN = (
    "a.starts_at = NEW.starts_at AND a.ends_at IS NOT DISTINCT FROM NEW.ends_at "
    f"AND (a.kind = '{AnnouncementKind.CANCELLED}') = (NEW.cancelled_at IS NOT NULL) "
    "AND a.facts ->> 'municipality' = COALESCE(NEW.municipality_id, '')"
)
_SAME_WORDS = "a.facts ->> 'place' = NEW.place AND a.facts ->> 'address' = NEW.address"

ROW_RULES = (
    RowRule(
        name="meeting_as_announced",
        table=MEETINGS,
        event=Event.UPDATE,
        when=" OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in WHEN_AND_WHERE),
        refused=(
            f"EXISTS (SELECT 1 FROM {PAGES} p JOIN {PAGES} o ON o.translation_key = p.translation_key "  # noqa: S608 - names of our own
            f"JOIN {LINES} a ON a.meeting_id = o.id WHERE p.id = NEW.page_ptr_id AND {_LAST} "
            f"AND NOT ({_SAME_WHEN} AND (o.id <> p.id OR ({_SAME_WORDS}))))"
        ),
        message="When and where an announced meeting is changes only with an announcement.",
    ),
    RowRule(
        name="announced_meeting_stays_public",
        table=PAGES,
        event=Event.UPDATE,
        when="OLD.live AND NOT NEW.live",
        refused=f"EXISTS (SELECT 1 FROM {LINES} a WHERE a.meeting_id = NEW.id)",  # noqa: S608 - names of our own
        message="A meeting that has been announced stays public.",
    ),
    RowRule(
        name="nothing_after_cancelling",
        table=LINES,
        event=Event.INSERT,
        refused=(
            f"EXISTS (SELECT 1 FROM {LINES} a WHERE a.meeting_id = NEW.meeting_id "  # noqa: S608 - names of our own
            f"AND a.kind = '{AnnouncementKind.CANCELLED}')"
        ),
        message="A cancelled meeting is over: another one is planned instead.",
    ),
)
