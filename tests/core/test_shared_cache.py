"""The cache in the database is asked once for what Wagtail looks up at every row (decision 57)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache.backends.db import DatabaseCache as DjangoDatabaseCache
from django.core.management import call_command

from portal.core import shared_cache
from portal.core.shared_cache import DatabaseCache

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]

ROOTS = "wagtail_site_root_paths"

type Queries = Callable[[Callable[[], Any]], list[str]]


@pytest.fixture
def cache() -> DatabaseCache:
    call_command("createcachetable", "tried_cache", verbosity=0)
    return DatabaseCache("tried_cache", {})


@pytest.fixture
def elsewhere(cache: DatabaseCache) -> DjangoDatabaseCache:
    """The same table in another process."""
    return DjangoDatabaseCache("tried_cache", {})


def test_it_is_asked_once_for_the_addresses_of_sites(cache: DatabaseCache, queries: Queries) -> None:
    cache.set(ROOTS, ["/a/"], version=2)
    assert len(queries(lambda: [cache.get(ROOTS, version=2) for _ in range(20)])) == 1
    assert cache.get(ROOTS, version=2) == ["/a/"]
    assert cache.get(ROOTS, "none", version=1) == "none"


def test_nothing_else_is_remembered(cache: DatabaseCache, elsewhere: DjangoDatabaseCache, queries: Queries) -> None:
    cache.set("limit:login", 1)
    assert cache.get("limit:login") == 1
    elsewhere.set("limit:login", 2)
    assert cache.get("limit:login") == 2
    assert cache.get("limit:none", 7) == 7


def test_what_is_not_there_is_looked_for_again(cache: DatabaseCache, elsewhere: DjangoDatabaseCache) -> None:
    assert cache.get(ROOTS) is None
    elsewhere.set(ROOTS, ["/a/"])
    assert cache.get(ROOTS) == ["/a/"]


@pytest.mark.parametrize("forget", ["set", "delete", "clear", "close"])
def test_a_change_and_the_end_of_a_request_forget_it(
    cache: DatabaseCache, elsewhere: DjangoDatabaseCache, forget: str
) -> None:
    cache.set(ROOTS, ["/old/"])
    assert cache.get(ROOTS) == ["/old/"]
    elsewhere.set(ROOTS, ["/new/"])
    assert cache.get(ROOTS) == ["/old/"]
    getattr(cache, forget)(*{"set": (ROOTS, ["/own/"]), "delete": (ROOTS,)}.get(forget, ()))
    assert cache.get(ROOTS) == {"set": ["/own/"], "close": ["/new/"]}.get(forget)


def test_another_processs_change_shows_within_a_second(
    cache: DatabaseCache, elsewhere: DjangoDatabaseCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.set(ROOTS, ["/old/"])
    assert cache.get(ROOTS) == ["/old/"]
    elsewhere.set(ROOTS, ["/new/"])
    later = shared_cache.monotonic() + shared_cache.SECONDS
    monkeypatch.setattr(shared_cache, "monotonic", lambda: later)
    assert cache.get(ROOTS) == ["/new/"]
