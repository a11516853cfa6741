"""Rounds of the review in the administration: deciding in words, comments at places, taking back (V5, NWS-5)."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Comment
from wagtail.test.utils.form_data import inline_formset

from newsletters.enums import Outcome
from newsletters.models import NewsletterIssuePage, ReviewRound, RoundComment
from newsletters.review.deciding import return_round
from newsletters.review.reviewers import Reviewer
from portal.core.working_days import add_working_days
from portal.tenancy.models import Association
from portal.tenancy.roles import Role
from tests.newsletters.factories import submit
from tests.newsletters.test_review import add_url, edit_url, form_data, the_issue
from tests.tenancy.absences.days import at
from tests.tenancy.factories import make_user

from .people import another_reviewer, change, give, letters, make_expert

pytestmark = [pytest.mark.django_db, pytest.mark.spec("V5"), pytest.mark.only_on("postgresql")]
IN_A_WINDOW = {"x-requested-with": "XMLHttpRequest"}


def centre(client: Client, user: Any) -> Client:
    client.force_login(user)
    client.defaults["HTTP_HOST"] = "horni.localhost"
    return client


def union(client: Client, user: Any) -> Client:
    client.force_login(user)
    client.defaults["HTTP_HOST"] = "localhost"
    return client


@pytest.fixture
def waiting(client: Client, dso_a: Association, manager_a: Any) -> ReviewRound:
    """What the centre's manager wrote and submitted in the editor."""
    centre(client, manager_a).post(add_url(dso_a), form_data(**{"action-submit": "1"}))
    return ReviewRound.objects.get()


def action_url(round: ReviewRound, action: str, view: str = "workflow_action") -> str:
    return reverse(f"wagtailadmin_pages:{view}", args=(round.issue_id, action, round.task_state_id))


def untouched(issue: NewsletterIssuePage, **fields: Any) -> dict[str, Any]:
    """What the editor posts about a text nobody touched."""
    latest = issue.get_latest_revision_as_object()
    return {**form_data(**fields), "body-0-id": latest.body[0].id}


def page(client: Client, issue: NewsletterIssuePage) -> str:
    text: str = client.get(edit_url(issue)).content.decode().replace("\u00a0", " ")
    return text


def test_the_reviewer_has_two_plain_buttons_and_the_centre_one_way_back(
    client: Client, waiting: ReviewRound, manager_a: Any, union_reviewer: Any
) -> None:
    seen = page(union(client, union_reviewer), waiting.issue)
    assert "Schválit a zveřejnit" in seen
    assert "Vrátit s připomínkami" in seen
    assert "action-cancel-workflow" not in seen
    assert reverse("newsletter_rounds:take_back", args=[waiting.issue_id]) not in seen
    seen = page(centre(client, manager_a), waiting.issue)
    assert "Číslo právě čte Svaz" in seen
    assert reverse("newsletter_rounds:take_back", args=[waiting.issue_id]) in seen
    assert "data-workflow-action-name" not in seen


@pytest.mark.parametrize("view", ["workflow_action", "collect_workflow_action_data"])
def test_returning_without_a_comment_is_refused_at_the_field(
    client: Client, waiting: ReviewRound, union_reviewer: Any, view: str
) -> None:
    url = action_url(waiting, "reject", view)
    answer = union(client, union_reviewer).post(url, {"comment": "  "}, headers=IN_A_WINDOW).json()
    assert answer["step"] == "action"
    assert "Napište, co je potřeba změnit." in answer["html"]
    assert not waiting.issue.rounds.get().outcome


def test_a_decision_sent_past_the_window_is_refused_in_words_too(
    client: Client, waiting: ReviewRound, union_reviewer: Any
) -> None:
    refused = union(client, union_reviewer).post(action_url(waiting, "reject"), follow=True)
    assert "Napište, co je potřeba změnit." in refused.content.decode()
    assert not waiting.issue.rounds.get().outcome


def test_who_comes_second_learns_what_was_decided(client: Client, waiting: ReviewRound, union_reviewer: Any) -> None:
    second = another_reviewer()
    return_round(round=waiting, reviewer=Reviewer.with_account(union_reviewer), comment="Doplňte kontakty.")
    union(client, second)
    for url, data in (
        (action_url(waiting, "approve"), {}),
        (edit_url(waiting.issue), untouched(waiting.issue) | {"action-workflow-action": "1"}),
    ):
        text = client.post(url, data, follow=True).content.decode()
        assert "mezitím vrácen centru" in text
    with pytest.raises(ValidationError, match="už bylo rozhodnuto"):
        return_round(round=waiting, reviewer=Reviewer.with_account(second), comment="Pozdě.")
    assert waiting.issue.rounds.get().outcome == Outcome.RETURNED


