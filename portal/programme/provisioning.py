"""The programmes a new installation starts with. The Union's changes to their rows are never undone here."""

import json
from datetime import date
from pathlib import Path

from portal.tenancy.models import Union

from .actions import load_programme
from .calendar_file import read_calendar
from .models import Programme, PublicityNotice

DATA = Path(__file__).parent / "data"


def load_methodology(union: Union) -> None:
    """The methodology's own calendar 2016–2019, unless it is there already."""
    _load_once("css_2016_2019")


def load_demo_programme(union: Union) -> None:
    """A made-up programme for the demonstration's years."""
    _load_once("css_demo_2026")


def load_demo_publicity(union: Union) -> None:
    """The notice of the project that paid for the centres; it has ended, so no page of the demonstration shows it."""
    for row in json.loads((DATA / "publicity_demo.json").read_text(encoding="utf-8")):
        days = {name: date.fromisoformat(row[name]) for name in ("starts_on", "ends_on")}
        PublicityNotice.objects.get_or_create(site=union.site, name=row["name"], defaults={**row, **days})


def _load_once(code: str) -> None:
    if not Programme.objects.filter(code=code).exists():
        load_programme(calendar=read_calendar(DATA / f"{code}.json"))
