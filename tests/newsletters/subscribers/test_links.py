"""A subscriber's link does something only at its own site, only if we made it, and only while the address is kept."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from newsletters.enums import ConsentSource, SubscriberState
from newsletters.models import ConsentEvent, Subscriber
from newsletters.subscribers.confirm_links import token_of as confirm_token_of
from newsletters.subscribers.confirming import confirm
from newsletters.subscribers.ending import erase
from newsletters.subscribers.links import find, preferences_url, token_of, unsubscribe_url
from portal.settings.logs import without_personal_data
from portal.tenancy.models import Association

from .factories import confirm_path, make_subscriber
from .own import ONE_CLICK, own_path, unsubscribe_path

pytestmark = [pytest.mark.django_db, pytest.mark.spec("X3"), pytest.mark.spec("X4")]
Rows = tuple[list[dict[str, Any]], int]


@pytest.fixture
def reader(dso_a: Association) -> Subscriber:
    return make_subscriber(dso_a)


def stored() -> Rows:
    return list(Subscriber.objects.order_by("pk").values()), ConsentEvent.objects.count()


def tried(client: Client, token: str) -> set[int]:
    """The answers to everything one may do with a token."""
    own, end = f"/zpravodaj/odber/nastaveni/{token}/", f"/zpravodaj/odber/odhlasit/{token}/"
    answers = [
        client.get(own),
        client.post(own, {"save": "1", "topics": ["corrections"], "language": "en"}),
        client.post(own, {"pause": "1", "months": "3"}),
        client.post(own, {"move": "1", "email": "nova@example.cz"}),
        client.get(f"{own}udaje/"),
        client.post(f"{own}smazat/"),
        client.get(end),
        client.post(end),
    ]
    for answer in answers:
        assert "ctenarka" not in answer.content.decode()
    return {answer.status_code for answer in answers}


def test_the_same_link_is_made_every_time_and_costs_no_query(
    reader: Subscriber, queries: Callable[[Callable[[], Any]], list[str]]
) -> None:
    urls: list[str] = []

    def make() -> None:
        urls.append(preferences_url(reader, archive_url="http://horni.localhost/zpravodaj/"))
        urls.append(unsubscribe_url(reader, archive_url="http://horni.localhost/zpravodaj/"))

    assert queries(lambda: (make(), make())) == []
    assert urls[:2] == urls[2:] == [preferences_url(reader), unsubscribe_url(reader)]
    assert all(url.isascii() and url.endswith(f"/{token_of(reader)}/") for url in urls)
    reader.language = "en"
    assert "/en/newsletter/odber/" in preferences_url(reader)


@pytest.mark.parametrize("part", ["key", "signature", "short"])
def test_a_forged_link_does_nothing_and_costs_no_query(
    reader: Subscriber, visitor: Client, queries: Callable[[Callable[[], Any]], list[str]], part: str
) -> None:
    token, before = token_of(reader), stored()
    turned = {"A": "B"}.get(token[0], "A"), {"A": "B"}.get(token[-2], "A")
    forged = {"key": turned[0] + token[1:], "signature": token[:-2] + turned[1] + token[-1], "short": token[:43]}[part]
    assert tried(visitor, forged) == {404}
    assert visitor.post(f"/zpravodaj/odber/odhlasit/{forged}/", ONE_CLICK).status_code == 404
    assert stored() == before
    assert queries(lambda: find(forged, reader.site)) == []


def test_a_link_does_nothing_at_another_associations_host(
    reader: Subscriber, dso_b: Association, queries: Callable[[Callable[[], Any]], list[str]]
) -> None:
    elsewhere, before = Client(HTTP_HOST="dolni.localhost"), stored()
    assert tried(elsewhere, token_of(reader)) == {404}
    assert elsewhere.post(unsubscribe_path(reader), ONE_CLICK).status_code == 404
    assert stored() == before
    assert queries(lambda: find(token_of(reader), dso_b.site)) == []


def test_a_link_of_a_deleted_address_leads_nowhere(reader: Subscriber, visitor: Client) -> None:
    token = token_of(reader)
    erase(subscriber=reader, source=ConsentSource.LINK)
    before = stored()
    assert tried(visitor, token) == {410}
    # The mail program is told what is true: nothing comes any more.
    assert visitor.post(f"/zpravodaj/odber/odhlasit/{token}/", ONE_CLICK).status_code == 200
    assert stored() == before


def test_the_link_that_confirms_is_no_link_to_the_preferences_and_the_other_way_round(
    dso_a: Association, visitor: Client
) -> None:
    waiting = make_subscriber(dso_a, state=SubscriberState.PENDING)
    before = stored()
    assert tried(visitor, confirm_token_of(waiting)) == {404}
    for token in (token_of(waiting), token_of(waiting)[:43]):
        assert confirm(site=dso_a.site, token=token) is None
    # The same key under the other signature is none, either.
    Subscriber.objects.update(confirm_key=waiting.key)
    waiting.refresh_from_db()
    assert tried(visitor, confirm_token_of(waiting)) == {404}
    assert visitor.post(confirm_path(waiting)[:-2] + "x/").status_code == 404
    Subscriber.objects.update(confirm_key=before[0][0]["confirm_key"])
    assert stored() == before


def test_who_has_not_confirmed_sets_nothing_by_their_own_link(dso_a: Association, visitor: Client) -> None:
    waiting = make_subscriber(dso_a, state=SubscriberState.PENDING)
    before = stored()
    for data in ({"save": "1", "topics": ["corrections"], "language": "en"}, {"pause": "1", "months": "3"}):
        assert visitor.post(own_path(waiting), data).status_code == 410
    assert stored() == before
    assert "potvrdíte" in visitor.get(own_path(waiting)).content.decode()


def test_no_token_reaches_the_log(reader: Subscriber) -> None:
    waiting = f"/zpravodaj/odber/potvrdit/{confirm_token_of(reader) or 'x'}tajne/"
    for path in (waiting, own_path(reader, "smazat/"), unsubscribe_path(reader) + "7/"):
        said = without_personal_data(None, "", {"request": f"POST {path}"})["request"]
        assert token_of(reader) not in said
        assert "tajne" not in said