def test_a_comment_at_a_place_leaves_the_text_as_it_is_and_leads_the_centre_there(
    client: Client, waiting: ReviewRound, union_reviewer: Any, manager_a: Any
) -> None:
    issue = waiting.issue
    block = issue.get_latest_revision_as_object().body[0].id
    said = {"text": "Který most?", "contentpath": f"body.{block}.text", "position": "", "replies": inline_formset([])}
    data = untouched(issue, comments=inline_formset([said]))
    union(client, union_reviewer).post(edit_url(issue), data)
    comment = Comment.objects.get()
    issue.refresh_from_db()
    assert comment.user == union_reviewer
    assert issue.get_latest_revision_as_object().fingerprint == waiting.content_hash

    data = untouched(issue) | {
        "action-workflow-action": "1",
        "workflow-action-name": "reject",
        "workflow-action-extra-data": '{"comment": "Doplňte, který most."}',
        "comments-INITIAL_FORMS": "0",
    }
    client.post(edit_url(issue), data)
    assert issue.rounds.get().outcome == Outcome.RETURNED
    seen = page(centre(client, manager_a), issue)
    assert "Doplňte, který most." in seen
    assert f"?comment={comment.pk}" in seen
    assert "Novinky" in seen
    Comment.objects.update(resolved_at=timezone.now())
    assert f"?comment={comment.pk}" not in page(client, issue)


def test_a_reviewer_who_rewrites_the_text_cannot_approve_it(
    client: Client, waiting: ReviewRound, union_reviewer: Any
) -> None:
    data = untouched(waiting.issue, title="Přepsáno Svazem") | {
        "action-workflow-action": "1",
        "workflow-action-name": "approve",
        "workflow-action-extra-data": '{"comment": ""}',
    }
    answer = union(client, union_reviewer).post(edit_url(waiting.issue), data, follow=True)
    assert answer.status_code == 200
    assert "schválí" in answer.content.decode()
    assert not the_issue().live
    assert not waiting.issue.rounds.get().outcome


def test_a_colleague_takes_it_back_and_it_goes_to_the_union_again(
    client: Client, dso_a: Association, waiting: ReviewRound, union_reviewer: Any
) -> None:
    give(dso_a, make_expert(user=union_reviewer))
    url = reverse("newsletter_rounds:take_back", args=[waiting.issue_id])
    assert union(client, union_reviewer).post(url).status_code in {302, 403}
    cancel = client.post(
        edit_url(waiting.issue), untouched(waiting.issue) | {"action-cancel-workflow": "1"}, follow=True
    )
    assert "může jen centrum" in cancel.content.decode()
    assert not waiting.issue.rounds.get().outcome

    centre(client, make_user(Role.MANAGER, dso_a, "kolegyne"))
    assert client.get(url).status_code == 200
    assert "zase u vás" in client.post(url, follow=True).content.decode()
    assert "na Svaz" not in page(client, waiting.issue)
    assert waiting.issue.rounds.get().outcome == Outcome.WITHDRAWN
    again = client.post(edit_url(waiting.issue), untouched(waiting.issue) | {"action-submit": "1"})
    assert again.status_code == 302
    assert [row.number for row in waiting.issue.rounds.order_by("number")] == [1, 2]
    client.post(url)
    assert "mezitím vzalo zpět" in client.post(url, follow=True).content.decode()


@pytest.mark.parametrize("way", ["new", "draft", "returned"])
def test_a_refused_submission_is_said_in_words_and_keeps_what_was_written(
    client: Client, dso_a: Association, manager_a: Any, union_reviewer: Any, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre(client, manager_a)
    url, data = add_url(dso_a), form_data()
    if way != "new":
        client.post(url, data)
        url, data = edit_url(the_issue()), untouched(the_issue())
    if way == "returned":
        return_round(round=submit(the_issue()), reviewer=Reviewer.with_account(union_reviewer), comment="Ne.")

    def refuse(issue: Any) -> None:
        raise ValidationError("Chybí popis obrázku.")

    monkeypatch.setattr("newsletters.checks.refusing.refuse_unready", refuse)
    answer = client.post(url, {**data, "lead": "Napsáno těsně před uzávěrkou.", "action-submit": "1"}, follow=True)
    assert "Chybí popis obrázku." in answer.content.decode()
    issue = the_issue()
    assert issue.get_latest_revision_as_object().lead == "Napsáno těsně před uzávěrkou."
    assert not issue.rounds.filter(decision__isnull=True).exists()
    assert not issue.workflow_in_progress
    if way == "returned":
        monkeypatch.undo()
        submit(issue, manager_a)
        assert letters("review_submitted")


@pytest.mark.spec("NWS-5")
def test_the_top_of_the_editor_says_how_it_stands(
    client: Client, dso_a: Association, waiting: ReviewRound, union_reviewer: Any, manager_a: Any
) -> None:
    issue = waiting.issue
    for later, words in (
        (-2, "zbývají 2 pracovní dny"),
        (0, "Odpověď má přijít dnes"),
        (5, "má zpoždění 5 pracovních dnů"),
    ):
        with at(add_working_days(waiting.due_on, later)):
            assert words in page(centre(client, manager_a), issue)
    centre(client, manager_a)
    RoundComment.objects.create(site=dso_a.site, round=waiting, place="lead", text="Kratší úvod", made_by="Expert")
    return_round(round=waiting, reviewer=Reviewer.with_account(union_reviewer), comment="Doplňte kontakty.")
    seen = page(client, issue)
    for words in ("Svaz prosí o úpravy", "Doplňte kontakty.", "Kratší úvod", "contentpath=lead", "otisk"):
        assert words in seen
    give(dso_a, make_expert(name="Jana Expertní"))
    submit(change(issue, manager_a))
    seen = page(client, issue)
    assert "(2. kolo)" in seen
    assert "Posuzuje: Jana Expertní" in seen
