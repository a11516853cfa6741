"""The link that confirms: once, by a button, within seven days, at its own site (X1)."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsletters.enums import ConsentSource, SubscriberKind, SubscriberState
from newsletters.models import Subscriber, SubscriptionTopic
from newsletters.subscribers.asking import ask
from newsletters.subscribers.confirming import confirm
from newsletters.subscribers.ending import unsubscribe
from newsletters.subscribers.proof import offered_topics
from newsletters.subscribers.recipients import recipients
from portal.tenancy.models import Association

from .asking import FORM, READER, letters, link_in, nobody_is_too_quick, typed
from .factories import confirm_path, make_subscriber

pytestmark = [pytest.mark.django_db, pytest.mark.spec("X1")]


@pytest.fixture
def visitor(dso_a: Association) -> Client:
    return Client(HTTP_HOST="horni.localhost")


def newsletter() -> SubscriptionTopic:
    return SubscriptionTopic.objects.get(code="newsletter")


def gets_mail(association: Association) -> list[str]:
    return [row.email for row in recipients(site=association.site, topic=newsletter())]


def test_from_the_form_to_the_first_mail(visitor: Client, dso_a: Association, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody_is_too_quick(monkeypatch)
    visitor.post(FORM, typed(visitor))
    path = link_in(letters("confirm")[0])
    assert gets_mail(dso_a) == []
    page = visitor.get(path)
    assert page.status_code == 200
    assert READER in page.content.decode()
    assert ("no-store" in page["Cache-Control"], page["Referrer-Policy"]) == (True, "same-origin")
    assert "noindex" in page["X-Robots-Tag"]
    assert gets_mail(dso_a) == []
    done = visitor.post(path)
    assert "Děkujeme" in visitor.get(done["Location"].split("#")[0]).content.decode()
    assert gets_mail(dso_a) == [READER]
    row = Subscriber.objects.get()
    assert (row.state, row.confirm_key, row.confirmed_at is not None) == ("active", "", True)
    [welcome] = letters("welcome")
    assert "/zpravodaj/odber/nastaveni/" in welcome.text
    assert (welcome.recipient, "Zpravodaj" in welcome.text) == (READER, True)


def test_a_scanner_that_opens_the_link_changes_nothing(visitor: Client, dso_a: Association) -> None:
    row = make_subscriber(dso_a, state=SubscriberState.PENDING)
    visitor.get("/zpravodaj/")
    for method in (visitor.get, visitor.head):
        with CaptureQueriesContext(connection) as seen:
            assert method(confirm_path(row)).status_code == 200
        written = [query["sql"] for query in seen if not query["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))]
        assert written == []
    row.refresh_from_db()
    assert (row.state, row.events.count(), letters()) == ("pending", 1, [])
    strict = Client(HTTP_HOST="horni.localhost", enforce_csrf_checks=True)
    assert strict.post(confirm_path(row)).status_code == 403


def test_a_used_link_does_nothing_not_even_after_unsubscribing(visitor: Client, dso_a: Association) -> None:
    row = make_subscriber(dso_a, state=SubscriberState.PENDING)
    path = confirm_path(row)
    visitor.post(path)
    assert visitor.post(path).status_code == visitor.get(path).status_code == 410
    row.refresh_from_db()
    unsubscribe(subscriber=row, source=ConsentSource.LINK)
    assert visitor.post(path).status_code == 410
    row.refresh_from_db()
    assert (row.state, [event.act for event in row.events.all()]) == (
        "unsubscribed",
        ["asked", "confirmed", "withdrawn"],
    )
    assert (gets_mail(dso_a), len(letters("welcome"))) == ([], 1)


def test_a_forged_link_and_one_of_another_site_do_nothing(
    visitor: Client, dso_a: Association, dso_b: Association
) -> None:
    ours = make_subscriber(dso_a, state=SubscriberState.PENDING)
    theirs = make_subscriber(dso_b, state=SubscriberState.PENDING)
    path = confirm_path(ours)
    other = "A" if path[-2] != "A" else "B"
    for forged in (
        path[:-5] + other + path[-4:],
        path.replace(ours.confirm_key, theirs.confirm_key),
        "/zpravodaj/odber/potvrdit/x/",
    ):
        assert visitor.post(forged).status_code == 404
    assert confirm(site=dso_a.site, token=ours.confirm_key + "A" * 43) is None
    assert visitor.post(confirm_path(theirs)).status_code == 410
    assert not Subscriber.objects.filter(state=SubscriberState.ACTIVE).exists()
    assert not letters()


def test_a_link_holds_for_seven_days_from_the_last_time_somebody_asked(visitor: Client, dso_a: Association) -> None:
    row = make_subscriber(dso_a, READER, state=SubscriberState.PENDING)
    start, path = timezone.now(), confirm_path(row)
    with time_machine.travel(start + timedelta(days=7, minutes=1)):
        assert visitor.get(path).status_code == visitor.post(path).status_code == 410
        ask(site=dso_a.site, email=READER, topics=offered_topics())
        assert link_in(letters("confirm")[0]) == path
    with time_machine.travel(start + timedelta(days=13)):
        assert visitor.post(path).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.topics.count()) == ("active", 3)


@pytest.mark.parametrize("state", [SubscriberState.UNSUBSCRIBED, SubscriberState.UNREACHABLE])
def test_who_ended_before_stays_so_until_they_confirm_again(
    visitor: Client, dso_a: Association, state: SubscriberState
) -> None:
    row = make_subscriber(dso_a, READER, state=state, problem="Schránka neexistuje.", ended_at=timezone.now())
    ask(site=dso_a.site, email=READER, topics=offered_topics())
    row.refresh_from_db()
    assert (row.state, gets_mail(dso_a)) == (state, [])
    assert visitor.post(link_in(letters("confirm")[0])).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.problem, row.ended_at) == ("active", "", None)
    assert gets_mail(dso_a) == [READER]


def test_unsubscribing_ends_a_link_that_still_waits(visitor: Client, dso_a: Association) -> None:
    row = make_subscriber(dso_a, READER, kind=SubscriberKind.OFFICE)
    ask(site=dso_a.site, email=READER, topics=offered_topics())
    unsubscribe(subscriber=row, source=ConsentSource.LINK)
    assert visitor.post(link_in(letters("confirm")[0])).status_code == 410
    assert gets_mail(dso_a) == []


def test_of_two_taps_one_counts(dso_a: Association) -> None:
    row = make_subscriber(dso_a, state=SubscriberState.PENDING)
    token = confirm_path(row).split("/")[-2]
    assert confirm(site=dso_a.site, token=token) == row
    assert confirm(site=dso_a.site, token=token) is None
    assert [event.act for event in row.events.all()] == ["asked", "confirmed"]
