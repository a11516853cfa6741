"""Opening hours of a row: in OpenStreetMap's notation, or as people write them; never guessed (decision 18)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .. import hours
from .row import Row

DAYS = {
    "hours_mo": "Po", "hours_tu": "Út", "hours_we": "St", "hours_th": "Čt", "hours_fr": "Pá", "hours_sa": "So",
    "hours_su": "Ne",
}  # fmt: skip
LONGEST_NOTE = 255
LONGEST_HOURS = 4000


def opening_hours(row: Row) -> tuple[str, str]:
    """Hours in the notation of OpenStreetMap, and the note on them; what can't be read whole is all in the note."""
    note = row.long_text("hours_note")
    column, text = "opening_hours", row.long_text("opening_hours")
    if not text:
        column, text = _from_days(row)
    if not text:
        return "", note
    if len(text) <= LONGEST_HOURS and _is_osm(text):
        return text, note
    reading = hours.read_czech(text)
    read = reading.schedule.to_osm()
    if read and not reading.unread:
        row.note(column, _("read as %s") % read)
        return read, note
    row.note(column, _("opening hours that can't be read for certain stay as text in the note on them"))
    whole = "; ".join(filter(None, (" ".join(text.split()), note)))
    if len(whole) > LONGEST_NOTE:
        row.note(column, _("the note is longer than %s characters, its end is left out") % LONGEST_NOTE)
        whole = f"{whole[: LONGEST_NOTE - 1]}…"
    return "", whole


def speaks_of_hours(row: Row) -> bool:
    return row.has("opening_hours") or any(row.has(name) for name in DAYS)


def _is_osm(text: str) -> bool:
    try:
        hours.validate_opening_hours(text)
    except ValidationError:
        return False
    return True


def _from_days(row: Row) -> tuple[str, str]:
    """Hours given in a column for each day, as one text."""
    given = {name: row.text(name) for name in DAYS if row.has(name)}
    lines = [f"{DAYS[name]} {text}" for name, text in given.items() if text]
    return next((name for name, text in given.items() if text), "opening_hours"), ", ".join(lines)
