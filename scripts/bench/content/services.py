"""Municipalities and their services in bulk, and the search index over them."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import batched
from typing import Any

from bench.content.words import ACCESS, FIRST, HOURS, RARE, SECOND, SUBJECTS, codes_of

BATCH = 2000
TODAY = date(2026, 11, 1)


def add_municipalities(n: int, municipalities: int) -> list[str]:
    """Make the municipalities of the `n`-th association; returns their codes."""
    from portal.core.czech import fold, sort_key
    from portal.tenancy.models import Municipality

    chance = random.Random(n)  # noqa: S311
    north, east = chance.uniform(48.8, 50.8), chance.uniform(12.5, 18.3)
    codes = codes_of(n, municipalities)
    names = [f"{chance.choice(FIRST)} {chance.choice(SECOND)}" for _ in codes]
    Municipality.objects.bulk_create(
        Municipality(
            code=code,
            name=name,
            sort_key=sort_key(name),
            search_text=fold(name),
            population=chance.randrange(80, 4000),
            latitude=north + chance.uniform(-0.1, 0.1),
            longitude=east + chance.uniform(-0.15, 0.15),
        )
        for code, name in zip(codes, names, strict=True)
    )
    return codes


def add_services(
    site: Any, count: int, *, codes: list[str], seed: int, first: int = 0, photos: tuple[int, ...] = ()
) -> None:
    """Add `count` published services to `site`, not yet in the search index; one in ten has one of the `photos`."""
    from services_directory.models import Service, ServiceContact

    chance = random.Random(seed)  # noqa: S311
    for rows in batched(_services(site, count, codes, chance, first), BATCH, strict=False):
        for n, row in enumerate(rows):
            if photos and n % 10 == 0:
                row.photo_id = photos[n // 10 % len(photos)]
        services = Service.objects.bulk_create(rows)
        ServiceContact.objects.bulk_create(
            ServiceContact(service=service, kind="phone", value=f"+420491{service.pk % 1_000_000:06}", sort_order=0)
            for service in services
        )


def index() -> float:
    """Write the search index over everything; returns the seconds it took."""
    from django.db import connection

    from services_directory.search.index import rebuild
    from services_directory.search.schema import POSTGRESQL_INSTALL, POSTGRESQL_REMOVE

    start = time.monotonic()
    by_words = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        # Made at the end it costs a part of what it costs row by row.
        if by_words:
            cursor.execute(POSTGRESQL_REMOVE[0])
        rebuild()
        if by_words:
            cursor.execute(POSTGRESQL_INSTALL[-1])
    return time.monotonic() - start


def _services(site: Any, count: int, codes: list[str], chance: random.Random, first: int) -> Iterator[Any]:
    from portal.core.czech import sort_key
    from portal.tenancy.models import Municipality
    from services_directory.models import Service, ServiceKind

    kinds = list(ServiceKind.objects.filter(parent__isnull=False).order_by("pk"))
    places = dict(Municipality.objects.filter(pk__in=codes).in_bulk())
    for n in range(first, first + count):
        place = places[codes[n % len(codes)]]
        kind = chance.choice(kinds)
        extra = "hvězdárna " if n < RARE else "poradna " if chance.random() < 0.05 else ""
        name = f"{kind.name} {extra}{place.name}".strip()
        yield Service(
            site=site,
            name=name,
            slug=f"sluzba-{n}",
            kind=kind,
            operator_name=f"Obec {place.name}",
            subject=" ".join(chance.sample(SUBJECTS, 6)),
            scope="association" if chance.random() < 0.1 else "municipality",
            serves_all=False,
            municipality=place,
            street=f"{chance.choice(SECOND)} {n % 400 + 1}",
            latitude=place.latitude + chance.uniform(-0.02, 0.02),
            longitude=place.longitude + chance.uniform(-0.02, 0.02),
            barrier_free=chance.choice(ACCESS),
            opening_hours=chance.choice(HOURS),
            verified_on=TODAY - timedelta(days=chance.randrange(300)),
            sort_key=sort_key(name)[:800],
            live=True,
        )
