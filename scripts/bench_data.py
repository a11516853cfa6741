"""A large made-up directory for `make bench`: associations, their municipalities and services, and the search index.

Names are put together from real kinds and word lists, so that words are as common as in a real directory: a kind's
words in some hundredths of the entries, "poradna" in one of twenty, a place's name in one association, "hvězdárna"
in twenty entries of each association.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import batched
from typing import Any

ASSOCIATIONS = 83
MUNICIPALITIES = 20
SERVICES = 60
"""Of each municipality."""
RARE = 20
"""So many services of each association, however large, are called an observatory."""
BATCH = 2000
FIRST_CODE = 800_000
TODAY = date(2026, 11, 1)

FIRST = (
    "Horní", "Dolní", "Velká", "Malá", "Nová", "Stará", "Bílá", "Černá", "Suchá", "Mokrá", "Vysoká", "Dlouhá",
    "Kamenná", "Lesní", "Polní",
)  # fmt: skip
SECOND = (
    "Lhota", "Ves", "Bystřice", "Lípa", "Olešná", "Studánka", "Hůrka", "Habrová", "Jedlová", "Rovná", "Seč",
    "Bříza", "Třebová", "Lomnice", "Skála", "Víska", "Bukovina", "Javorná", "Lipnice", "Vrbová", "Dubina",
    "Jasenná", "Zahrada", "Osada", "Paseka", "Louka", "Hora", "Kladruby", "Radotín", "Svinná",
)  # fmt: skip
SUBJECTS = (
    "výuka", "péče", "pomoc", "porada", "prodej", "zápůjčka", "sport", "kroužek", "rodina", "senior", "dítě",
    "mládež", "zdraví", "doprava", "odpad", "knihy", "hudba", "divadlo", "film", "výstava", "cvičení", "plavání",
    "strava", "oběd", "ubytování", "půjčka", "pomůcky", "rehabilitace", "doučování", "úklid", "údržba", "zeleň",
    "hřbitov", "voda", "světlo", "silnice", "chodník", "stavba", "doklad", "průkaz", "daň", "poplatek", "dotace",
    "projekt", "škola", "jídlo", "klub", "tábor",
)  # fmt: skip
HOURS = (
    "",
    "Mo-Fr 08:00-16:00; PH off",
    "Mo,We 08:00-11:30,12:30-17:00; PH off",
    "Tu,Th 13:00-18:00; PH off",
    "Mo-Su 00:00-24:00",
    "Sa,Su 09:00-12:00; PH off",
)
ACCESS = ("unknown", "unknown", "yes", "no")


def fill(associations: int = ASSOCIATIONS, municipalities: int = MUNICIPALITIES, services: int = SERVICES) -> list[Any]:
    """Fill a migrated, empty database; prints how long each step took. Returns the associations."""
    from portal.tenancy.provisioning import provision_association, provision_union

    start = time.monotonic()
    provision_union(hostname="localhost", name="Svaz měst a obcí")
    made = []
    for n in range(associations):
        codes = add_municipalities(n, municipalities)
        name = f"Mikroregion {SECOND[n % len(SECOND)]} {n}"
        made.append(
            provision_association(
                ico=ico_of(n), name=name, short_name=name, slug=f"dso{n}", hostname=f"dso{n}.localhost", members=codes
            )
        )
    print(f"  {associations} associations: {time.monotonic() - start:.0f} s", flush=True)
    start = time.monotonic()
    for n, association in enumerate(made):
        add_services(association.site, municipalities * services, codes=codes_of(n, municipalities), seed=n)
    print(f"  {associations * municipalities * services} services: {time.monotonic() - start:.0f} s", flush=True)
    return made


def add_services(site: Any, count: int, *, codes: list[str], seed: int, first: int = 0) -> None:
    """Add `count` published services to `site`, not yet in the search index."""
    from services_directory.models import Service, ServiceContact

    for rows in batched(_services(site, count, codes, random.Random(seed), first), BATCH, strict=False):  # noqa: S311
        services = Service.objects.bulk_create(rows)
        ServiceContact.objects.bulk_create(
            ServiceContact(service=service, kind="phone", value=f"+420491{service.pk % 1_000_000:06}", sort_order=0)
            for service in services
        )


def index() -> float:
    """Write the search index over everything; returns the seconds it took."""
    from services_directory.search.index import rebuild

    start = time.monotonic()
    rebuild()
    return time.monotonic() - start


def _services(site: Any, count: int, codes: list[str], chance: random.Random, first: int) -> Iterator[Any]:
    from portal.core.czech import sort_key
    from portal.tenancy.models import Municipality
    from services_directory.models import Service, ServiceKind

    kinds = list(ServiceKind.objects.filter(parent__isnull=False))
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


def codes_of(n: int, municipalities: int) -> list[str]:
    """Codes of the municipalities of the `n`-th association."""
    return [str(FIRST_CODE + n * municipalities + m) for m in range(municipalities)]


def add_municipalities(n: int, municipalities: int) -> list[str]:
    """Make the municipalities of the `n`-th association; returns their codes."""
    from portal.core.czech import sort_key
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
            population=chance.randrange(80, 4000),
            latitude=north + chance.uniform(-0.1, 0.1),
            longitude=east + chance.uniform(-0.15, 0.15),
        )
        for code, name in zip(codes, names, strict=True)
    )
    return codes


def ico_of(n: int) -> str:
    """A valid IČO of the `n`-th association."""
    digits = f"{7_000_000 + n:07}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(8, 1, -1), strict=True))
    return f"{digits}{(11 - total % 11) % 10}"
