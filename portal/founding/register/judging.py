"""One row of the register: what is taken from it, and what is wrong with it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from portal.core.validators import is_valid_ico, looks_like_data_box_id, normalise_ico, normalise_psc
from portal.tenancy.models import LegalStatus
from portal.tenancy.municipalities import RowFault

from ..models import RegisteredAssociation

FOR_GOOD = 9999
"""The year in which registers let end what has not ended."""
PARTS = re.compile(r"[\s,;|]+")
OBEC = re.compile(r"^\d{6}$")
WRITTEN_SEAT = re.compile(r"(?:^|,)\s*(\d{3}\s?\d{2})\s+([^,]+)$")
STATUSES = {
    "": LegalStatus.DSO,
    "dobrovolný svazek obcí": LegalStatus.DSO,
    "dso": LegalStatus.DSO,
    "svazek obcí": LegalStatus.DSO,
    "společenství obcí": LegalStatus.COMMUNITY,
}


@dataclass
class Reading:
    """A judged list: rows ready to be written, the faults of the others, how many rows there were, what they say.

    `says` names the fields the source has; it knows nothing of the others.
    """

    entries: list[RegisteredAssociation] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)
    rows: int = 0
    says: frozenset[str] = frozenset()


class Judge:
    """Takes rows one after the other. `columns` says how the file calls what we call by our own names."""

    def __init__(self, columns: Mapping[str, str]) -> None:
        self.columns, self.reading = columns, Reading(says=frozenset(columns))
        self._seen: dict[str, int] = {}

    def take(self, line: int, values: Mapping[str, str]) -> None:
        """Judge one row: `values` by our own names, as text; what is missing is empty."""
        self.reading.rows += 1
        faults: list[RowFault] = []

        def refuse(name: str, reason: str) -> None:
            faults.append(RowFault(line, self.columns.get(name, name), values.get(name, "")[:80], reason))

        entry = self._entry(values, refuse)
        if entry.ico and entry.ico in self._seen:
            refuse("ico", _("the same IČO as on line %s") % self._seen[entry.ico])
        self._seen.setdefault(entry.ico, line)
        if faults:
            self.reading.faults += faults
        else:
            self.reading.entries.append(entry)

    def _entry(self, values: Mapping[str, str], refuse: Callable[[str, str], None]) -> RegisteredAssociation:
        def text(name: str) -> str:
            return " ".join(values.get(name, "").split())

        ico = normalise_ico(text("ico"))
        if not is_valid_ico(ico):
            refuse("ico", _("no IČO, or a wrong check digit"))
        status = STATUSES.get(text("legal_status").casefold())
        if status is None:
            refuse("legal_status", _("an unknown legal status"))
        members = [part for part in PARTS.split(values.get("members", "")) if part]
        if any(not OBEC.match(code) for code in members):
            refuse("members", _("codes of municipalities have six digits"))
        data_box = text("data_box_id").lower()
        if data_box and not looks_like_data_box_id(data_box):
            refuse("data_box_id", _("a data box has seven letters and digits"))
        entry = RegisteredAssociation(
            ico=ico,
            name=text("name"),
            legal_status=status or LegalStatus.DSO,
            purpose=text("purpose")[:4000],
            seat_street=text("seat_street"),
            seat_psc=_psc(text("seat_psc"), refuse),
            seat_town=text("seat_town"),
            district_code=text("district_code"),
            data_box_id=data_box,
            founded_on=_day("founded_on", text("founded_on"), refuse),
            ended_on=_day("ended_on", text("ended_on"), refuse),
            members=list(dict.fromkeys(members)),
        )
        try:
            entry.clean_fields(exclude=["ico", "sort_key", "search_text"])
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                refuse(name, " ".join(messages))
        return entry


def _psc(written: str, refuse: Callable[[str, str], None]) -> str:
    try:
        return normalise_psc(written) if written else ""
    except ValidationError as error:
        refuse("seat_psc", " ".join(error.messages))
        return ""


def _day(name: str, written: str, refuse: Callable[[str, str], None]) -> date | None:
    """The day; None for an empty one and for one at the end of time."""
    try:
        day = parse_date(written[:10]) if written else None
    except ValueError:
        day = None
    if written and day is None:
        refuse(name, _("no day"))
    return day if day is not None and day.year < FOR_GOOD else None


def seat_of(written: str) -> dict[str, str]:
    """A seat written on one line ("Vyskeř 50, 512 64 Vyskeř") in its parts; all of it as the street if it has none."""
    found = WRITTEN_SEAT.search(written.strip())
    if found is None:
        return {"seat_street": written.strip()}
    return {"seat_street": written[: found.start()].strip(" ,"), "seat_psc": found[1], "seat_town": found[2].strip()}


def plain(value: Any) -> str:
    """A text of the norms: as it is, or the Czech one of several languages."""
    if isinstance(value, dict):
        value = value.get("cs", "")
    return value if isinstance(value, str) else ""
