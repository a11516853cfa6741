"""The centre decides: a piece into the draft, or left out with a word why; its author is told (N1)."""

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file

from newsletters.contributions.taking import leave_out, take_in
from newsletters.models import Contribution, Contributor, NewsletterIssuePage
from portal.core.models import PortalImage
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association

from ..factories import article, publish_by_the_union, submit
from .asked import MAYOR, make_piece

pytestmark = [pytest.mark.django_db, pytest.mark.spec("N1"), pytest.mark.only_on("postgresql")]


@pytest.fixture
def piece(mayor: Contributor, dso_a: Association) -> Contribution:
    image = PortalImage.objects.create(title="Hřiště", file=get_test_image_file(), collection=dso_a.collection)
    return make_piece(mayor, image=image, image_description="Hřiště", image_credit="Obec", deadline_on="2031-06-01")


def draft_of(piece: Contribution) -> Any:
    return NewsletterIssuePage.objects.get(pk=piece.issue_id).get_latest_revision_as_object()


def news_in(piece: Contribution) -> list[Any]:
    blocks = [block for block in draft_of(piece).body if block.block_type in {"news", "members"}]
    return [item for block in blocks for item in block.value["items"]]


def outcomes() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(event__startswith="newsletters.contribution_outcome:"))


def page_of(piece: Contribution) -> str:
    return reverse("contribution:inspect", args=[piece.pk])


def test_a_piece_taken_in_stands_in_the_draft_with_picture_municipality_and_date(
    manager: Client, manager_a: Any, piece: Contribution
) -> None:
    assert "Převzít do čísla" in manager.get(page_of(piece)).content.decode()
    assert manager.post(page_of(piece), {"do": "take"}).status_code == 302
    piece.refresh_from_db()
    assert piece.state == "taken"
    [item] = news_in(piece)
    assert (item["title"], item["place"], item["image"].pk) == ("Dětský den", "Lhota", piece.image_id)
    assert (str(item["date"]), item["description"], item["credit"]) == ("2031-06-01", "Hřiště", "Obec")
    assert str(item["text"].source) == "<p>Zveme na hřiště.</p><p>Vstup je volný.</p>"
    assert draft_of(piece).body[0].block_type == "article"
    assert NewsletterIssuePage.objects.get(pk=piece.issue_id).latest_revision.user == manager_a
    [letter] = outcomes()
    assert (letter.recipient, "zařadili" in letter.text) == (MAYOR, True)
    assert "Dětský den" not in letter.subject


def test_what_was_typed_is_text_and_nothing_else(piece: Contribution, manager_a: Any) -> None:
    Contribution.objects.update(text="<script>alert(1)</script>\nA & B")
    take_in(contribution=piece, user=manager_a)
    [item] = news_in(piece)
    assert item["text"].source == "<p>&lt;script&gt;alert(1)&lt;/script&gt;<br/>A &amp; B</p>"


def test_pieces_join_the_block_that_is_there_and_an_empty_item_makes_room(
    piece: Contribution, mayor: Contributor, manager_a: Any
) -> None:
    draft = draft_of(piece)
    empty = {"title": "", "place": "", "text": "", "image": None, "description": "", "credit": ""}
    members = {"type": "members", "value": {"heading": "Z obcí", "items": [empty]}}
    draft.body = json.dumps([article(), members])
    draft.save_revision(clean=False)
    take_in(contribution=piece, user=manager_a)
    take_in(contribution=make_piece(mayor, title="Uzavírka"), user=manager_a)
    assert [item["title"] for item in news_in(piece)] == ["Dětský den", "Uzavírka"]
    assert [block.block_type for block in draft_of(piece).body] == ["article", "members"]


def test_nothing_is_taken_in_while_the_union_reads(manager: Client, piece: Contribution, manager_a: Any) -> None:
    submit(piece.issue, manager_a)
    assert "právě posuzuje Svaz" in manager.get(page_of(piece)).content.decode()
    answer = manager.post(page_of(piece), {"do": "take"}, follow=True)
    assert "právě posuzuje Svaz" in answer.content.decode()
    piece.refresh_from_db()
    assert piece.state == "waiting"
    assert news_in(piece) == []
    # Leaving out changes no text, so it needn't wait.
    leave_out(contribution=piece, reason="Příště.", user=manager_a)


def test_nothing_is_taken_into_an_issue_that_went_out(piece: Contribution, manager_a: Any) -> None:
    from newsletters.actions import record_sending

    publish_by_the_union(piece.issue)
    record_sending(issue=piece.issue, kind="email", user=manager_a)
    with pytest.raises(ValidationError, match="rozesláno"):
        take_in(contribution=piece, user=manager_a)


def test_a_piece_left_out_says_why_and_a_word_is_needed(manager: Client, piece: Contribution) -> None:
    answer = manager.post(page_of(piece), {"do": "leave", "reason": " "})
    assert answer.status_code == 200
    assert "Napište proč" in answer.content.decode()
    assert outcomes() == []
    manager.post(page_of(piece), {"do": "leave", "reason": "Zařadíme příště."})
    piece.refresh_from_db()
    assert (piece.state, piece.reason) == ("declined", "Zařadíme příště.")
    [letter] = outcomes()
    assert "Zařadíme příště." in letter.text


@pytest.mark.on_both
def test_a_piece_is_decided_once(piece: Contribution, manager_a: Any) -> None:
    take_in(contribution=piece, user=manager_a)
    for again in (
        lambda: take_in(contribution=piece, user=manager_a),
        lambda: leave_out(contribution=piece, reason="Ne.", user=manager_a),
    ):
        with pytest.raises(ValidationError, match="rozhodnuto"):
            again()
    assert len(news_in(piece)) == len(outcomes()) == 1


def test_a_piece_somebody_saved_over_can_be_put_back_and_the_author_is_not_told_twice(
    manager: Client, piece: Contribution, manager_a: Any
) -> None:
    before = draft_of(piece)
    take_in(contribution=piece, user=manager_a)
    before.save_revision(clean=False)
    listed = manager.get(reverse("contribution:issue", args=[piece.issue_id])).content.decode()
    assert "převzatý, ale v textu už není" in listed
    assert "znovu" in manager.get(page_of(piece)).content.decode()
    take_in(contribution=piece, user=manager_a)
    assert len(news_in(piece)) == len(outcomes()) == 1


def test_deciding_is_the_centres_own(piece: Contribution, manager_b: Any, union_reviewer: Any) -> None:
    for user in (manager_b, union_reviewer):
        with pytest.raises(PermissionDenied):
            take_in(contribution=piece, user=user)
        with pytest.raises(PermissionDenied):
            leave_out(contribution=piece, reason="Ne.", user=user)
