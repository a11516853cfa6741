"""Unsubscribing: a page with one button, one click in the mail program, once or twice the same (X3)."""

from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from newsletters.enums import ConsentSource, SubscriberKind, SubscriberState
from newsletters.models import Delivery, Mailing, Subscriber
from newsletters.subscribers import unsubscribe_views
from newsletters.subscribers.asking import ask
from newsletters.subscribers.confirm_links import token_of as confirm_token_of
from newsletters.subscribers.confirming import confirm
from newsletters.subscribers.ending import erase, switch_off, unsubscribe
from newsletters.subscribers.proof import fingerprint, offered_topics
from portal.tenancy.models import Association

from ..mailing.factories import make_mailing
from .factories import make_subscriber
from .own import ONE_CLICK, acts_of, own_path, unsubscribe_path

pytestmark = [pytest.mark.django_db, pytest.mark.spec("X3")]


@pytest.fixture
def reader(dso_a: Association) -> Subscriber:
    return make_subscriber(dso_a)


@pytest.fixture
def mailing(dso_a: Association, reader: Subscriber) -> Mailing:
    return make_mailing(dso_a)


def counted(mailing: Mailing) -> int:
    return Delivery.objects.filter(mailing=mailing, unsubscribed_at__isnull=False).count()


def state_of(subscriber: Subscriber) -> str:
    return Subscriber.objects.get(pk=subscriber.pk).state


def test_opening_the_link_shows_a_page_and_changes_nothing(visitor: Client, reader: Subscriber) -> None:
    before = Subscriber.objects.values().get(), reader.events.count()
    path = unsubscribe_path(reader)
    for answer in (visitor.get(path), visitor.head(path), visitor.get(path, ONE_CLICK), visitor.get(path + "1/")):
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["Referrer-Policy"] == "same-origin"
    assert (Subscriber.objects.values().get(), reader.events.count()) == before
    said = visitor.get(path).content.decode()
    assert "c…\u2060@example.cz" in said
    assert reader.email not in said
    assert said.count('<button class="btn"') == 1
    english = visitor.get(path.replace("/zpravodaj/", "/en/newsletter/")).content.decode()
    assert "Unsubscribe from the newsletter?" in english


def test_the_button_ends_it_and_the_page_offers_only_a_new_letter(
    visitor: Client, reader: Subscriber, mailing: Mailing
) -> None:
    strict = Client(HTTP_HOST="horni.localhost", enforce_csrf_checks=True)
    assert strict.post(unsubscribe_path(reader)).status_code == 403
    assert state_of(reader) == "active"
    sent = visitor.post(unsubscribe_path(reader, mailing))
    assert (sent.status_code, state_of(reader), counted(mailing)) == (302, "unsubscribed", 1)
    done = visitor.get(sent["Location"]).content.decode()
    assert "Odběr je odhlášen" in done
    assert 'href="/zpravodaj/odber/"' in done
    assert '<form class="stack"' not in done
    line = reader.events.last()
    assert (line.act, line.source, line.proof) == ("withdrawn", "link", fingerprint(reader.key))
    visitor.post(unsubscribe_path(reader, mailing))
    assert acts_of(reader) == ["withdrawn"]


