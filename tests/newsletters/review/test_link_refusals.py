"""What a reviewer's link withstands: forged addresses, long texts, code in comments, two decisions at once (V1)."""

import logging
from typing import Any
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError

from newsletters.models import ReviewDecision, ReviewLink, RoundComment
from newsletters.review import link_views
from newsletters.review.link_deciding import decide_by_link
from newsletters.review.links import KEY_LENGTH
from portal.tenancy.models import Association

from .reading import at, make_expert, path_of, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]

APPROVE = {"decision": "approved"}
RETURN = {"decision": "returned", "comment": "Doplnit."}


@pytest.mark.spec("V1")
def test_a_forged_shortened_or_foreign_token_leads_nowhere(dso_a: Association, dso_b: Association) -> None:
    round, expert = submitted(dso_a), make_expert()
    path, client = path_of(round, expert), at(dso_a)
    root, token = path.rstrip("/").rsplit("/", 1)
    other = path_of(submitted(dso_b), expert).rstrip("/").rsplit("/", 1)[1]
    forged = [
        token[:-1],
        token[:KEY_LENGTH],
        f"{token}x",
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        other[:KEY_LENGTH] + token[KEY_LENGTH:],
        "x",
        "%00",
        other,
    ]
    for wrong in forged:
        for way in ("", "cislo/", "pdf/"):
            answer = client.get(f"{root}/{wrong}/{way}")
            assert answer.status_code == 404, (wrong, way)
        assert client.post(f"{root}/{wrong}/", APPROVE).status_code == 404, wrong
    # The right token at another association's host is no better.
    assert at(dso_b).get(path).status_code == 404
    assert at(dso_b).post(path, APPROVE).status_code == 404
    assert not ReviewDecision.objects.exists()


@pytest.mark.spec("V1")
def test_too_long_a_comment_is_refused_and_stays_typed(dso_a: Association) -> None:
    round, expert = submitted(dso_a), make_expert()
    path, client = path_of(round, expert), at(dso_a)
    long = "Ř<script>alert(1)</script>" * 4000
    answer = client.post(path, {"decision": "returned", "comment": long, "at-0": long, "at-2": "nul\0znak"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"comment", "at-0", "at-2"}
    page = answer.content.decode()
    assert "<script>alert" not in page
    assert "Ř&lt;script&gt;alert" in page
    for odd in ({}, {"decision": "withdrawn"}, {"decision": "returned", "comment": "   "}, {"at-99": "x"}):
        assert client.post(path, odd).status_code == 422
    assert not RoundComment.objects.exists()
    assert not ReviewDecision.objects.exists()


@pytest.mark.spec("V1")
def test_a_decision_needs_the_forms_own_mark_against_forgery(dso_a: Association) -> None:
    path = path_of(submitted(dso_a), make_expert())
    assert at(dso_a, enforce_csrf_checks=True).post(path, APPROVE).status_code == 403
    assert not ReviewDecision.objects.exists()


@pytest.mark.spec("V1")
def test_many_decisions_from_one_address_wait_and_nothing_typed_is_lost(
    dso_a: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_views, "PER_ADDRESS", 1)
    path, client = path_of(submitted(dso_a), make_expert()), at(dso_a)
    client.post(path, {"decision": "returned"})
    answer = client.post(path, RETURN)
    assert answer.status_code == 429
    assert "Doplnit." in answer.content.decode()
    assert not ReviewDecision.objects.exists()


@pytest.mark.spec("V1")
def test_when_the_decision_fails_no_comment_and_no_use_of_the_link_stay(dso_a: Association) -> None:
    path, client = path_of(submitted(dso_a), make_expert()), at(dso_a, raise_request_exception=False)
    with patch("newsletters.review.deciding._decide", side_effect=RuntimeError):
        assert client.post(path, {**RETURN, "at-0": "Jinak."}).status_code == 500
    assert not RoundComment.objects.exists()
    assert ReviewLink.objects.get().used_at is None
    assert client.post(path, RETURN).status_code == 302


@pytest.mark.spec("V1")
def test_a_token_never_reaches_the_logs(dso_a: Association, caplog: pytest.LogCaptureFixture) -> None:
    path, client = path_of(submitted(dso_a), make_expert()), at(dso_a)
    token = path.rstrip("/").rsplit("/", 1)[1]
    with caplog.at_level(logging.INFO):
        client.get(path)
        client.post(path, RETURN)
    assert caplog.text.count("request_finished") == 2
    assert token[:20] not in caplog.text


@pytest.mark.spec("V1")
def test_who_decides_a_moment_later_learns_that_somebody_was_faster(
    dso_a: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    round = submitted(dso_a)
    paths = [path_of(round, make_expert()), path_of(round, make_expert("Dana", "dana@smscr.example"))]
    decide = link_views.decide_by_link

    def slow(**what: Any) -> Any:
        """The other one decides between reading the page and deciding."""
        monkeypatch.setattr(link_views, "decide_by_link", decide)
        assert at(dso_a).post(paths[1], APPROVE).status_code == 302
        return decide(**what)

    monkeypatch.setattr(link_views, "decide_by_link", slow)
    late = at(dso_a).post(paths[0], {**RETURN, "at-0": "Jinak."})
    assert (late.status_code, late.context["standing"]) == (409, "decided")
    assert not RoundComment.objects.exists()
    assert ReviewDecision.objects.count() == 1
    assert ReviewLink.objects.exclude(used_at=None).count() == 1


@pytest.mark.spec("V1")
def test_an_expert_who_left_while_reading_decides_nothing(dso_a: Association) -> None:
    round, expert = submitted(dso_a), make_expert()
    path_of(round, expert)
    read = ReviewLink.objects.select_related("expert", "round").get()
    expert.is_active = False
    expert.save()
    with pytest.raises(ValidationError):
        decide_by_link(link=read, outcome="approved", comment="", at_places={})
    assert not ReviewDecision.objects.exists()
