"""Limits: one number for each, by network, in one store, said honestly; each public way in has its own."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import caches
from django.test import Client, RequestFactory

from portal.core import limits
from portal.core.limits import is_over_limit, quick_store, too_many
from portal.core.tickets import new_token
from portal.tenancy.models import Association
from services_directory.models import DirectoryPage
from tests.users.accounts import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]

MINUTE = timedelta(minutes=1)
REDIS = "django.core.cache.backends.redis.RedisCache"
HOST = {"host": "horni.localhost"}
FAR = {"REMOTE_ADDR": "198.51.100.200"}


@pytest.fixture(autouse=True)
def forgotten() -> None:
    """What one test counted doesn't reach the next."""
    caches["memory"].clear()


def asked(client: Client, path: str, **extra: Any) -> Any:
    return client.get(path, headers=HOST, **extra)


def test_an_installation_may_say_another_number(settings: Any) -> None:
    settings.RATE_LIMITS = {"zkouska": 1}
    assert [is_over_limit("zkouska", "x", at_most=100, window=MINUTE) for _ in range(3)] == [False, True, True]
    settings.RATE_LIMITS = {"zkouska": 0}
    assert not is_over_limit("zkouska", "x", at_most=1, window=MINUTE), "0 is none"
    assert not is_over_limit("jina", "x", at_most=100, window=MINUTE)


def test_a_store_that_all_processes_share_is_used_where_there_is_one(settings: Any) -> None:
    assert quick_store() is caches["memory"]
    settings.CACHES = {
        **settings.CACHES,
        "default": {**settings.CACHES["default"], "BACKEND": REDIS, "LOCATION": "redis://127.0.0.1:1"},
    }
    assert quick_store() is caches["default"]


def test_a_store_that_is_away_counts_by_process_and_refuses_nobody_for_it() -> None:
    class Away:
        def add(self, *_args: Any, **_kwargs: Any) -> bool:
            raise ConnectionError("away")

    found = [is_over_limit("zkouska", "x", at_most=2, window=MINUTE, store=Away()) for _ in range(3)]  # type: ignore[arg-type]
    assert found == [False, False, True]


def test_the_refusal_says_in_czech_when_to_come_again(dso_a: Association) -> None:
    answer = too_many(RequestFactory().get("/"), timedelta(minutes=10))
    assert (answer.status_code, answer.headers["Retry-After"], answer.headers["Cache-Control"]) == (
        429,
        "600",
        "no-store",
    )
    assert "za 10 minut" in answer.content.decode()
    assert "za minutu" in too_many(RequestFactory().get("/"), MINUTE).content.decode()


@pytest.mark.parametrize("path", ["/hledat/?q=lampa", "/sluzby/?q=lampa", "/sluzby/naseptavac/?q=lampa"])
def test_searching_is_limited_and_reading_is_not(client: Client, dso_a: Association, settings: Any, path: str) -> None:
    settings.RATE_LIMITS = {"search": 2, "suggest": 2}
    assert [asked(client, path).status_code for _ in range(3)] == [200, 200, 429]
    refused = asked(client, path)
    assert refused.headers["Retry-After"] == "60"
    assert asked(client, path.partition("?")[0]).status_code == 200
    assert asked(client, path, **FAR).status_code == 200, "somebody else elsewhere"


@pytest.mark.parametrize("way", ["chyba/{}/", "overeni/{}/"])
def test_whoever_tries_links_is_stopped_and_a_right_one_stays_hidden(
    client: Client, dso_a: Association, settings: Any, way: str
) -> None:
    settings.RATE_LIMITS = {"wrong-links": 2, "links": 4}
    path = DirectoryPage.objects.child_of(dso_a.root_page).get().url_path.split("/", 2)[2]
    statuses = [asked(client, f"/{path}{way.format(new_token(32))}").status_code for _ in range(5)]
    assert statuses == [404, 404, 429, 429, 429]
    assert asked(client, f"/{path}{way.format(new_token(32))}", **FAR).status_code == 404


def test_a_network_of_ipv6_counts_as_one(client: Client, dso_a: Association, settings: Any) -> None:
    settings.RATE_LIMITS = {"search": 2}
    addresses = ["2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:0:1::3", "2001:db8:0:1::1"]
    found = [asked(client, "/hledat/?q=lampa", REMOTE_ADDR=address).status_code for address in addresses]
    assert found == [200, 200, 429, 200]


def test_open_data_are_limited_by_network_too(client: Client, dso_a: Association, settings: Any) -> None:
    settings.OPEN_DATA_REQUESTS_PER_MINUTE = 2
    statuses = [asked(client, "/api/v1/kinds/").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


def test_letters_with_a_new_password_are_few(client: Client, manager_a: Any, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "reset_password": "9/h/ip,2/h/key"}
    reset = "/ucet/password/reset/"
    statuses = [client.post(reset, {"email": manager_a.email}, headers=HOST).status_code for _ in range(3)]
    assert statuses[:2] == [302, 302]
    assert statuses[2] in {200, 429}
    assert len(mail.outbox) <= 2


def test_one_network_signs_in_only_so_often(client: Client, union: Any, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login": "3/15m/ip"}
    answers = [sign_in(client, f"nikdo-{number}", "spatne-heslo", headers=HOST) for number in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert "Chvíli prosím počkejte" in answers[-1].content.decode()
    assert answers[-1].headers["Retry-After"]


def test_limits_are_told_apart_by_their_names() -> None:
    assert limits._key("a", "x", MINUTE) != limits._key("b", "x", MINUTE)