@pytest.mark.parametrize("encoding", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_one_click_ends_it_without_cookie_page_and_redirect_and_counts_once(
    reader: Subscriber, mailing: Mailing, encoding: str
) -> None:
    program = Client(HTTP_HOST="horni.localhost", enforce_csrf_checks=True)
    kind: dict[str, Any] = (
        {"data": "List-Unsubscribe=One-Click", "content_type": encoding}
        if "urlencoded" in encoding
        else {"data": ONE_CLICK}
    )
    for _time in range(2):
        answer = program.post(unsubscribe_path(reader, mailing), **kind)
        assert (answer.status_code, dict(answer.cookies)) == (200, {})
    assert (state_of(reader), acts_of(reader), counted(mailing)) == ("unsubscribed", ["withdrawn"], 1)
    assert reader.events.last().source == ConsentSource.ONE_CLICK
    # By an older mail: it had ended already, so no other mailing counts it.
    Delivery.objects.update(unsubscribed_at=None)
    program.post(unsubscribe_path(reader, mailing), ONE_CLICK)
    assert counted(mailing) == 0


@pytest.mark.parametrize("body", ["", "List-Unsubscribe=one-click", "List-Unsubscribe=No"])
def test_any_other_post_without_a_page_is_refused(reader: Subscriber, body: str) -> None:
    program = Client(HTTP_HOST="horni.localhost", enforce_csrf_checks=True)
    kind = "application/x-www-form-urlencoded"
    assert program.post(unsubscribe_path(reader), body, content_type=kind).status_code == 403
    assert state_of(reader) == "active"


def test_one_click_does_nothing_to_the_other_pages(reader: Subscriber) -> None:
    program = Client(HTTP_HOST="horni.localhost", enforce_csrf_checks=True)
    assert program.post(own_path(reader), ONE_CLICK).status_code == 403
    assert program.post(own_path(reader, "smazat/"), ONE_CLICK).status_code == 403
    assert state_of(reader) == "active"


def test_what_can_not_be_stored_is_not_said_to_be_done(
    visitor: Client, reader: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(**_anything: Any) -> None:
        raise DatabaseError(reader.email)

    monkeypatch.setattr(unsubscribe_views, "unsubscribe", fails)
    for data in ({}, ONE_CLICK):
        answer = visitor.post(unsubscribe_path(reader), data)
        assert answer.status_code == 503
        assert "Nic se nezměnilo" in answer.content.decode()


def test_another_associations_mailing_in_the_address_counts_nothing(
    visitor: Client, reader: Subscriber, dso_b: Association
) -> None:
    make_subscriber(dso_b)
    foreign = make_mailing(dso_b)
    for path in (unsubscribe_path(reader, foreign), f"{unsubscribe_path(reader)}{'9' * 18}/"):
        assert visitor.post(path, ONE_CLICK).status_code == 200
    assert counted(foreign) == 0
    assert state_of(reader) == "unsubscribed"
    assert Subscriber.objects.get(site=dso_b.site).state == "active"


def test_a_made_up_number_of_a_mailing_is_no_address(visitor: Client, reader: Subscriber) -> None:
    made_up = f"{unsubscribe_path(reader)}{'9' * 30}/"
    assert visitor.get(made_up).status_code == 404
    assert visitor.post(made_up).status_code == 404
    assert visitor.post(made_up, ONE_CLICK).status_code in {403, 404}
    assert state_of(reader) == "active"


def test_who_reads_it_also_in_office_ends_both_with_a_line_each(visitor: Client, dso_a: Association) -> None:
    reader = make_subscriber(dso_a, "starostka@lhota.cz")
    office = make_subscriber(dso_a, "Starostka@lhota.cz", kind=SubscriberKind.OFFICE)
    other = make_subscriber(dso_a, "nekdo@lhota.cz")
    visitor.post(unsubscribe_path(office), ONE_CLICK)
    assert [state_of(row) for row in (reader, office, other)] == ["unsubscribed", "unsubscribed", "active"]
    assert acts_of(reader) == acts_of(office) == ["withdrawn"]


def test_a_letter_that_waits_to_be_confirmed_holds_no_more_after_unsubscribing(dso_a: Association) -> None:
    ended = make_subscriber(dso_a, state=SubscriberState.UNSUBSCRIBED)
    ask(site=dso_a.site, email=ended.email, topics=offered_topics())
    ended.refresh_from_db()
    token = confirm_token_of(ended)
    unsubscribe(subscriber=ended, source=ConsentSource.LINK)
    assert confirm(site=dso_a.site, token=token) is None
    assert (state_of(ended), acts_of(ended)) == ("unsubscribed", [])


def test_an_address_that_does_not_work_is_switched_off_once_and_only_while_mail_goes_there(dso_a: Association) -> None:
    reader = make_subscriber(dso_a)
    ended = make_subscriber(dso_a, "b@example.cz", state=SubscriberState.UNSUBSCRIBED)
    for row in (reader, reader, ended):
        switch_off(subscriber=row, problem="Schránka neexistuje")
    reader.refresh_from_db()
    assert (reader.state, reader.problem, reader.ended_at is not None) == ("unreachable", "Schránka neexistuje", True)
    assert (acts_of(reader), acts_of(ended), state_of(ended)) == (["switched_off"], [], "unsubscribed")


def test_what_the_centre_does_stands_in_the_log_without_the_address(dso_a: Association, reader: Subscriber) -> None:
    for act in (unsubscribe, erase):
        act(subscriber=reader, source=ConsentSource.STAFF, by="Jana Centrová")
        act(subscriber=reader, source=ConsentSource.STAFF, by="Jana Centrová")
    entries = ModelLogEntry.objects.filter(action__startswith="newsletters.").order_by("pk")
    assert [entry.action for entry in entries] == ["newsletters.end_subscription", "newsletters.erase_subscriber"]
    assert "ctenarka" not in "".join(f"{entry.label}{entry.data}{entry.message}" for entry in entries)
    assert [line.by for line in reader.events.all()[2:]] == ["Jana Centrová"] * 2
    assert Subscriber.objects.get().ended_at < timezone.now()
