"""The letters of a review: to whose turn it is, and back to the centre (V4, V5, NWS-5)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Comment

from newsletters.models import NewsletterIssuePage, RoundComment
from newsletters.review.deciding import approve_round, return_round
from newsletters.review.duty import reviewers_of
from newsletters.review.reviewers import Reviewer
from newsletters.review.taking_back import take_back
from portal.tenancy.models import Association
from tests.newsletters.factories import make_issue, submit

from .people import another_reviewer, away_today, change, give, letters, make_expert, readers

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]


@pytest.fixture
def issue(dso_a: Association, manager_a: Any) -> NewsletterIssuePage:
    """A draft of the centre's manager."""
    return make_issue(dso_a, live=False, owner=manager_a)


@pytest.mark.spec("V4")
def test_an_expert_with_an_account_is_led_to_the_editor(
    dso_a: Association, issue: NewsletterIssuePage, union_reviewer: Any
) -> None:
    give(dso_a, make_expert(user=union_reviewer), make_expert())
    submit(issue)
    (letter,) = letters("review_submitted")
    assert letter.recipient == union_reviewer.email
    assert letter.site == dso_a.site
    assert f"http://localhost{reverse('wagtailadmin_pages:edit', args=[issue.pk])}" in letter.text
    assert "1/2026" in letter.subject
    assert not mail.outbox, "Wagtail writes nothing itself"


@pytest.mark.spec("V4")
def test_an_expert_without_an_account_gets_a_link_of_their_own(dso_a: Association, issue: NewsletterIssuePage) -> None:
    expert = make_expert()
    give(dso_a, expert)
    waiting = submit(issue)
    (letter,) = letters("review_submitted")
    assert letter.recipient == expert.email
    assert waiting.links.get().expert == expert
    assert "http://horni.localhost" in letter.text
    assert "/admin/" not in letter.text


@pytest.mark.spec("V4")
def test_without_an_expert_all_reviewers_who_are_there_are_asked(
    issue: NewsletterIssuePage, union_reviewer: Any
) -> None:
    second, closed = another_reviewer("druha"), another_reviewer("byvala")
    away_today(another_reviewer("na-dovolene"), union_reviewer)
    closed.is_active = False
    closed.save()
    submit(issue)
    assert readers("review_submitted") == [union_reviewer.email, second.email]


@pytest.mark.spec("V4")
@pytest.mark.parametrize("why", ["away", "left", "account closed", "wrote it", "nobody"])
def test_the_deputy_is_asked_at_once_where_the_expert_cannot_answer(
    dso_a: Association, issue: NewsletterIssuePage, union_reviewer: Any, why: str
) -> None:
    expert, deputy = make_expert(user=union_reviewer), make_expert()
    give(dso_a, expert if why != "nobody" else None, deputy)
    if why == "away":
        away_today(union_reviewer, another_reviewer())
    elif why == "left":
        expert.is_active = False
        expert.save()
    elif why == "account closed":
        union_reviewer.is_active = False
        union_reviewer.save()
    elif why == "wrote it":
        change(issue, union_reviewer)
    (asked,) = reviewers_of(submit(issue))
    assert (asked.expert, asked.is_deputy) == (deputy, True)
    assert readers("review_submitted") == [deputy.email]


@pytest.mark.spec("V5")
def test_what_came_back_says_why_where_and_what_to_do(
    dso_a: Association, issue: NewsletterIssuePage, union_reviewer: Any, manager_a: Any
) -> None:
    give(dso_a, make_expert(user=union_reviewer, email="expertka@example.org"))
    waiting = submit(issue, manager_a)
    block = issue.body[0]
    Comment.objects.create(page=issue, user=union_reviewer, text="Který chodník?", contentpath=f"body.{block.id}.text")
    Comment.objects.create(page=issue, user=manager_a, text="Poznámka centra", contentpath="lead")
    RoundComment.objects.create(site=dso_a.site, round=waiting, place="title", text="Kratší titulek", made_by="Expert")
    return_round(round=waiting, reviewer=Reviewer.with_account(union_reviewer), comment="Doplňte kontakty.")
    (letter,) = letters("review_returned")
    assert letter.recipient == manager_a.email
    assert letter.site is None, "it comes from the Union"
    assert letter.reply_to == "expertka@example.org"
    for words in ("Doplňte kontakty.", "Co je nového: Který chodník?", "Kratší titulek", "znovu"):
        assert words in letter.text
    assert "Poznámka centra" not in letter.text
    assert f"http://horni.localhost{reverse('wagtailadmin_pages:edit', args=[issue.pk])}" in letter.text
    assert not mail.outbox


@pytest.mark.spec("NWS-5")
def test_the_centre_learns_that_its_issue_is_out_or_when_it_will_be(
    dso_a: Association, manager_a: Any, union_reviewer: Any
) -> None:
    reviewer = Reviewer.with_account(union_reviewer)
    approve_round(round=submit(make_issue(dso_a, 1, live=False)), reviewer=reviewer, comment="Pěkné číslo.")
    later = timezone.now() + timedelta(days=3)
    approve_round(round=submit(make_issue(dso_a, 2, live=False, go_live_at=later)), reviewer=reviewer)
    out, scheduled = letters("review_approved")
    assert "zveřejněn" in out.text
    assert "Pěkné číslo." in out.text
    assert f"{timezone.localtime(later):%H:%M}".lstrip("0") in scheduled.text


@pytest.mark.spec("NWS-5")
def test_who_was_asked_learns_that_the_centre_took_it_back_and_is_asked_anew(
    dso_a: Association, issue: NewsletterIssuePage, manager_a: Any
) -> None:
    expert = make_expert()
    give(dso_a, expert)
    submit(issue, manager_a)
    assert take_back(issue, manager_a)
    assert readers("review_withdrawn") == [expert.email]
    submit(change(issue, manager_a))
    again = letters("review_submitted")
    assert [letter.recipient for letter in again] == [expert.email] * 2
    assert "po vašich připomínkách" not in again[1].text
