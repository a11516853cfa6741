"""Newsletters on the desk: what waits for a review, what came back, who is late, the days ahead (NWS-5, V4, U1)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.templatetags.portal import cs_date
from portal.programme.enums import DeadlineKind
from portal.programme.querysets import NewsletterDeadlines, newsletter_calendar, programme_on
from portal.tenancy.boundary import is_union_user, pages_of
from portal.tenancy.desk import LATE, DeskLine, for_user, is_ahead, own_association, register_desk_line

from .calendar.rows import Cell, Whom, rows_of
from .calendar.state import IssueState, Standing, standings
from .enums import Outcome
from .models import NewsletterIssuePage
from .overview.mine import rounds_for
from .review.turn import turn_on

AT_MOST = 5
"""Issues that wait for the centre are named one by one; no more of them than this."""
OVERVIEW = "newsletter_overview:index"


def to_review(user: Any) -> DeskLine | None:
    """What waits until the user reviews it, with the day of the most urgent one."""
    rounds = rounds_for(user, turn_on()) if is_union_user(user) else []
    if not rounds:
        return None
    count, first = len(rounds), rounds[0].due_on
    said = ngettext(
        "%(count)d newsletter waits for your review, by %(day)s",
        "%(count)d newsletters wait for your review, the first by %(day)s",
        count,
    )
    tone = LATE if first < timezone.localdate() else ""
    text = said % {"count": count, "day": cs_date(first)}
    return DeskLine(text, f"{reverse(OVERVIEW)}?{urlencode({'mine': 'on'})}", count, "review", tone)


def to_mend(user: Any) -> Iterator[DeskLine]:
    """Issues of the centre that the Union returned, or that were changed after its consent; each with the way to it."""
    if is_union_user(user):
        return
    unfinished = NewsletterIssuePage.objects.filter(Q(live=False) | Q(has_unpublished_changes=True), alias_of=None)
    issues = list(pages_of(user, unfinished.defer("body", "facts").newest_first())[: AT_MOST * 4])
    read = standings(issues) if issues else {}
    said = [(issue, text, kind) for issue in issues for text, kind in _to_mend(read[issue.pk])]
    for issue, text, kind in said[:AT_MOST]:
        words = text % {"issue": issue.designation}
        yield DeskLine(words, reverse("wagtailadmin_pages:edit", args=[issue.pk]), None, kind, LATE)


def _to_mend(standing: Standing) -> Iterator[tuple[str, str]]:
    is_returned = standing.round is not None and standing.round.outcome == Outcome.RETURNED
    if is_returned and (standing.is_voided or standing.state is IssueState.RETURNED):
        yield _("Newsletter %(issue)s came back from the Union with comments"), "came_back"
    elif standing.is_voided:
        yield _("Newsletter %(issue)s was changed after the Union approved it; send it again"), "voided"


def late_at_the_centre(request: HttpRequest) -> Iterator[DeskLine]:
    """Steps of the calendar that the centre has missed."""
    for number, days, cell in _own_cells(request):
        if not cell.is_late or cell.waits_for.whom is not Whom.CENTRE:
            continue
        said, day = _("Newsletter %(number)d was due at the Union on %(day)s"), days.submit_on
        if cell.late_with == DeadlineKind.NEWSLETTER_PUBLISH:
            said, day = _("Newsletter %(number)d was to be published by %(day)s"), days.publish_on
        text = said % {"number": number, "day": cs_date(day)}
        yield DeskLine(text, _way_to(cell), None, "newsletter_late", LATE)


def late_at_the_union(user: Any) -> DeskLine | None:
    """How many issues of the running programme are late, whoever they wait for."""
    programme = programme_on() if is_union_user(user) else None
    if programme is None:
        return None
    late = sum(cell.is_late for cells in rows_of(programme).values() for cell in cells.values())
    said = ngettext("%(count)d newsletter is late", "%(count)d newsletters are late", late) % {"count": late}
    query = urlencode({"programme": str(programme.pk), "late": "on"})
    return DeskLine(said, f"{reverse(OVERVIEW)}?{query}", late, "newsletters_late", LATE)


def days_of_issues(request: HttpRequest) -> Iterator[DeskLine]:
    """The days ahead: the centre's until it has done that step, the Union's for its comments."""
    if is_union_user(request.user):
        yield from _days_of_the_union()
        return
    for number, days, cell in _own_cells(request):
        is_submitted = cell.standing is not None and cell.standing.submitted_on is not None
        is_published = cell.standing is not None and cell.standing.published_on is not None
        steps = (
            (
                DeadlineKind.NEWSLETTER_SUBMIT,
                days.submit_on,
                is_submitted,
                _("Newsletter %(number)d: send it to the Union"),
            ),
            (DeadlineKind.NEWSLETTER_PUBLISH, days.publish_on, is_published, _("Newsletter %(number)d: publish it")),
        )
        for kind, day, is_done, text in steps:
            if is_ahead(day) and not is_done:
                yield DeskLine(text % {"number": number}, _way_to(cell), None, kind, "", day)


def _days_of_the_union() -> Iterator[DeskLine]:
    programme = programme_on()
    for number, days in (newsletter_calendar(programme) if programme is not None else {}).items():
        if is_ahead(days.comments_on):
            text = _("Newsletter %(number)d: comments of the Union") % {"number": number}
            query = urlencode({"programme": str(programme.pk), "number": str(number)}) if programme else ""
            kind = DeadlineKind.NEWSLETTER_COMMENTS
            yield DeskLine(text, f"{reverse(OVERVIEW)}?{query}", None, kind, "", days.comments_on)


def _own_cells(request: HttpRequest) -> list[tuple[int, NewsletterDeadlines, Cell]]:
    """The calendar of the association in whose admin the user works, read once for a page."""
    if not hasattr(request, "_newsletter_cells"):
        association, programme = own_association(request), programme_on()
        found = []
        if association is not None and programme is not None and not is_union_user(request.user):
            calendar = newsletter_calendar(programme)
            cells = rows_of(programme, [association.site_id]).get(association.site_id, {})
            found = [(number, calendar[number], cell) for number, cell in cells.items()]
        request._newsletter_cells = found  # type: ignore[attr-defined]
    cells_of_page: list[tuple[int, NewsletterDeadlines, Cell]] = request._newsletter_cells  # type: ignore[attr-defined]
    return cells_of_page


def _way_to(cell: Cell) -> str:
    """The issue, or the list in which it is begun."""
    if cell.issue is None:
        return reverse("newsletters:index")
    return reverse("wagtailadmin_pages:edit", args=[cell.issue.pk])


def register() -> None:
    """Put the lines on the desk."""
    register_desk_line("mine", 40, for_user(to_review))
    register_desk_line("mine", 41, for_user(to_mend))
    register_desk_line("centre", 44, late_at_the_centre)
    register_desk_line("deadlines", 10, days_of_issues)
    register_desk_line("union", 40, for_user(late_at_the_union))
