"""What share of the public services was verified on a day (F9): recounted from the log, for any day of the past.

Of the services public on a day (`Presence`) those count as verified whose log has a line, by that day, that still held.
It is counted in the database, in one statement however many days and associations are asked for.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.db import connection

from ...enums import VERIFYING
from ...models import Presence, Verification
from ..dates import earliest_valid, longest_months_shown

TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Share:
    """How many services were public and how many of them verified."""

    listed: int = 0
    verified: int = 0

    @property
    def percent(self) -> Decimal | None:
        """The share in per cent, None where nothing was public. Rounded down: 100 means every single one."""
        if not self.listed:
            return None
        return (Decimal(100) * self.verified / self.listed).quantize(TENTH, rounding=ROUND_DOWN)

    def __add__(self, other: "Share") -> "Share":
        return Share(self.listed + other.listed, self.verified + other.verified)


NOBODY = Share()


def share_on(day: date, site_ids: Collection[int] | None = None) -> Share:
    """The share on `day` in these associations together; in the whole country without `site_ids`."""
    return trend([day], site_ids)[0][1]


def shares_by_site(day: date, site_ids: Collection[int] | None = None) -> dict[int, Share]:
    """The share of each association on `day`; one without a public service isn't there."""
    return {site_id: share for _n, site_id, share in _counted([day], "site_id", site_ids)}


def shares_by_municipality(day: date, site_id: int) -> dict[str, Share]:
    """The share of each municipality (by its code) of one association on `day`."""
    return {code: share for _n, code, share in _counted([day], "municipality_id", [site_id])}


def trend(days: Sequence[date], site_ids: Collection[int] | None = None) -> list[tuple[date, Share]]:
    """The share on each of `days`, of these associations together."""
    found = {n: share for n, _group, share in _counted(days, None, site_ids)}
    return [(day, found.get(n, NOBODY)) for n, day in enumerate(days)]


def trend_by_site(days: Sequence[date], site_ids: Collection[int] | None = None) -> dict[int, list[Share]]:
    """The share on each of `days`, of each association that had a public service on any of them."""
    found: dict[int, list[Share]] = {}
    for n, site_id, share in _counted(days, "site_id", site_ids):
        found.setdefault(site_id, [NOBODY] * len(days))[n] = share
    return found


def _counted(
    days: Sequence[date], group: str | None, site_ids: Collection[int] | None
) -> Iterator[tuple[int, Any, Share]]:
    """Position of the day, group, share; one row for each of them that had a public service."""
    if not days or (site_ids is not None and not site_ids):
        return
    months = longest_months_shown(days)
    as_stored = connection.ops.adapt_datefield_value
    earliest = [earliest_valid(day, months[day]) for day in days]
    first, last = min(days), max(days)
    listed = [f"since <= %s AND (until IS NULL OR until > %s) AS listed{n}" for n in range(len(days))]
    sql = QUERY.format(
        group=f"presence.{group}" if group else "NULL",
        counted=", ".join(COUNTED.format(n=n) for n in range(len(days))),
        listed=", ".join(listed),
        verified=", ".join(VERIFIED.format(n=n) for n in range(len(days))),
        results=", ".join(["%s"] * len(VERIFYING)),
        within=f"AND presence.site_id IN ({', '.join(['%s'] * len(site_ids))})" if site_ids is not None else "",
    )
    # In the order in which they stand in the statement.
    parameters = [
        *(as_stored(day) for day in days for _twice in range(2)),
        *(as_stored(moment) for span in zip(earliest, days, strict=True) for moment in span),
        as_stored(min(earliest)),
        as_stored(last),
        *sorted(map(str, VERIFYING)),
        as_stored(last),
        as_stored(first),
        *(site_ids or ()),
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows = cursor.fetchall()
    for key, *counts in rows:
        for n in range(len(days)):
            if counts[2 * n]:
                yield n, key, Share(counts[2 * n], counts[2 * n + 1])


COUNTED = "COUNT(CASE WHEN listed{n} THEN 1 END), COUNT(CASE WHEN listed{n} AND verified{n} = 1 THEN 1 END)"
VERIFIED = 'MAX(CASE WHEN line."on" BETWEEN %s AND %s THEN 1 ELSE 0 END) AS verified{n}'
QUERY = f"""
SELECT place, {{counted}}
FROM (
    SELECT {{group}} AS place, {{listed}}, {{verified}}
    FROM {Presence._meta.db_table} AS presence
    LEFT JOIN {Verification._meta.db_table} AS line
        ON line.uid = presence.uid AND line."on" >= %s AND line."on" <= %s AND line.result IN ({{results}})
    WHERE presence.since <= %s AND (presence.until IS NULL OR presence.until > %s) {{within}}
    GROUP BY presence.id
) AS spell
GROUP BY place
"""  # noqa: S608 # names of our own tables and columns; every value is a parameter
"""Each spell meets its lines once, however many days are asked for; one association's share reads its spells only."""
