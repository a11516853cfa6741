"""A reader changes what they get, pauses and moves to another address without an account (X4)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from newsletters.enums import ConsentSource, SubscriberKind, SubscriberState
from newsletters.models import Subscriber, SubscriptionTopic
from newsletters.subscribers import preference_views
from newsletters.subscribers.asking import ask
from newsletters.subscribers.confirm_links import token_of as confirm_token_of
from newsletters.subscribers.confirming import confirm
from newsletters.subscribers.ending import unsubscribe
from newsletters.subscribers.pausing import pause
from newsletters.subscribers.proof import fingerprint, offered_topics
from newsletters.subscribers.recipients import counts
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association

from ..contributions.asked import village
from .factories import make_subscriber
from .own import acts_of, own_path

pytestmark = [pytest.mark.django_db, pytest.mark.spec("X4"), pytest.mark.only_on("sqlite")]
NEW = "nova@example.cz"


@pytest.fixture
def reader(dso_a: Association) -> Subscriber:
    return make_subscriber(dso_a, municipality=village(dso_a))


def fresh(subscriber: Subscriber) -> Subscriber:
    return Subscriber.objects.get(pk=subscriber.pk)


def wanted(**data: Any) -> dict[str, Any]:
    return {"save": "1", "topics": ["newsletter"], "municipality": "", "language": "cs", **data}


def test_a_reader_chooses_topics_municipality_and_language(visitor: Client, reader: Subscriber) -> None:
    page = visitor.get(own_path(reader)).content.decode()
    assert "c…\u2060@example.cz" in page
    assert reader.email not in page
    sent = visitor.post(own_path(reader), wanted(topics=["newsletter", "corrections"], language="en"))
    assert sent.status_code == 302
    assert "Uloženo." in visitor.get(sent["Location"]).content.decode()
    row = fresh(reader)
    assert (row.language, row.municipality, row.topics.count()) == ("en", None, 2)
    line = reader.events.last()
    assert (line.act, line.source, line.topics) == ("changed", "link", ["corrections", "newsletter"])
    assert line.proof == fingerprint(reader.key)
    visitor.post(own_path(reader), wanted(topics=["newsletter", "corrections"], language="en"))
    assert acts_of(reader) == ["changed"]


@pytest.mark.parametrize(
    ("data", "field"),
    [({"topics": []}, "topics"), ({"topics": ["nic"]}, "topics"), ({"language": "de"}, "language")],
)
def test_what_is_wrong_is_said_at_the_field_and_the_rest_stays_as_chosen(
    visitor: Client, reader: Subscriber, data: dict[str, Any], field: str
) -> None:
    answer = visitor.post(own_path(reader), wanted(**{"language": "en", **data}))
    form = answer.context["save_form"]
    assert (answer.status_code, list(form.errors)) == (422, [field])
    assert form["municipality"].value() == ""
    assert fresh(reader).municipality == reader.municipality
    assert acts_of(reader) == []


def test_a_municipality_of_another_association_can_not_be_chosen(
    visitor: Client, reader: Subscriber, dso_b: Association
) -> None:
    foreign = village(dso_b, "Jinov", "990200", "")
    answer = visitor.post(own_path(reader), wanted(municipality=foreign.pk))
    assert list(answer.context["save_form"].errors) == ["municipality"]
    assert fresh(reader).municipality == reader.municipality


def test_a_retired_topic_stays_with_who_has_it(visitor: Client, reader: Subscriber) -> None:
    SubscriptionTopic.objects.filter(code="newsletter").update(retired_on=timezone.localdate())
    assert visitor.post(own_path(reader), wanted(language="en")).status_code == 302
    assert list(fresh(reader).topics.values_list("code", flat=True)) == ["newsletter"]


@pytest.mark.parametrize("months", ["1", "3", "6", "12"])
def test_a_pause_ends_by_itself(visitor: Client, reader: Subscriber, dso_a: Association, months: str) -> None:
    topic = SubscriptionTopic.objects.get(code="newsletter")
    sent = visitor.post(own_path(reader), {"pause": "1", "months": months})
    until = timezone.localdate() + relativedelta(months=int(months))
    assert (fresh(reader).paused_until, counts(site=dso_a.site, topic=topic).total) == (until, 0)
    assert "Zpravodaj je pozastaven" in visitor.get(sent["Location"]).content.decode()
    with time_machine.travel(timezone.now() + relativedelta(months=int(months)), tick=False):
        assert counts(site=dso_a.site, topic=topic).total == 1
        assert "je pozastaven" not in visitor.get(own_path(reader)).content.decode()
    assert acts_of(reader) == ["paused"]


def test_a_paused_reader_resumes_and_a_second_tap_changes_nothing(visitor: Client, reader: Subscriber) -> None:
    for data in ({"pause": "1", "months": "3"}, {"pause": "1", "months": "3"}, {"resume": "1"}, {"resume": "1"}):
        assert visitor.post(own_path(reader), data).status_code == 302
    assert (fresh(reader).paused_until, acts_of(reader)) == (None, ["paused", "resumed"])
    answer = visitor.post(own_path(reader), {"pause": "1", "months": "24"})
    assert (answer.status_code, list(answer.context["pause_form"].errors)) == (422, ["months"])
    with pytest.raises(ValidationError):
        pause(subscriber=reader, until=timezone.localdate())


def test_the_old_address_ends_only_when_the_new_one_is_confirmed(
    visitor: Client, reader: Subscriber, dso_a: Association
) -> None:
    visitor.post(own_path(reader), {"pause": "1", "months": "3"})
    sent = visitor.post(own_path(reader), {"move": "1", "email": NEW})
    assert "Na novou adresu jsme poslali dopis" in visitor.get(sent["Location"]).content.decode()
    new = Subscriber.objects.get(email=NEW)
    assert (new.state, fresh(reader).state, new.municipality) == ("pending", "active", reader.municipality)
    assert OutboxMessage.objects.filter(recipient=NEW, event__startswith="newsletters.subscriber_confirm:").exists()
    assert confirm(site=dso_a.site, token=confirm_token_of(new)) is not None
    assert (fresh(new).state, fresh(reader).state) == ("active", "unsubscribed")
    assert fresh(new).paused_until == timezone.localdate() + relativedelta(months=3)
    assert reader.events.last().proof == fingerprint(new.key)


def test_nobody_learns_here_whether_the_other_address_is_known(
    visitor: Client, reader: Subscriber, dso_a: Association
) -> None:
    known = make_subscriber(dso_a, "zna@example.cz")
    answers = [
        visitor.post(own_path(reader), {"move": "1", "email": email})["Location"] for email in (NEW, known.email)
    ]
    assert answers[0] == answers[1]
    assert (fresh(reader).state, fresh(known).state) == ("active", "active")


@pytest.mark.parametrize("email", ["", "neni adresa", "Ctenarka@Example.cz"])
def test_a_new_address_that_is_none_or_the_old_one_is_refused_at_its_field(
    visitor: Client, reader: Subscriber, email: str
) -> None:
    answer = visitor.post(own_path(reader), {"move": "1", "email": email})
    assert (answer.status_code, list(answer.context["move_form"].errors)) == (422, ["email"])
    assert answer.context["move_form"]["email"].value() == email
    assert Subscriber.objects.count() == 1


def test_one_link_writes_to_few_new_addresses_a_day(
    visitor: Client, reader: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preference_views, "MOVES", 1)
    assert visitor.post(own_path(reader), {"move": "1", "email": NEW}).status_code == 302
    answer = visitor.post(own_path(reader), {"move": "1", "email": "druha@example.cz"})
    assert answer.status_code == 422
    assert "druha@example.cz" in answer.content.decode()
    assert not Subscriber.objects.filter(email="druha@example.cz").exists()


def test_who_gets_it_in_office_chooses_language_and_pause_only(visitor: Client, dso_a: Association) -> None:
    office = make_subscriber(dso_a, "starosta@lhota.cz", kind=SubscriberKind.OFFICE, topics=())
    page = visitor.get(own_path(office))
    assert (set(page.context["save_form"].fields), page.context["move_form"]) == ({"language"}, None)
    assert visitor.post(own_path(office), {"save": "1", "language": "en"}).status_code == 302
    assert visitor.post(own_path(office), {"move": "1", "email": NEW}).status_code == 422
    assert fresh(office).language == "en"
    assert not Subscriber.objects.filter(email=NEW).exists()


@pytest.mark.parametrize(
    ("state", "words"),
    [(SubscriberState.UNSUBSCRIBED, "už zpravodaj nechodí"), (SubscriberState.UNREACHABLE, "se vrací")],
)
def test_who_is_not_subscribed_sees_so_and_sets_nothing(
    visitor: Client, dso_a: Association, state: SubscriberState, words: str
) -> None:
    ended = make_subscriber(dso_a, state=state)
    assert words in visitor.get(own_path(ended)).content.decode()
    for data in (wanted(language="en"), {"pause": "1", "months": "3"}, {"move": "1", "email": NEW}, {"resume": "1"}):
        answer = visitor.post(own_path(ended), data)
        assert answer.status_code == 410
        assert words in answer.content.decode()
    assert acts_of(ended) == []
    assert fresh(ended).language == "cs"


def test_nothing_typed_is_lost_when_it_can_not_be_stored(
    visitor: Client, reader: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(**_anything: Any) -> None:
        raise DatabaseError(NEW)

    monkeypatch.setattr(preference_views, "move", fails)
    answer = visitor.post(own_path(reader), {"move": "1", "email": NEW})
    assert answer.status_code == 503
    assert NEW in answer.content.decode()
    monkeypatch.setattr(preference_views, "PER_NETWORK", 0)
    assert visitor.post(own_path(reader), wanted(language="en")).status_code == 429
    assert fresh(reader).language == "cs"


def test_reading_the_page_changes_nothing_and_nobody_keeps_it(visitor: Client, reader: Subscriber) -> None:
    before = Subscriber.objects.values().get(), reader.events.count()
    for path in (own_path(reader), own_path(reader, "smazat/"), own_path(reader, "udaje/")):
        for answer in (visitor.head(path), visitor.get(f"{path}?save=1&language=en&resume=1&hotovo=save")):
            assert answer.status_code == 200
            assert "no-store" in answer["Cache-Control"]
            assert "noindex" in answer["X-Robots-Tag"]
    assert (Subscriber.objects.values().get(), reader.events.count()) == before
    strict = Client(HTTP_HOST="horni.localhost", enforce_csrf_checks=True)
    for path in (own_path(reader), own_path(reader, "smazat/")):
        assert strict.post(path, wanted(language="en")).status_code == 403
    english = visitor.get(own_path(reader).replace("/zpravodaj/", "/en/newsletter/")).content.decode()
    assert "What comes to you" in english


def test_asking_again_and_unsubscribing_leave_a_pause_behind(dso_a: Association, reader: Subscriber) -> None:
    pause(subscriber=reader, until=timezone.localdate() + timedelta(days=40))
    unsubscribe(subscriber=reader, source=ConsentSource.LINK)
    ask(site=dso_a.site, email=reader.email, topics=offered_topics())
    assert confirm(site=dso_a.site, token=confirm_token_of(fresh(reader))) is not None
    assert fresh(reader).paused_until is None
