"""Every association × issue of a programme's calendar: state, delay, whom it waits for (NWS-5, V4).

The same queries for a dozen associations and for seven hundred: everything is read once and put together here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models.functions import Substr
from wagtail.models import Page

from portal.programme.enums import DeadlineKind
from portal.programme.models import Programme
from portal.programme.querysets import NewsletterDeadlines, newsletter_calendar
from portal.tenancy.models import Association, LiaisonExpert

from ..models import NewsletterIssuePage
from ..review.turn import Turn, turn_on
from .state import IssueState, Standing, standings

ROOT = Page.steplen * 2
"""Letters of a page's path that say in which home page's tree it stands."""
READ = (
    "path", "title", "draft_title", "live", "has_unpublished_changes", "first_published_at", "go_live_at",
    "latest_revision", "latest_revision_created_at", "number", "year", "calendar_number", "programme",
)  # fmt: skip
"""What the table needs of an issue; its text stays where it is."""


class Whom(StrEnum):
    """Who is to do the next step."""

    CENTRE = "centre"
    UNION = "union"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Waiting:
    """Who is to do the next step. `people` are the Union's; where there are none, any of its reviewers."""

    whom: Whom
    people: tuple[LiaisonExpert, ...] = ()


@dataclass(frozen=True)
class Cell:
    """One issue of the calendar in one association; `issue` and `standing` are None where there is none yet.

    `due_on` is the day of the next step. `delay_days` counts from the deadline `late_with` that is most overdue; of
    a published issue, how late it was published. 0 for none.
    """

    state: IssueState
    issue: NewsletterIssuePage | None
    delay_days: int
    waits_for: Waiting
    due_on: date | None
    late_with: DeadlineKind | None
    standing: Standing | None

    @property
    def is_late(self) -> bool:
        """Whether somebody is to do something that was due before today."""
        return self.delay_days > 0 and not self.state.is_out


Rows = dict[int, dict[int, Cell]]


def rows_of(
    programme: Programme,
    sites: Iterable[int] | None = None,
    turn: Turn | None = None,
    calendar: dict[int, NewsletterDeadlines] | None = None,
) -> Rows:
    """Cells by site and by number of the `calendar` on the day of `turn` (today); of all associations, or of `sites`.

    An association has a cell for each issue that was due while its centre ran, or that it has made.
    """
    turn = turn or turn_on()
    calendar = newsletter_calendar(programme) if calendar is None else calendar
    found = Association.objects.select_related("root_page").only(
        "site", "root_page__path", "centre_since", "centre_until"
    )
    associations = list(found.in_czech_order() if sites is None else found.filter(site__in=sites))
    issues = _issues(programme, None if sites is None else [one.root_page.path for one in associations])
    read = standings(issues)
    by_place = _by_place(issues, read)
    rows: Rows = {}
    for association in associations:
        cells = {}
        for number, days in calendar.items():
            issue = by_place.get((association.root_page.path, number))
            if issue is not None:
                cells[number] = cell_of(issue, read[issue.pk], days, turn)
            elif takes_part(association, days):
                cells[number] = _missing(days, turn.duty.on)
        if cells:
            rows[association.site_id] = cells
    return rows


def takes_part(association: Association, days: NewsletterDeadlines) -> bool:
    """Whether the centre ran on the day the issue was to be submitted."""
    since, until = association.centre_since, association.centre_until
    return since is not None and since <= days.submit_on and (until is None or until >= days.submit_on)


def _issues(programme: Programme, roots: Sequence[str] | None) -> list[NewsletterIssuePage]:
    """Issues of the calendar; an erratum and the stand-in of a page in another language are none."""
    found = NewsletterIssuePage.objects.filter(
        programme=programme, calendar_number__isnull=False, corrects__isnull=True, alias_of__isnull=True
    )
    if roots is not None:
        found = found.annotate(root=Substr("path", 1, ROOT)).filter(root__in=roots)
    return list(found.order_by().only(*READ))


def _by_place(
    issues: Iterable[NewsletterIssuePage], read: dict[int, Standing]
) -> dict[tuple[str, int | None], NewsletterIssuePage]:
    """Issues by their tree and number; of several for one number the one that got furthest."""
    ordered = sorted(issues, key=lambda issue: (read[issue.pk].state.progress, issue.pk))
    return {(issue.path[:ROOT], issue.calendar_number): issue for issue in ordered}


def _missing(days: NewsletterDeadlines, on: date) -> Cell:
    late, step = _delay(None, days, on)
    return Cell(IssueState.MISSING, None, late, Waiting(Whom.CENTRE), days.submit_on, step, None)


def cell_of(issue: NewsletterIssuePage, standing: Standing, days: NewsletterDeadlines | None, turn: Turn) -> Cell:
    """The cell of an issue there is; without `days` it belongs to no calendar, and only the Union's day is known."""
    late, step = _delay(standing, days, turn.duty.on)
    return Cell(
        state=standing.state,
        issue=issue,
        delay_days=late,
        waits_for=waiting_for(issue, standing, turn),
        due_on=_due_on(standing, days),
        late_with=step,
        standing=standing,
    )


def waiting_for(issue: NewsletterIssuePage, standing: Standing, turn: Turn) -> Waiting:
    """Who is to do the next step of an issue."""
    if standing.state is IssueState.IN_REVIEW and standing.round is not None:
        return Waiting(Whom.UNION, turn.of(standing.round))
    if standing.state.is_out:
        return Waiting(Whom.NOBODY)
    # What was taken off the web, or has its day, needs nobody.
    is_settled = standing.published_on is not None or issue.go_live_at is not None
    is_done = standing.state is IssueState.APPROVED and is_settled
    return Waiting(Whom.NOBODY if is_done else Whom.CENTRE)


def _due_on(standing: Standing, days: NewsletterDeadlines | None) -> date | None:
    """By when the next step is to be done: who submits late still leaves the Union its days."""
    if standing.state is IssueState.IN_REVIEW and standing.round is not None:
        return standing.round.due_on
    if days is None:
        return None
    return days.submit_on if standing.submitted_on is None else days.publish_on


def _delay(standing: Standing | None, days: NewsletterDeadlines | None, on: date) -> tuple[int, DeadlineKind | None]:
    """The longest delay of what is to be done `on` a day, and which deadline it is of."""
    steps = [(days.publish_on, DeadlineKind.NEWSLETTER_PUBLISH)] if days is not None else []
    if standing is not None and standing.published_on is not None:
        on = standing.published_on
    elif days is not None and (standing is None or standing.submitted_on is None):
        steps.append((days.submit_on, DeadlineKind.NEWSLETTER_SUBMIT))
    elif standing is not None and standing.state is IssueState.IN_REVIEW and standing.round is not None:
        steps.append((standing.round.due_on, DeadlineKind.NEWSLETTER_COMMENTS))
    due, kind = min(steps, default=(on, None))
    return ((on - due).days, kind) if due < on else (0, None)
