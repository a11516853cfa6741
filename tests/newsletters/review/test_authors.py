"""Four eyes: who wrote an issue doesn't approve it, whatever they may do otherwise (V2)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import Revision

from newsletters.models import NewsletterIssuePage
from newsletters.review.authors import is_author, may_not_approve
from newsletters.review.deciding import approve_round, return_round
from newsletters.review.reviewers import Reviewer
from portal.tenancy.models import Association
from tests.newsletters.factories import make_issue, submit

from .people import another_reviewer, change, make_expert

pytestmark = [pytest.mark.django_db, pytest.mark.spec("V2"), pytest.mark.only_on("postgresql")]


@pytest.fixture
def issue(dso_a: Association, manager_a: Any) -> NewsletterIssuePage:
    """A draft of the centre's manager."""
    return change(make_issue(dso_a, live=False, owner=manager_a), manager_a, "Psáno v centru")


def owns_it(issue: NewsletterIssuePage, user: Any) -> None:
    NewsletterIssuePage.objects.filter(pk=issue.pk).update(owner=user)


def changed_it(issue: NewsletterIssuePage, user: Any) -> None:
    change(issue, user)


def changed_it_before_others(issue: NewsletterIssuePage, user: Any) -> None:
    change(issue, user, "Opraveno Svazem")
    change(issue, issue.owner, "Psáno v centru")


def changed_it_and_forged_the_fingerprint(issue: NewsletterIssuePage, user: Any) -> None:
    before = issue.get_latest_revision().content["fingerprint"]
    change(issue, user)
    latest = issue.get_latest_revision()
    Revision.objects.filter(pk=latest.pk).update(content={**latest.content, "fingerprint": before})


def translated_it(issue: NewsletterIssuePage, user: Any) -> None:
    english = issue.get_parent().get_translations().get().locale
    copy = issue.copy_for_translation(english)
    change(NewsletterIssuePage.objects.get(pk=copy.pk), user)


@pytest.mark.parametrize(
    "wrote", [owns_it, changed_it, changed_it_before_others, changed_it_and_forged_the_fingerprint, translated_it]
)
def test_who_wrote_it_neither_sees_the_button_nor_gets_past_it(
    client: Client,
    issue: NewsletterIssuePage,
    wrote: Callable[[NewsletterIssuePage, Any], None],
) -> None:
    author = get_user_model().objects.create_superuser("hlavni", "hlavni@example.org", "heslo-pro-testy")
    wrote(issue, author)
    waiting = submit(issue, issue.owner)
    issue.refresh_from_db()
    task = waiting.task_state.task.specific
    assert [name for name, _label, _form in task.get_actions(issue, author)] == ["reject"]

    client.force_login(author)
    approve = reverse("wagtailadmin_pages:workflow_action", args=(issue.pk, "approve", waiting.task_state.pk))
    answer = client.post(approve, follow=True, headers={"host": "localhost"}).content.decode()
    assert "schválí někdo jiný" in answer
    with pytest.raises(ValidationError):
        task.on_action(waiting.task_state, author, "approve")
    issue.refresh_from_db()
    assert not issue.live
    assert not issue.rounds.get().outcome
    assert issue.current_workflow_task_state is not None


def test_somebody_else_approves_and_comments_alone_make_nobody_an_author(
    issue: NewsletterIssuePage, union_reviewer: Any
) -> None:
    waiting = submit(issue, issue.owner)
    issue.get_latest_revision_as_object().save_revision(user=union_reviewer)
    assert may_not_approve(issue) == {issue.owner_id}
    approve_round(round=waiting, reviewer=Reviewer.with_account(union_reviewer))
    issue.refresh_from_db()
    assert issue.live
    assert not issue.has_unpublished_changes


def test_what_was_approved_once_is_nobodys_change_any_more(
    issue: NewsletterIssuePage, union_reviewer: Any, manager_a: Any
) -> None:
    change(issue, union_reviewer)
    approve_round(round=submit(issue), reviewer=Reviewer.with_account(another_reviewer()))
    assert not is_author(issue, user=union_reviewer)
    change(issue, manager_a, "Druhé vydání")
    assert not is_author(issue, user=union_reviewer)
    assert is_author(issue, user=manager_a)


def test_an_author_cannot_approve_by_a_link_either(issue: NewsletterIssuePage, manager_a: Any) -> None:
    waiting = submit(issue, manager_a)
    for expert in (make_expert(email=manager_a.email.upper()), make_expert(user=manager_a, email="jiny@example.org")):
        with pytest.raises(ValidationError):
            approve_round(round=waiting, reviewer=Reviewer.with_link(expert))
    return_round(round=waiting, reviewer=Reviewer.with_link(make_expert()), comment="Doplňte kontakty.")


@pytest.mark.parametrize("way", ["approve", "reject"])
def test_wagtails_own_methods_decide_nothing_and_leave_nothing_half_done(
    issue: NewsletterIssuePage, union_reviewer: Any, way: str
) -> None:
    waiting = submit(issue, issue.owner)
    with pytest.raises(PermissionDenied):
        getattr(waiting.task_state.specific, way)(user=union_reviewer, comment="Mimo posouzení")
    issue = NewsletterIssuePage.objects.get(pk=issue.pk)
    assert not issue.live
    assert issue.current_workflow_task_state == waiting.task_state
    approve_round(round=issue.rounds.get(), reviewer=Reviewer.with_account(union_reviewer))
