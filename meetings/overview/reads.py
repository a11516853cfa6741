"""What the overview reads, in a number of queries that doesn't grow with associations and meetings."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone
from wagtail.models import Page

from portal.programme.models import MeetingWindow, Programme
from portal.tenancy.models import Association, Membership

from ..announcing.many_rules import ManyRules
from ..enums import PROGRAMME_KINDS, AnnouncementKind
from ..models import Announcement, LateInvitation, MeetingPage

ROOT = Page.steplen * 2
"""Letters of a page's path that say in which home page's tree it stands."""
READ = (
    "path", "title", "draft_title", "slug", "live", "starts_at", "ends_at", "cancelled_at", "kind", "body",
    "body__invitation_days",
)  # fmt: skip
"""What the table needs of a meeting; its programme stays where it is."""


@dataclass(frozen=True)
class Invited:
    """When mayors were invited to a meeting first, by when they had to be, and why it was later."""

    on: date | None
    last_day: date | None
    reason: str

    def days_late(self, today: date) -> int:
        """Days after the last one: of the invitation, or until today where there is none yet."""
        return max(((self.on or today) - self.last_day).days, 0) if self.last_day else 0


def windows_of(programme: Programme) -> list[MeetingWindow]:
    """Its windows in the order of time."""
    return list(MeetingWindow.objects.filter(programme=programme).order_by("starts_on", "number"))


def associations_of(sites: Iterable[int] | None) -> list[Association]:
    """All associations in Czech order, or those of `sites`."""
    found = Association.objects.select_related("root_page", "liaison_expert", "liaison_deputy").in_czech_order()
    return list(found if sites is None else found.filter(site__in=list(sites)))


def meetings_in(first: date, last: date, roots: Sequence[str] | None) -> dict[str, list[MeetingPage]]:
    """Mayors' meetings between two days, both included, by the path of their association's home page, as they come.

    Of drafts, as they were stored when they were begun; stand-ins and translations are none.
    """
    start, end = (timezone.make_aware(datetime.combine(day, time.min)) for day in (first, last + timedelta(days=1)))
    found = MeetingPage.objects.filter(
        kind__in=PROGRAMME_KINDS, starts_at__gte=start, starts_at__lt=end, alias_of=None,
        locale__language_code=settings.LANGUAGE_CODE,
    )  # fmt: skip
    by_root: dict[str, list[MeetingPage]] = defaultdict(list)
    for meeting in found.select_related("body").only(*READ).order_by("starts_at", "pk"):
        if roots is None or meeting.path[:ROOT] in roots:
            by_root[meeting.path[:ROOT]].append(meeting)
    return by_root


def invited_of(meetings: dict[int, list[MeetingPage]]) -> dict[int, Invited]:
    """How mayors were invited to `meetings` (by site), by the meeting's key."""
    rules = ManyRules()
    keys = [meeting.pk for of_site in meetings.values() for meeting in of_site]
    first: dict[int, date] = {}
    told = Announcement.objects.filter(meeting__in=keys, kind=AnnouncementKind.INVITED).order_by("-number")
    for pk, at in told.values_list("meeting", "at"):
        first[pk] = timezone.localdate(at)
    allowed = {
        (pk, held_on): reason
        for pk, held_on, reason in LateInvitation.objects.filter(meeting__in=keys)
        .order_by("at", "pk")
        .values_list("meeting", "held_on", "reason")
    }
    found = {}
    for site, of_site in meetings.items():
        for meeting in of_site:
            held_on = timezone.localdate(meeting.starts_at)
            found[meeting.pk] = Invited(
                on=first.get(meeting.pk),
                last_day=rules.last_day_of(meeting, site),
                reason=allowed.get((meeting.pk, held_on), ""),
            )
    return found


def regions_of() -> dict[int, set[str]]:
    """Names of the regions in which each association's members lie, by its key."""
    found: dict[int, set[str]] = defaultdict(set)
    members = Membership.objects.valid_on(timezone.localdate()).exclude(municipality__region_name="")
    for pk, region in members.order_by().values_list("association", "municipality__region_name").distinct():
        found[pk].add(region)
    return found
