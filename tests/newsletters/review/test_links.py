"""A reviewer without an account reads the exact text and decides by a personal link (V1)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry

from newsletters.enums import Channel, Outcome
from newsletters.facts.fingerprint import fingerprint_of
from newsletters.models import NewsletterIssuePage, ReviewDecision, ReviewLink, RoundComment
from newsletters.review import link_views
from newsletters.review.deciding import return_round
from newsletters.review.links import AFTER_DUE, link_for
from newsletters.review.reviewers import Reviewer
from portal.tenancy.models import Association

from ..factories import submit
from .reading import FIRST, SECOND, at, block, make_expert, mended, path_of, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]

APPROVE = {"decision": "approved"}


@pytest.mark.spec("V1")
def test_an_expert_without_an_account_approves_by_link_and_the_issue_is_published(dso_a: Association) -> None:
    round, expert = submitted(dso_a), make_expert()
    path, client = path_of(round, expert), at(dso_a)
    shown = client.get(path)
    assert shown.status_code == 200
    said = shown.content.decode()
    assert dso_a.name in said
    assert "1/2026" in said
    assert not NewsletterIssuePage.objects.get(pk=round.issue_id).live
    assert client.post(path, APPROVE).status_code == 302
    issue = NewsletterIssuePage.objects.get(pk=round.issue_id)
    assert issue.live
    assert issue.fingerprint == round.content_hash
    decision = ReviewDecision.objects.get(round=round)
    assert (decision.outcome, decision.channel, decision.decided_by) == (Outcome.APPROVED, Channel.LINK, expert.name)
    assert decision.decided_key == f"expert-{expert.pk}"
    thanks = client.get(path)
    assert thanks.status_code == 200
    assert "form" not in str(thanks.context.get("form", ""))
    assert "csrfmiddlewaretoken" not in thanks.content.decode()


@pytest.mark.spec("V1", "V5")
def test_what_is_returned_by_link_carries_the_comments_at_their_places(dso_a: Association) -> None:
    round, expert = submitted(dso_a), make_expert()
    path, client = path_of(round, expert), at(dso_a)
    nothing = client.post(path, {"decision": "returned"})
    assert nothing.status_code == 422
    assert "comment" in nothing.context["form"].errors
    # The title is the first place, the lead the second.
    sent = {"decision": "returned", "at-3": "Chybí <b>otevírací doba</b>."}
    assert client.post(path, sent).status_code == 302
    said = RoundComment.objects.get(round=round)
    assert (said.place, said.text, said.made_by) == (f"body.{SECOND}", "Chybí <b>otevírací doba</b>.", expert.name)
    assert round.issue.current_workflow_state.status == "needs_changes"
    again = submit(mended(round.issue, title="Mnohem lepší název"))
    page = at(dso_a).get(path_of(again, expert)).content.decode()
    assert "Chybí &lt;b&gt;otevírací doba&lt;/b&gt;." in page
    assert "<b>otevírací" not in page
    assert "<ins>" in page
    assert "Mnohem lepší název" in page


@pytest.mark.spec("V1")
def test_opening_a_link_changes_nothing_however_often_a_scanner_does_it(dso_a: Association) -> None:
    round, expert = submitted(dso_a), make_expert()
    path, client = path_of(round, expert), at(dso_a)
    before = ReviewLink.objects.values().get()
    for ask in (client.get, client.head, client.get):
        answer = ask(path)
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Referrer-Policy"] == "same-origin"
        assert ask(f"{path}cislo/").status_code == 200
    assert client.options(path).status_code == 405
    assert client.post(f"{path}cislo/").status_code == 405
    assert ReviewLink.objects.values().get() == before
    assert not ReviewDecision.objects.exists()


@pytest.mark.spec("V1")
def test_the_reviewer_reads_the_submitted_text_and_nothing_in_it_acts(dso_a: Association, union_reviewer: Any) -> None:
    text = '<p>Opravený <a href="https://example.org/x">most</a>.</p>'
    round, expert = submitted(dso_a, blocks=[block(FIRST, "Most", text)]), make_expert()
    NewsletterIssuePage.objects.filter(pk=round.issue_id).update(title="Živý název")
    client = at(dso_a)
    answer = client.get(f"{path_of(round, expert)}cislo/")
    page = answer.content.decode()
    assert "Opravený" in page
    assert "Živý název" not in page
    assert "<li>most: https://example.org/x</li>" in page
    assert 'href="https://example.org/x"' not in page
    assert "script-src 'none'" in answer["Content-Security-Policy"]
    assert "form-action 'none'" in answer["Content-Security-Policy"]
    # Who is signed in makes no difference: the link alone counts.
    client.force_login(union_reviewer)
    assert client.get(path_of(round, expert)).context["link"].expert == expert


@pytest.mark.spec("V1")
def test_comments_beside_an_approval_are_asked_about_once_more(dso_a: Association) -> None:
    round, expert = submitted(dso_a), make_expert()
    path, client = path_of(round, expert), at(dso_a)
    asked = client.post(path, {**APPROVE, "at-2": "Příště kratší."})
    assert asked.status_code == 422
    assert 'name="sure"' in asked.content.decode()
    assert "Příště kratší." in asked.content.decode()
    assert client.post(path, {**APPROVE, "at-2": "Příště kratší.", "sure": "1"}).status_code == 302
    assert RoundComment.objects.get().place == f"body.{FIRST}"
    assert ReviewDecision.objects.get().outcome == Outcome.APPROVED


@pytest.mark.on_both
@pytest.mark.spec("V1", "V4")
def test_expert_and_deputy_have_a_link_each_and_the_first_decision_counts(dso_a: Association) -> None:
    round = submitted(dso_a)
    expert, deputy = make_expert(), make_expert("Dana Zástupná", "dana@smscr.example")
    paths = [path_of(round, expert), path_of(round, deputy, is_deputy=True)]
    client = at(dso_a)
    assert [client.get(path).status_code for path in paths] == [200, 200]
    assert client.post(paths[1], APPROVE).status_code == 302
    late = client.post(paths[0], {"decision": "returned", "comment": "Ještě ne."})
    assert late.status_code == 410
    assert late.context["standing"] == "decided"
    assert client.get(paths[0]).status_code == 410
    assert ReviewDecision.objects.get().decided_by == deputy.name
    # Whoever decided sees what came of it; the same letter sent a second time decides nothing.
    assert client.get(paths[1]).context["standing"] == "mine"
    assert client.post(paths[1], APPROVE).status_code == 409
    assert ReviewDecision.objects.count() == 1


@pytest.mark.spec("V1")
def test_asked_again_the_same_link_is_prolonged_and_it_ends_in_time(dso_a: Association) -> None:
    round, expert = submitted(dso_a), make_expert()
    address = link_for(round=round, expert=expert)
    assert address.startswith(dso_a.site.root_url)
    late = round.due_on + AFTER_DUE
    client, path = at(dso_a), path_of(round, expert)
    with time_machine.travel(timezone.now() + (late - timezone.localdate()) + timedelta(days=2)):
        ended = client.get(path)
        assert ended.status_code == 410
        assert ended.context["standing"] == "expired"
        assert client.post(path, APPROVE).status_code == 410
        assert link_for(round=round, expert=expert) == address
        assert client.get(path).status_code == 200
    assert ReviewLink.objects.count() == 1


@pytest.mark.spec("V1", "V2")
@pytest.mark.parametrize("case", ["inactive", "author", "withdrawn", "returned", "newer"])
def test_a_link_that_leads_nowhere_says_why(case: str, dso_a: Association, manager_a: Any) -> None:
    round = submitted(dso_a, owner=manager_a)
    expert = make_expert(email=manager_a.email if case == "author" else "karel@smscr.example")
    path, client = path_of(round, expert), at(dso_a)
    if case == "inactive":
        expert.is_active = False
        expert.save()
    elif case == "withdrawn":
        round.task_state.workflow_state.cancel(user=manager_a)
    elif case in {"returned", "newer"}:
        return_round(round=round, reviewer=Reviewer("Dana Svazová", Channel.ACCOUNT), comment="Doplnit.")
    if case == "newer":
        submit(mended(round.issue, title="Lepší"))
    expected = {
        "inactive": (403, "inactive"),
        "author": (403, "author"),
        "withdrawn": (410, "withdrawn"),
        "returned": (410, "decided"),
        "newer": (410, "replaced"),
    }[case]
    before = ReviewDecision.objects.count()
    for answer in (client.get(path), client.post(path, APPROVE), client.get(f"{path}cislo/")):
        assert (answer.status_code, answer.context["standing"]) == expected
    assert ReviewDecision.objects.count() == before


@pytest.mark.spec("V1")
def test_a_text_that_changed_since_it_was_submitted_is_not_approved_by_link(dso_a: Association) -> None:
    round, expert = submitted(dso_a), make_expert()
    mended(round.issue, title="Vsunutý název")
    path, client = path_of(round, expert), at(dso_a)
    assert 'value="approved"' not in client.get(path).content.decode()
    refused = client.post(path, APPROVE)
    assert refused.status_code == 409
    assert refused.context["form"].non_field_errors()
    assert client.post(path, {"decision": "returned", "comment": "Změněno."}).status_code == 302


@pytest.mark.spec("V1")
def test_the_log_knows_what_was_decided_and_no_personal_data(dso_a: Association) -> None:
    round, expert = submitted(dso_a), make_expert()
    client: Client = at(dso_a)
    client.post(path_of(round, expert), {**APPROVE, "comment": "Pěkné."})
    lines = PageLogEntry.objects.filter(page=round.issue_id)
    assert {"wagtail.workflow.approve", "wagtail.publish"} <= set(lines.values_list("action", flat=True))
    kept = "".join(str(row) for row in [*lines.values(), *ModelLogEntry.objects.values()])
    assert expert.name not in kept
    assert expert.email not in kept


@pytest.mark.spec("V1", "N4")
def test_the_reviewer_has_the_same_text_on_paper(dso_a: Association, monkeypatch: pytest.MonkeyPatch) -> None:
    set_on_paper: list[Any] = []
    monkeypatch.setattr(link_views, "pdf_of", lambda issue: set_on_paper.append(issue) or b"%PDF-")
    round, expert = submitted(dso_a), make_expert()
    client, path = at(dso_a), path_of(round, expert)
    paper = client.get(f"{path}pdf/")
    assert (paper.status_code, paper["Content-Type"]) == (200, "application/pdf")
    assert paper["Cache-Control"] == "private, no-store"
    assert [fingerprint_of(issue) for issue in set_on_paper] == [round.content_hash]
    monkeypatch.setattr(link_views, "one_at_a_time", lambda make: None)
    assert client.get(f"{path}pdf/").status_code == 503
