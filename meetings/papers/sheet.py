"""What letters and posters say, from the facts of a meeting: those of its page, or those an announcement kept (M11).

Web page, letter and poster read the same facts, so none of them can say another day, place or point than the others.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import expand_db_html

from portal.tenancy.models import Association

from ..announcing.record import association_of, original_of
from ..changing.history import HistoryLine, lines_of, where_of
from ..enums import AnnouncementKind, BarrierFree, MeetingKind
from ..facts import MeetingFacts, PointFacts, facts_of
from ..models import Announcement, MeetingPage


@dataclass(frozen=True)
class Standing:
    """Where a meeting has got to: called off; moved, and from which time or place.

    `last` is the last thing told of it; None for a meeting nobody was told of.
    """

    last: HistoryLine | None
    is_cancelled: bool
    moved_from: datetime | None
    old_place: str


@dataclass(frozen=True)
class Sheet:
    """A meeting as its papers say it; `facts` hold points that aren't public, which only a letter shows.

    A letter is dated `written_on`; publicity of projects is that of `shown_on`.
    """

    facts: MeetingFacts
    association: Association
    url: str
    language: str
    is_draft: bool
    standing: Standing
    written_on: date
    shown_on: date

    @property
    def kind(self) -> str:
        return str(MeetingKind(self.facts["kind"]).label)

    @property
    def starts_at(self) -> datetime:
        return datetime.fromisoformat(self.facts["starts_at"])

    @property
    def ends_at(self) -> datetime | None:
        return datetime.fromisoformat(self.facts["ends_at"]) if self.facts["ends_at"] else None

    @property
    def same_day_end(self) -> datetime | None:
        """The end if it is on the day of the beginning, so that its time alone says enough."""
        end = self.ends_at
        return end if end and timezone.localdate(end) == timezone.localdate(self.starts_at) else None

    @property
    def way(self) -> str:
        """Address and municipality, each once."""
        return where_of("", self.facts["address"], self.facts["municipality_name"])

    @property
    def barrier_free(self) -> str:
        """Whether and how one gets in with a wheelchair; empty where nobody said."""
        said = [str(BarrierFree(self.facts["barrier_free"]).label) if self.facts["barrier_free"] else ""]
        return " – ".join(part for part in (*said, self.facts["barrier_free_note"]) if part)

    @cached_property
    def open_points(self) -> list[PointFacts]:
        """The points everybody may know, without those below them that aren't public (M1)."""
        return public_points(self.facts["programme"])

    @cached_property
    def invited_points(self) -> list[PointFacts]:
        """The public points with everything below them, as those who are invited read them."""
        return [point for point in self.facts["programme"] if point["is_public"]]

    @cached_property
    def closed_points(self) -> list[PointFacts]:
        """The points only those who are invited know of."""
        return [point for point in self.facts["programme"] if not point["is_public"]]

    @property
    def who_may_come(self) -> SafeString:
        return self._on_paper("who_may_come")

    @property
    def note(self) -> SafeString:
        return self._on_paper("note")

    @property
    def short_url(self) -> str:
        """The address of the page as people copy it from paper."""
        return _short(self.url)

    @property
    def reason(self) -> str:
        """Why it was moved, called off or changed last; why an invitation was late is nobody's business."""
        last = self.standing.last
        return last.reason if last is not None and last.is_change else ""

    def _on_paper(self, name: str) -> SafeString:
        """Rich text without links, whose addresses are said: there is nothing to click on paper."""
        soup = BeautifulSoup(expand_db_html(self.facts[name]), "html.parser")  # type: ignore[literal-required]
        for link in soup.find_all("a"):
            address = urljoin(self.url, str(link.get("href") or ""))
            if address.startswith("http") and _short(address) not in link.get_text():
                link.append(f" ({_short(address)})")
            link.unwrap()
        # As the editor's rich text lets it through.
        return mark_safe(str(soup))  # noqa: S308


def sheet_of(meeting: Any, *, is_draft: bool | None = None) -> Sheet:
    """The sheet of the instance `meeting` as it stands; a draft is one that isn't published, unless said otherwise.

    Raises Association.DoesNotExist for a page outside of every association.
    """
    original = original_of(meeting)
    standing = standing_of(original)
    return Sheet(
        facts=facts_of(meeting, public_only=False),
        association=association_of(original),
        url=meeting.full_url or "",
        language="cs" if meeting.is_fallback else meeting.locale.language_code,
        is_draft=not meeting.live if is_draft is None else is_draft,
        standing=standing,
        written_on=_day_of(standing),
        shown_on=timezone.localdate(),
    )


def sheet_of_announcement(announcement: Announcement) -> Sheet:
    """The sheet as it was when `announcement` was made, from the facts it keeps; in Czech."""
    page = announcement.meeting
    standing = standing_of(page, until=announcement)
    return Sheet(
        facts=announcement.facts,
        association=Association.objects.select_related("site", "emblem").get(site=announcement.site_id),
        url=page.full_url or "",
        language="cs",
        is_draft=False,
        standing=standing,
        written_on=timezone.localdate(announcement.at),
        shown_on=timezone.localdate(announcement.at),
    )


def standing_of(meeting: MeetingPage, *, until: Announcement | None = None) -> Standing:
    """What was told about the original page `meeting`, up to and with the line `until`; one query."""
    told = lines_of(Announcement.objects.filter(meeting=meeting.pk).order_by("number"))
    if until is not None:
        told = [line for line in told if line.number <= until.number]
    moves = [(line.old, line.new) for line in told if line.old is not None]
    times = [old.starts_at for old, new in moves if old.starts_at != new.starts_at]
    places = [old.where for old, new in moves if old.where != new.where]
    return Standing(
        last=told[-1] if told else None,
        is_cancelled=any(line.kind is AnnouncementKind.CANCELLED for line in told),
        moved_from=times[-1] if times else None,
        old_place=places[-1] if places else "",
    )


def public_points(points: list[PointFacts]) -> list[PointFacts]:
    """`points` without those that aren't public, on every level (M1)."""
    return [{**point, "points": public_points(point["points"])} for point in points if point["is_public"]]


def _day_of(standing: Standing) -> date:
    """The day a letter is dated with: of the last thing told, today for what isn't told yet."""
    return timezone.localdate(standing.last.at) if standing.last else timezone.localdate()


def _short(address: str) -> str:
    return address.split("://", 1)[-1].removeprefix("www.").rstrip("/")
