"""Charts of shares drawn by the server: points of a line between 0 and 100 percent, ready for SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from .counting import Share

MONTHS = 13
"""A whole year and the month it is compared with."""
WIDTH, HEIGHT = 1200, 100


def month_ends(day: date, count: int = MONTHS) -> list[date]:
    """The last days of the `count` latest months over on `day` (on its last day a month is), oldest first."""
    first_open = (day + timedelta(days=1)).replace(day=1)
    return [first_open - relativedelta(months=n) - timedelta(days=1) for n in reversed(range(count))]


def trend_days(day: date) -> list[date]:
    """The days a trend shows: the month-ends until `day`, then `day` itself."""
    ends = month_ends(day)
    return ends if ends[-1] == day else [*ends, day]


@dataclass(frozen=True)
class Point:
    """A day of a chart; `x` and `y` in its own units, `y` from above. Without services there is no share and no `y`."""

    day: date
    share: Share
    x: int
    y: float | None


@dataclass(frozen=True)
class Chart:
    """The line of a share through days, equally far from each other."""

    points: tuple[Point, ...]

    @property
    def path(self) -> str:
        """The line for SVG; it breaks where nothing was listed."""
        steps: list[str] = []
        for before, point in zip((None, *self.points), self.points, strict=False):
            if point.y is not None:
                joined = before is not None and before.y is not None
                steps.append(f"{'L' if joined else 'M'}{point.x} {point.y:g}")
        return "".join(steps)

    @property
    def dots(self) -> str:
        """Lines of no length: with round ends they show as dots, however the chart is stretched."""
        return "".join(f"M{point.x} {point.y:g}h0" for point in self.points if point.y is not None)

    @property
    def known(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if point.y is not None)

    @property
    def box(self) -> str:
        return f"0 0 {WIDTH} {HEIGHT}"


def chart(values: Sequence[tuple[date, Share]]) -> Chart:
    """The chart of a share day by day."""
    gap = WIDTH / max(len(values) - 1, 1)
    return Chart(
        tuple(
            Point(
                day, share, round(n * gap), None if share.percent is None else round(HEIGHT - float(share.percent), 1)
            )
            for n, (day, share) in enumerate(values)
        )
    )
