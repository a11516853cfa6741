"""Two years of the six-month loop for the made-up directory: presence, the log, checks, keepers.

Days are counted back from today, so that what is overdue today is so whenever the bench runs.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import batched
from typing import Any

BATCH = 5000
DAYS = 730
NEVER, SILENT, CHECKED = 0.04, 0.1, 0.01
"""Parts of the services never verified, not verified for long, and to be checked."""
UPDATE = (
    "UPDATE services_directory_service SET verified_on = %s, verified_how = %s, verify_by = %s, check_since = %s"
    " WHERE id = %s"
)


def fill(associations: list[Any]) -> None:
    """Presence and log of all services; prints how long it took and how many lines there are."""
    from django.db import connection, transaction
    from django.utils import timezone

    from services_directory.models import Presence, Service, Verification

    start, lines = time.monotonic(), 0
    today = timezone.localdate()
    with transaction.atomic():
        for association in associations:
            chance = random.Random(association.pk)  # noqa: S311
            found = list(
                Service.objects.filter(site=association.site).only("pk", "uid", "name", "site", "municipality")
            )
            Presence.objects.bulk_create(_presences(found, chance, today), batch_size=BATCH)
            logged = list(_log(found, chance, today))
            lines += len(logged)
            for batch in batched(logged, BATCH, strict=False):
                Verification.objects.bulk_create(batch)
            with connection.cursor() as cursor:
                cursor.executemany(UPDATE, list(_rows(found, connection.ops.adapt_datefield_value)))
    print(f"  log of {lines} verifications: {time.monotonic() - start:.0f} s", flush=True)


def _rows(services: list[Any], stored: Any) -> Iterator[tuple[Any, ...]]:
    for one in services:
        yield stored(one.verified_on), one.verified_how, stored(one.verify_by), stored(one.check_since), one.pk


def _presences(services: list[Any], chance: random.Random, today: date) -> Iterator[Any]:
    from services_directory.models import Presence

    for service in services:
        since = today - timedelta(days=chance.randrange(DAYS, DAYS + 200))
        if chance.random() < 0.1:  # hidden for a while
            left = today - timedelta(days=chance.randrange(60, DAYS))
            yield _presence(Presence, service, since, left)
            since = left + timedelta(days=chance.randrange(1, 50))
        yield _presence(Presence, service, since, None)


def _presence(model: Any, service: Any, since: date, until: date | None) -> Any:
    place = service.municipality_id
    return model(uid=service.uid, site_id=service.site_id, municipality_id=place, since=since, until=until)


def _log(services: list[Any], chance: random.Random, today: date) -> Iterator[Any]:
    """Lines of the log, one in a hundred an attempt in vain; the services are brought up to them."""
    from services_directory.enums import OFFERED_METHODS, Result
    from services_directory.models import Verification
    from services_directory.verification.dates import last_day

    for service in services:
        fate = chance.random()
        end = 0 if fate > NEVER + SILENT else DAYS if fate < NEVER else chance.randrange(200, 500)
        age, last = chance.randrange(DAYS - 60, DAYS), None
        while fate >= NEVER and age >= end:
            last = today - timedelta(days=age)
            result = Result.UNREACHED if chance.random() < 0.01 else Result.CONFIRMED
            yield Verification(
                site_id=service.site_id,
                uid=service.uid,
                name=service.name,
                on=last,
                method=chance.choice(OFFERED_METHODS),
                result=result,
                recorded_by="Bench",
            )
            age -= chance.randrange(150, 200)
        first = today - timedelta(days=DAYS)
        service.verified_on, service.verified_how = last, "phone" if last else ""
        service.verify_by = last_day(last or first, 6)
        service.check_since = today - timedelta(days=3) if chance.random() < CHECKED else None
