"""How far each issue of the calendar is, how late, and whom it waits for (NWS-5, V4)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from newsletters.calendar.rows import Cell, Whom, rows_of
from newsletters.calendar.state import IssueState, state_of
from newsletters.enums import Channel, SendingKind
from newsletters.models import IssueSending, NewsletterIssuePage
from newsletters.review.deciding import approve_round, return_round
from newsletters.review.reviewers import Reviewer
from portal.core.working_days import add_working_days
from portal.programme.enums import DeadlineKind
from portal.programme.models import Programme
from portal.tenancy.models import Absence, Association, LiaisonExpert
from tests.contact_centre.overview.centres import bare_centres
from tests.contact_centre.targets.cases import on
from tests.newsletters.factories import article, submit

from .days import calendar_of, days_on, issue_of

pytestmark = pytest.mark.django_db
UNION = Reviewer("Dana Svazová", Channel.ACCOUNT)
FIRST, SECOND = 10, 70


@pytest.fixture
def runs() -> Programme:
    return calendar_of(days_on(FIRST), days_on(SECOND))


def cell(runs: Programme, association: Association, number: int = 1) -> Cell:
    return rows_of(runs)[association.site_id][number]


@pytest.mark.spec("NWS-5")
def test_an_issue_goes_from_nothing_to_sent(runs: Programme, dso_a: Association) -> None:
    assert (cell(runs, dso_a).state, cell(runs, dso_a).issue) == (IssueState.MISSING, None)

    issue = issue_of(dso_a, runs, 1)
    assert (cell(runs, dso_a).state, cell(runs, dso_a).waits_for.whom) == (IssueState.DRAFT, Whom.CENTRE)
    assert cell(runs, dso_a, 2).state is IssueState.MISSING

    return_round(round=submit(issue), reviewer=UNION, comment="Chybí kontakt.")
    assert (cell(runs, dso_a).state, cell(runs, dso_a).waits_for.whom) == (IssueState.RETURNED, Whom.CENTRE)

    issue.refresh_from_db()
    consented = submit(issue)
    assert (cell(runs, dso_a).state, cell(runs, dso_a).waits_for.whom) == (IssueState.IN_REVIEW, Whom.UNION)

    approve_round(round=consented, reviewer=UNION)
    assert (cell(runs, dso_a).state, cell(runs, dso_a).waits_for.whom) == (IssueState.PUBLISHED, Whom.NOBODY)
    issue.refresh_from_db()
    assert state_of(issue) is IssueState.PUBLISHED

    IssueSending.objects.create(
        site=dso_a.site,
        issue=issue,
        round=consented,
        revision=consented.revision,
        content_hash=consented.content_hash,
        kind=SendingKind.EMAIL,
    )
    assert cell(runs, dso_a).state is IssueState.SENT


def retitle(issue: NewsletterIssuePage, title: str) -> None:
    """Somebody saves a draft, as the editor does."""
    edited = issue.get_latest_revision_as_object()
    edited.title = title
    edited.save_revision()
    issue.refresh_from_db()


@pytest.mark.spec("NWS-5", "N3")
def test_an_edit_after_consent_is_a_draft_again_and_said_so(runs: Programme, dso_a: Association) -> None:
    issue = issue_of(dso_a, runs, 1)
    approve_round(round=submit(issue), reviewer=UNION)
    retitle(issue, "Jiný nadpis")
    standing = cell(runs, dso_a).standing
    assert standing is not None
    assert (standing.state, standing.is_voided) == (IssueState.PUBLISHED, True)

    again = submit(issue)
    assert cell(runs, dso_a).state is IssueState.IN_REVIEW
    return_round(round=again, reviewer=UNION, comment="Vraťte původní nadpis.")
    retitle(issue, "Novinky 1/2026")
    standing = cell(runs, dso_a).standing
    assert standing is not None
    assert not standing.is_voided


@pytest.mark.spec("NWS-5")
def test_delay_counts_from_the_step_that_is_to_be_done(runs: Programme, dso_a: Association, dso_b: Association) -> None:
    with on(days_on(FIRST)):
        assert cell(runs, dso_a).delay_days == 0
    with on(days_on(FIRST + 3)):
        late = cell(runs, dso_a)
        assert (late.delay_days, late.late_with, late.is_late) == (3, DeadlineKind.NEWSLETTER_SUBMIT, True)
        round = submit(issue_of(dso_a, runs, 1))
        assert (cell(runs, dso_a).delay_days, cell(runs, dso_a).due_on) == (0, round.due_on)
    with on(round.due_on + timedelta(days=2)):
        late = cell(runs, dso_a)
        assert (late.delay_days, late.late_with) == (2, DeadlineKind.NEWSLETTER_COMMENTS)
    with on(days_on(FIRST + 28 + 9)):
        return_round(round=round, reviewer=UNION, comment="Doplňte.")
        late = cell(runs, dso_a)
        assert (late.delay_days, late.late_with) == (9, DeadlineKind.NEWSLETTER_PUBLISH)
        issue = round.issue
        issue.refresh_from_db()
        approve_round(round=submit(issue), reviewer=UNION)
        assert (cell(runs, dso_a).delay_days, cell(runs, dso_a).is_late) == (9, False)
        assert cell(runs, dso_b).delay_days == 37


def expert(name: str, **fields: Any) -> LiaisonExpert:
    return LiaisonExpert.objects.create(name=name, email=f"{name.lower()}@svaz.example.org", **fields)


@pytest.mark.spec("V4")
def test_it_waits_for_the_expert_and_late_for_the_deputy_too(
    runs: Programme, dso_a: Association, dso_b: Association, union_reviewer: Any, union_admin: Any, union: Any
) -> None:
    first, second = expert("Alena", user=union_reviewer), expert("Bohumil")
    Association.objects.filter(pk=dso_a.pk).update(liaison_expert=first, liaison_deputy=second)
    round = submit(issue_of(dso_a, runs, 1))
    submit(issue_of(dso_b, runs, 1))
    assert cell(runs, dso_a).waits_for.people == (first,)
    assert cell(runs, dso_b).waits_for.people == ()
    with on(round.due_on):
        assert cell(runs, dso_a).waits_for.people == (first,)
    with on(add_working_days(round.due_on, 1)):
        assert cell(runs, dso_a).waits_for.people == (first, second)

    Absence.objects.create(
        site=union.site, user=union_reviewer, deputy=union_admin, starts_on=days_on(0), ends_on=days_on(3)
    )
    assert cell(runs, dso_a).waits_for.people == (second,)
    LiaisonExpert.objects.filter(pk=first.pk).update(is_active=False)
    assert cell(runs, dso_a).waits_for.people == (second,)


@pytest.mark.spec("NWS-5")
def test_only_associations_whose_centre_runs_owe_an_issue(runs: Programme, dso_a: Association) -> None:
    Association.objects.filter(pk=dso_a.pk).update(centre_since=days_on(FIRST + 1), centre_until=None)
    assert list(rows_of(runs)[dso_a.site_id]) == [2]
    Association.objects.filter(pk=dso_a.pk).update(centre_since=days_on(-9), centre_until=days_on(FIRST))
    assert list(rows_of(runs)[dso_a.site_id]) == [1]
    Association.objects.filter(pk=dso_a.pk).update(centre_since=None, centre_until=None)
    assert dso_a.site_id not in rows_of(runs)
    # What it made nevertheless is shown; an erratum is no issue of the calendar.
    issue = issue_of(dso_a, runs, 1)
    issue_of(dso_a, runs, 2, corrects=issue)
    assert list(rows_of(runs)[dso_a.site_id]) == [1]


def test_many_associations_are_read_in_as_many_queries(
    runs: Programme, dso_a: Association, dso_b: Association, assert_same_queries: Callable[..., int]
) -> None:
    submit(issue_of(dso_a, runs, 1))
    Association.objects.update(liaison_expert=expert("Alena"))

    def grow() -> None:
        bare_centres(20, days_on(-5))
        for number in (1, 2):
            submit(issue_of(dso_b, runs, number, blocks=[article(f"Číslo {number}")]))

    assert_same_queries(lambda: rows_of(runs), grow, at_most=8)
    assert len(rows_of(runs)) == 22
    assert list(rows_of(runs, sites=[dso_b.site_id])) == [dso_b.site_id]
