"""The report as one table of words and numbers: the page, CSV, XLSX and PDF all show this and nothing else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.core.templatetags.portal import cs_days
from portal.tenancy.models import Association

from .asked import Question
from .dimensions import MUNICIPALITY, Key, Names
from .figures import Sums, Table, taking_part, totals
from .measures import MEASURES, Kind, Measure, Number, written
from .served import SEVERAL

NOT_SUMMED = "–"


@dataclass(frozen=True)
class Cell:
    """A number with the list it opens; None where a sum would say nothing."""

    value: Number | None
    kind: Kind
    url: str = ""

    @property
    def text(self) -> str:
        return NOT_SUMMED if self.value is None else written(self.value)


@dataclass(frozen=True)
class Row:
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    """`head` names the columns, that of the labels included; `beside` is a row that doesn't belong to the total."""

    title: str
    association: Association
    facts: tuple[tuple[str, str], ...]
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Row
    beside: Row | None
    notes: tuple[str, ...]
    is_empty: bool

    @property
    def below(self) -> tuple[Row, ...]:
        """What stands below the rows."""
        return (self.total, self.beside) if self.beside else (self.total,)

    def __iter__(self) -> Iterator[Row]:
        """All rows with the totals, as files hold them."""
        yield from self.rows
        yield from self.below


def sheet(question: Question) -> Sheet:
    """The answer to `question`: at most one query for the sums, one for municipalities' shares, one for names each."""
    return _Making(question).sheet()


class _Making:
    """What is known while a sheet is made: the sums, the names of groups, the addresses of lists."""

    def __init__(self, asked: Question) -> None:
        self.asked, self.by = asked, asked.by
        activities = asked.activities()
        self.table = totals(activities, asked.by)
        self.part: Table | None = taking_part(activities) if MUNICIPALITY in asked.by else None
        self.names: list[Names] = []
        self.keys = [self._keys(number) for number in range(len(self.by))]
        if asked.by_number:
            # Sorting keeps the order of names where numbers are alike, and those without a name at the end.
            self.keys[0].sort(key=lambda key: (key in (None, SEVERAL), -self._measure.value(self.table.total_of(key))))
        self.register = reverse("activities:index")

    @property
    def _measure(self) -> Measure:
        return self.asked.measure if self._is_crossed else MEASURES["count"]

    @property
    def _is_crossed(self) -> bool:
        return len(self.by) > 1

    def _keys(self, number: int) -> list[Key]:
        dimension = self.by[number]
        found = {*self.table.keys_of(number), *dimension.expected(self.asked.days)}
        if dimension is MUNICIPALITY and self.part:
            found.update(self.part.keys_of())
        names = self.asked.book.names(dimension, found)
        self.names.append(names)
        return dimension.ordered(found, names)

    def sheet(self) -> Sheet:
        measures = (self.asked.measure,) if self._is_crossed else tuple(MEASURES.values())
        shows_part = self.by[0] is MUNICIPALITY
        head = [str(self.by[0].label)]
        if self._is_crossed:
            head += [self.by[1].name(key, self.names[1]) for key in self.keys[1]]
            head.append(pgettext("report", "Total"))
        else:
            head += [str(measure.label) for measure in measures]
        if shows_part:
            head.append(pgettext("report", "Takes part in"))
        rows = tuple(self._row(key, measures, shows_part) for key in self.keys[0])
        return Sheet(
            title=_("Report of activities"),
            association=self.asked.association,
            facts=self._facts(),
            head=tuple(head),
            rows=rows,
            total=self._total(measures, shows_part),
            beside=self._beside(),
            notes=self._notes(),
            is_empty=not self.table.total.count,
        )

    def _row(self, key: Key, measures: Sequence[Measure], shows_part: bool) -> Row:
        here = (0, key)
        if self._is_crossed:
            cells = [self._cell(self._measure, self.table.at(key, other), here, (1, other)) for other in self.keys[1]]
            cells.append(self._cell(self._measure, self.table.total_of(key), here))
        else:
            cells = [self._cell(measure, self.table.at(key), here) for measure in measures]
        if shows_part:
            cells.append(self._part(key))
        return Row(self.by[0].name(key, self.names[0]), tuple(cells))

    def _total(self, measures: Sequence[Measure], shows_part: bool) -> Row:
        cells = []
        if self._is_crossed:
            columns = ((key, self.table.total_of(key, 1)) for key in self.keys[1])
            cells = [self._cell(self._measure, sums, (1, key)) for key, sums in columns]
        cells += [self._cell(measure, self.table.total) for measure in measures]
        if shows_part:
            cells.append(Cell(None, self._measure.kind))
        return Row(pgettext("report", "Total"), tuple(cells))

    def _beside(self) -> Row | None:
        """What municipalities take part in, where they stand in columns."""
        if not self._is_crossed or self.by[1] is not MUNICIPALITY:
            return None
        parts = [self._part(key) for key in self.keys[1]]
        return Row(pgettext("report", "Takes part in"), (*parts, Cell(None, self._measure.kind)))

    def _cell(self, measure: Measure, sums: Sums, *groups: tuple[int, Any]) -> Cell:
        value = measure.value(sums)
        if not value:
            return Cell(value, measure.kind)
        listed = self.asked.opens()
        for number, key in groups:
            listed |= self.by[number].opens(key, self.asked.days)
        return Cell(value, measure.kind, self._list({**listed, **dict(measure.opens)}))

    def _part(self, key: Key) -> Cell:
        """All that concerns a municipality, with others or alone."""
        measure = self._measure
        if key in (None, SEVERAL) or self.part is None:
            return Cell(None, measure.kind)
        value = measure.value(self.part.at(key))
        # The register lists the activities of one municipality, not of two at once.
        if not value or self.asked.municipality not in ("", key):
            return Cell(value, measure.kind)
        return Cell(
            value, measure.kind, self._list({**self.asked.opens(), "municipalities": str(key), **dict(measure.opens)})
        )

    def _list(self, filters: dict[str, str]) -> str:
        return f"{self.register}?{urlencode(filters)}"

    def _facts(self) -> tuple[tuple[str, str], ...]:
        first, last = self.asked.days
        days = cs_days(first, last)
        facts = [
            (_("Association"), self.asked.association.name),
            (_("Ended on"), f"{days} ({self.asked.period})" if self.asked.period else days),
            *self.asked.chosen,
            (_("Summed by"), " × ".join(str(each.label).lower() for each in self.by)),
        ]
        if self._is_crossed:
            facts.append((_("What is summed"), str(self._measure.label)))
        return tuple(facts)

    def _notes(self) -> tuple[str, ...]:
        notes = [_("Closed activities count, by the day they ended; cancelled ones never do.")]
        if self.part is not None:
            notes.append(
                _(
                    "An activity of more municipalities counts once, in the group of more municipalities together, "
                    "so that the sums make the total. “Takes part in” counts it with each of them and doesn't add up."
                )
            )
        return tuple(notes)
