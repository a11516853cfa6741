"""The topic of meetings among those of newsletters: asked for and ended alike, never mixed up with them (X1, M9)."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from newsletters.mailing.audience import audience_of
from newsletters.models import Subscriber, SubscriptionTopic
from newsletters.subscribers.confirm_links import token_of
from newsletters.subscribers.provisioning import prepare_subscriptions
from newsletters.subscribers.standing import summary_of
from portal.tenancy.models import Association
from tests.newsletters.factories import make_issue
from tests.newsletters.subscribers.asking import FORM, letters, nobody_is_too_quick, typed
from tests.newsletters.subscribers.factories import make_subscriber

pytestmark = [pytest.mark.django_db, pytest.mark.spec("M9")]


def test_the_topic_is_made_where_the_others_are_already_and_stays_as_the_union_words_it() -> None:
    prepare_subscriptions()
    SubscriptionTopic.objects.filter(code="meetings").delete()
    prepare_subscriptions()
    SubscriptionTopic.objects.filter(code="meetings").update(name="Jednání")
    prepare_subscriptions()
    assert SubscriptionTopic.objects.get(code="meetings").name == "Jednání"


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [("?tema=meetings", ["meetings"]), ("", ["newsletter"]), ("?tema=nic", ["newsletter"]), ("?tema=", ["newsletter"])],
)
def test_a_link_from_a_meeting_chooses_the_topic(
    visitor: Client, dso_a: Association, asked: str, chosen: list[str]
) -> None:
    answer = visitor.get(f"{FORM}{asked}")
    assert answer.context["form"].initial["topics"] == chosen
    assert "Setkání starostů a jednání svazku" in answer.content.decode()


def test_the_box_beside_a_meeting_leads_there_as_long_as_the_topic_is_offered(
    visitor: Client, dso_a: Association
) -> None:
    assert f"{FORM}?tema=meetings" in visitor.get("/setkani/").content.decode()
    assert "/en/" in visitor.get("/en/meetings/").content.decode().split("?tema=meetings")[0][-60:]
    topic = SubscriptionTopic.objects.get(code="meetings")
    topic.retired_on = date(2020, 1, 1)
    topic.save()
    assert "tema=meetings" not in visitor.get("/setkani/").content.decode()


def test_following_is_confirmed_by_the_letter_as_the_newsletter_is(
    visitor: Client, dso_a: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody_is_too_quick(monkeypatch)
    visitor.post(FORM, typed(visitor, topics=["meetings"]))
    row = Subscriber.objects.get()
    [letter] = letters("confirm")
    assert "Setkání starostů a jednání svazku" in letter.text
    assert (row.state, [topic.code for topic in row.topics.all()]) == ("pending", ["meetings"])
    visitor.post(f"{FORM}potvrdit/{token_of(row)}/")
    row.refresh_from_db()
    assert row.state == "active"
    assert list(row.events.values_list("act", "topics")) == [("asked", ["meetings"]), ("confirmed", ["meetings"])]


def test_who_only_follows_meetings_gets_no_newsletter_and_isnt_counted_as_its_reader(
    client: Client, dso_a: Association, manager_a: Any
) -> None:
    make_subscriber(dso_a, "ctenar@example.cz")
    make_subscriber(dso_a, "jednani@example.cz", topics=("meetings",))
    make_subscriber(dso_a, "oboji@example.cz", topics=("meetings", "newsletter"))
    assert audience_of(make_issue(dso_a), dso_a.site_id).total == 2
    summary = summary_of(Subscriber.objects.all())
    assert (summary.readers, summary.all) == (2, 3)
    assert sum(place.readers for place in summary.places) == 2
    client.force_login(manager_a)
    topic = SubscriptionTopic.objects.get(code="meetings")
    address = f"{reverse('subscribers:index')}?topics={topic.pk}"
    page = client.get(address, headers={"host": "horni.localhost"}).content.decode().replace("\u2060", "")
    assert "ctenar@" not in page.replace("<wbr>", "")
    assert "jednani@" in page.replace("<wbr>", "")
