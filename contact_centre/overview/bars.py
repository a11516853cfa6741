"""Bars of the overview for SVG: lengths in hundredths of the scale, with a line where the minimum is."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from .centres import Centre, Overview

FULL = 100
LONGEST, ROOM = 2, 1.2
"""How many times the minimum the scale reaches at most and at least."""


@dataclass(frozen=True)
class Bar:
    """A number against its minimum. `is_long`: it goes on beyond the scale."""

    length: float
    mark: float
    is_enough: bool
    is_long: bool = False


@dataclass(frozen=True)
class Row:
    """A centre with its bars; of each month the number and whether it is enough. `asked` is the query of its pages."""

    centre: Centre
    asked: str
    total: Bar
    advice: Bar
    months: list[tuple[int, bool]]


def rows_of(overview: Overview, centres: Sequence[Centre]) -> list[Row]:
    """`centres` with bars on a scale common to all of the overview: twice the minimum at most."""
    limits = overview.limits
    most = max((centre.count.total for centre in overview.centres), default=0)
    scale = min(max(most, limits.minimum * ROOM), max(limits.minimum, 1) * LONGEST)
    return [
        Row(
            centre=centre,
            asked=f"?{urlencode({'association': centre.association.slug, 'period': overview.period.pk})}",
            total=_bar(centre.count.total, centre.limits.minimum, scale),
            advice=_bar(centre.count.advice_percent, centre.limits.advice_percent, FULL),
            months=[(number, number >= centre.limits.monthly_minimum) for number in centre.count.months],
        )
        for centre in centres
    ]


def _bar(number: int | Decimal, minimum: int | Decimal, scale: float) -> Bar:
    length = float(number) * FULL / scale
    return Bar(
        length=round(min(length, FULL), 1),
        mark=round(min(float(minimum) * FULL / scale, FULL), 1),
        is_enough=number >= minimum,
        is_long=length > FULL,
    )
