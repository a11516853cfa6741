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
    """A number against its minimum, and how far it will get by the forecast (`ahead`, 0 without one)."""

    length: float
    ahead: float
    mark: float
    is_enough: bool


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
    most = max((max(centre.count.total, centre.forecast or 0) for centre in overview.centres), default=0)
    scale = min(max(most, limits.minimum * ROOM), max(limits.minimum, 1) * LONGEST)
    # A month that isn't over lacks nothing yet.
    over = [last < overview.on for _first, last in overview.months]
    return [
        Row(
            centre=centre,
            asked=f"?{urlencode({'association': centre.association.slug, 'period': overview.period.pk})}",
            total=_bar(centre.count.total, centre.limits.minimum, scale, centre.forecast),
            advice=_bar(centre.count.advice_percent, centre.limits.advice_percent, FULL),
            months=[
                (number, number >= centre.limits.monthly_minimum or not is_over)
                for number, is_over in zip(centre.count.months, over, strict=True)
            ],
        )
        for centre in centres
    ]


def _bar(number: int | Decimal, minimum: int | Decimal, scale: float, forecast: int | None = None) -> Bar:
    def place(value: int | Decimal) -> float:
        return round(min(float(value) * FULL / scale, FULL), 1)

    return Bar(place(number), place(forecast or 0), place(minimum), max(number, forecast or 0) >= minimum)
