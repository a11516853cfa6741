"""How fast the directory is with 100,000 services of 83 associations, on SQLite and PostgreSQL.

    python scripts/bench directory [--associations 83] [--database sqlite|postgresql]

Times differ by machine: read the ratios. A search is compared with the bare full-text query of the same words, a
page with a view that does nothing behind the same middleware, a list and a search with the same page of the small
data set. Then one association grows from 10,000 to 100,000 services, and a service is saved and published among them.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from bench.content import services, whole
from bench.content.words import NORMAL, Size
from bench.databases import on_each, refresh_statistics
from bench.timing import median_ms, queries_of, sql_ms

QUERIES = {
    "common word (1 in 20)": "poradna",
    "kind's word": "knihovna",
    "two words": "mateřská škola",
    "no diacritics": "zakladni skola",
    "one typo": "knihvna",
    "with a municipality": "knihovna {place}",
    "nothing found": "kosmodrom",
}
GROWING = ("hvězdárna", "kosmodrom", "poradna")
"""A word whose hits stay twenty, one without any, and one whose hits grow with the association."""


# --- Search ----------------------------------------------------------------------------------------
def answer(query: str, sites: list[int]) -> None:
    """What a page of results asks the database: the understanding, the count, the first 25."""
    from services_directory.search.find import ask

    found = ask(query, sites)
    found.hits.count()
    list(found.services.values_list("pk", flat=True)[:25])


def bare(query: str, sites: list[int]) -> Callable[[], None]:
    """The indexed full-text query alone: count and the first 25 by the alphabet; nothing understood, no relevance."""
    from django.db import connection

    from services_directory.search.text import query_words, word_terms

    words = [sorted(word_terms(word)) for word in query_words(query)]
    if connection.vendor == "postgresql":
        asked = " & ".join(f"({' | '.join(terms)})" for terms in words)
        where = "entry.vector @@ %s::tsquery"
        entries = "services_directory_searchentry entry JOIN services_directory_service s ON s.id = entry.service_id"
        scope = f" AND entry.site_id = {sites[0]}"
    else:
        asked = " AND ".join(f"({' OR '.join(terms)})" for terms in words)
        if len(sites) == 1:
            asked = f"site_id : {sites[0]} AND {{name_terms kind_terms other_terms}} : ({asked})"
        where = "services_directory_searchentry_fts MATCH %s"
        entries = (
            "services_directory_searchentry_fts JOIN services_directory_service s"
            " ON s.id = services_directory_searchentry_fts.rowid"
        )
        scope = ""
    found = f"FROM {entries} WHERE {where}{scope if len(sites) == 1 else ''} AND s.live"

    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) {found}", [asked])
            cursor.fetchall()
            cursor.execute(f"SELECT s.id {found} ORDER BY s.sort_key LIMIT 25", [asked])
            cursor.fetchall()

    return run


def search_table(title: str, sites: list[int], place: str) -> None:
    print(f"\n{title:34} {'hits':>7} {'SQL ms':>8} {'queries':>8} {'bare ms':>8} {'ratio':>6} {'whole ms':>9}")
    from services_directory.search.find import ask

    for name, text in QUERIES.items():
        query = text.format(place=place)
        hits = ask(query, sites).hits.count()
        spent, queries = sql_ms(partial(answer, query, sites))
        base, _ = sql_ms(bare(query, sites))
        entire = median_ms(partial(answer, query, sites))
        print(f"{name:34} {hits:7} {spent:8.2f} {queries:8} {base:8.2f} {spent / base:6.1f} {entire:9.2f}", flush=True)


# --- Pages -----------------------------------------------------------------------------------------
def pages(hostname: str, slug: str, municipality: str) -> None:
    from django.test import Client

    client = Client(SERVER_NAME=hostname)
    addresses = {
        "bare view": "/bare/",
        "list": "/sluzby/",
        "list, all filters": f"/sluzby/?kind=education&municipality={municipality}&near=1&open=1&access=barrier_free",
        "search": "/sluzby/?q=knihovna",
        "search with a typo": "/sluzby/?q=knihvna",
        "map": "/sluzby/?view=map",
        "A to Z": "/sluzby/?view=az",
        "service": f"/sluzby/{slug}/",
        "open data, 100 services": "/api/v1/services/?limit=100",
    }
    print(f"\n{'page':26} {'ms':>8} {'ratio':>6} {'queries':>8} {'repeated':>9}")
    base = 0.0
    for name, address in addresses.items():

        def get(address: str = address) -> Any:
            return client.get(address)

        if get().status_code != 200:
            sys.exit(f"{address} answers {get().status_code}")
        asked, repeated = queries_of(get)
        spent = median_ms(get)
        base = base or spent
        print(f"{name:26} {spent:8.2f} {spent / base:6.1f} {asked:8} {repeated:9}", flush=True)


# --- Growth and writing ----------------------------------------------------------------------------
def growth(association: Any, codes: list[str]) -> None:
    """The same searches while one association grows tenfold."""
    from services_directory.search.index import index_services

    site = association.site
    size = site_size(site)
    spent: dict[int, dict[str, float]] = {}
    print(f"\n{'one association with':34} " + " ".join(f"{word:>12}" for word in GROWING) + f" {'list, ms':>10}")
    for target in (10_000, 100_000):
        services.add_services(site, target - size, codes=codes, seed=target, first=size)
        from services_directory.models import Service

        index_services(Service.objects.filter(site=site, search_entry=None).order_by("pk").values_list("pk", flat=True))
        refresh_statistics()
        spent[target] = {word: sql_ms(partial(answer, word, [site.pk]))[0] for word in GROWING}
        listed = list_ms(site.hostname)
        row = " ".join(f"{spent[target][word]:9.2f} ms" for word in GROWING)
        print(f"{target:>8} services{'':17} {row} {listed:10.1f}", flush=True)
        size = target
    grown = " ".join(f"{spent[100_000][word] / spent[10_000][word]:11.2f}×" for word in GROWING)
    print(f"{'slower by':34} {grown}")


def list_ms(hostname: str) -> float:
    from django.test import Client

    client = Client(SERVER_NAME=hostname)
    return median_ms(lambda: client.get("/sluzby/"), repeats=5)


def site_size(site: Any) -> int:
    from services_directory.models import Service

    return int(Service.objects.filter(site=site).count())


def writing(association: Any) -> None:
    """CPU of this process and whole time of saving and publishing one service."""
    from services_directory.models import SearchEntry, Service

    service = Service.objects.filter(site=association.site).earliest("pk")

    def save() -> None:
        service.subject = f"{service.subject[:200]} ."
        service.save()

    def publish() -> None:
        service.subject = f"{service.subject[:200]} ."
        service.save_revision().publish()

    print(f"\nwith {SearchEntry.objects.count()} entries in the index {'CPU ms':>10} {'whole ms':>10}")
    for name, action in (("save a service", save), ("publish a service", publish)):
        print(f"{name:38} {median_ms(action, clock=time.process_time):10.1f} {median_ms(action):10.1f}", flush=True)


def measure(associations: int) -> None:
    """Everything, on the database that `databases.on_each` has prepared."""
    made = whole.fill(Size(associations))
    print(f"  search index: {services.index():.0f} s", flush=True)
    refresh_statistics()
    middle = made[len(made) // 2]
    place = middle.municipalities.order_by("code").first()
    search_table("search in one association", [middle.site_id], place.name)
    search_table("search in all associations", [one.site_id for one in made], place.name)
    pages(middle.site.hostname, "sluzba-7", place.code)
    last = made[-1]
    growth(last, list(last.municipalities.order_by("code").values_list("code", flat=True)))
    writing(middle)


def main(arguments: list[str]) -> int:
    return on_each("directory", __doc__, arguments, associations=NORMAL.associations, measure=measure)
