"""Czech public holidays by name, Easter among them (D6)."""

from datetime import date
from functools import lru_cache

import holidays
from django.utils.translation import get_language

COUNTRY = "CZ"
CZECH, ENGLISH = "cs", "en_US"


@lru_cache(maxsize=64)
def _holidays_of(year: int, language: str) -> dict[date, str]:
    named = holidays.country_holidays(COUNTRY, years=year, language=language)
    return {day: name.replace("; ", " / ") for day, name in named.items()}


def holiday_name(day: date) -> str:
    """The holiday's name in the active language (Czech or English), "" on other days."""
    language = CZECH if (get_language() or CZECH).startswith(CZECH) else ENGLISH
    return _holidays_of(day.year, language).get(day, "")


def is_holiday(day: date) -> bool:
    return day in _holidays_of(day.year, CZECH)
