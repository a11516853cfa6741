"""Whichever way an unready issue is sent to the Union, it stays with its authors and nothing is lost (C1, NWS-5)."""

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import TaskState, WorkflowState
from wagtail.test.utils.form_data import rich_text, streamfield

from newsletters.checks.places import link_to
from newsletters.enums import Channel
from newsletters.models import NewsletterIssuePage, ReviewRound
from newsletters.review.deciding import return_round
from newsletters.review.reviewers import Reviewer
from portal.tenancy.models import Association
from tests.newsletters.factories import article, long_text, make_issue, ready_blocks
from tests.newsletters.test_review import add_url, edit_url, form_data, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.spec("C1"), pytest.mark.only_on("postgresql")]


@pytest.fixture
def at_work(client: Client, manager_a: Any, dso_a: Association) -> Client:
    make_issue(dso_a, 1)
    return sign_in(client, manager_a)


@pytest.fixture
def unready(at_work: Client, dso_a: Association) -> NewsletterIssuePage:
    """A saved draft, not the first one, that is too short."""
    return make_issue(dso_a, 2, live=False, blocks=[article("Most", "<p>Je opravený.</p>")])


def body(*texts: str) -> Any:
    return streamfield([("article", {"heading": "Z obcí", "text": rich_text(text)}) for text in texts])


def test_the_editor_keeps_what_was_typed_and_shows_the_way_to_each_place(
    at_work: Client, unready: NewsletterIssuePage
) -> None:
    before = unready.latest_revision_id
    typed = body("<p>Právě napsaná věta. <a href='https://a.example.org'>zde</a></p>")
    data = form_data(number="2", slug=unready.slug, body=typed, **{"action-submit": "1"})
    response = at_work.post(edit_url(unready), {**data, "body-0-id": "prvni-blok"})
    assert response.status_code == 200
    text = response.content.decode()
    assert "2 věci" in text
    form = response.context["form"]
    assert {finding.code for finding in form.refused if finding.is_blocking} == {"vague_link", "too_short"}
    assert "Právě napsaná věta." in form.instance.body[0].value["text"].source
    assert 'href="#:w:contentpath=body.prvni-blok.text"' in text
    assert not ReviewRound.objects.filter(issue=unready).exists()
    unready.refresh_from_db()
    assert unready.latest_revision_id == before


def test_a_new_issue_is_refused_and_kept_in_the_form(at_work: Client, dso_a: Association) -> None:
    response = at_work.post(
        add_url(dso_a), form_data(number="2", slug="novy", body=body("<p>Most.</p>"), **{"action-submit": "1"})
    )
    assert response.status_code == 200
    assert "Most." in response.content.decode()
    assert {finding.code for finding in response.context["form"].refused} == {"too_short"}
    assert not NewsletterIssuePage.objects.filter(slug="novy").exists()


def test_a_draft_is_saved_however_unready(at_work: Client, unready: NewsletterIssuePage) -> None:
    response = at_work.post(edit_url(unready), form_data(number="2", slug=unready.slug, body=body("<p>xxx</p>")))
    assert response.status_code == 302
    unready.refresh_from_db()
    assert "xxx" in json.dumps(unready.get_latest_revision().content["body"])


def test_a_ready_issue_goes_to_the_union(at_work: Client, unready: NewsletterIssuePage) -> None:
    at_work.post(
        edit_url(unready),
        form_data(number="2", slug=unready.slug, body=body(long_text(1900)), **{"action-submit": "1"}),
    )
    assert ReviewRound.objects.get(issue=unready).submitted_by


def test_the_workflow_refuses_before_anything_is_written(
    unready: NewsletterIssuePage, manager_a: Any, mailoutbox: list[Any]
) -> None:
    with pytest.raises(ValidationError, match="znaků"):
        unready.get_workflow().start(unready, manager_a)
    assert not ReviewRound.objects.filter(issue=unready).exists()
    assert not WorkflowState.objects.filter(object_id=str(unready.pk)).exists()
    assert not TaskState.objects.filter(workflow_state__object_id=str(unready.pk)).exists()


def test_a_returned_issue_made_worse_stays_returned(
    at_work: Client, unready: NewsletterIssuePage, manager_a: Any, dso_a: Association
) -> None:
    unready.body = json.dumps(ready_blocks()[:2])
    unready.save_revision()
    unready.get_workflow().start(unready, manager_a)
    round = ReviewRound.objects.get(issue=unready)
    return_round(round=round, reviewer=Reviewer("Dana Svazová", Channel.ACCOUNT), comment="Zkraťte to.")
    again = form_data(number="2", slug=unready.slug, body=body("<p>Kratší.</p>"), **{"action-submit": "1"})
    assert at_work.post(edit_url(unready), again).status_code == 200
    unready.body = json.dumps([])
    unready.save_revision()
    with pytest.raises(ValidationError):
        unready.workflow_states.get().resume(manager_a)
    assert unready.workflow_states.get().status == WorkflowState.STATUS_NEEDS_CHANGES
    assert ReviewRound.objects.filter(issue=unready).count() == 1


def test_the_panel_lists_the_saved_draft_with_links_and_says_when_nothing_is_missing(
    at_work: Client, unready: NewsletterIssuePage
) -> None:
    unready.lead = ""
    unready.save_revision()
    text = at_work.get(edit_url(unready)).content.decode()
    assert "Než zpravodaj pošlete Svazu" in text
    assert 'href="#:w:contentpath=lead"' in text
    assert 'href="#:w:contentpath=body"' in text
    unready.body, unready.lead = json.dumps(ready_blocks()), "Co je nového."
    unready.save_revision()
    assert "Nic nechybí" in at_work.get(edit_url(unready)).content.decode()


def test_a_place_has_an_address_in_the_editor(unready: NewsletterIssuePage) -> None:
    assert link_to(unready, "body.abc.text") == f"{edit_url(unready)}#:w:contentpath=body.abc.text"
    assert link_to(unready, "") == edit_url(unready)
