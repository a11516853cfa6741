"""What a report sums, and how its numbers are written for people and for spreadsheets."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.utils.formats import number_format
from django.utils.translation import get_language, pgettext_lazy
from django_stubs_ext import StrPromise

from portal.core.templatetags.portal import spaced

from .figures import Sums

Number = int | Decimal
Kind = Literal["number", "hours", "money"]


@dataclass(frozen=True)
class Measure:
    """One of the sums; `opens` are the register's filters that it adds to those of its group."""

    key: str
    label: StrPromise
    kind: Kind
    value: Callable[[Sums], Number]
    opens: tuple[tuple[str, str], ...] = ()


MEASURES = {
    each.key: each
    for each in (
        Measure("count", pgettext_lazy("report", "Activities"), "number", lambda sums: sums.count),
        Measure(
            "advice",
            pgettext_lazy("report", "Of them expert advice"),
            "number",
            lambda sums: sums.advice,
            (("is_expert_advice", "true"),),
        ),
        Measure("hours", pgettext_lazy("report", "Hours of work"), "hours", lambda sums: sums.hours),
        Measure(
            "legal_hours", pgettext_lazy("report", "Hours of legal advice"), "hours", lambda sums: sums.legal_hours
        ),
        Measure("saved", pgettext_lazy("report", "Money saved (CZK)"), "money", lambda sums: sums.saved),
        Measure("brought", pgettext_lazy("report", "Money brought (CZK)"), "money", lambda sums: sums.brought),
    )
}


def plain(value: Number) -> Number:
    """The same number without zeros behind the decimal point."""
    whole = int(value)
    return whole if whole == value else Decimal(value).normalize()


def written(value: Number) -> str:
    """A number for people: "1 250", "12,5" in Czech; the spaces don't break."""
    short = plain(value)
    if isinstance(short, int):
        return spaced(short)
    whole, decimals = divmod(short, 1)
    return f"{spaced(int(whole))}{number_format(decimals, use_l10n=True)[1:]}"


def for_csv(value: Number) -> str:
    """A number as a spreadsheet in the active language reads it: no spaces, in Czech a decimal comma."""
    text = str(plain(value))
    return text.replace(".", ",") if get_language() == "cs" else text
