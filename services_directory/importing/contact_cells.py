"""Cells that hold ways to reach a service: phones, e-mails, websites."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.core.czech import fold
from portal.core.validators import normalise_phone

from ..enums import ContactKind
from ..models.parts import normalise_contact
from .notation import read_items
from .records import ContactRecord
from .row import Row

NOTHING = frozenset({"nenalezeno", "neuvedeno", "www.", "http://", "https://", "http://www.", "https://www."})
SPREADSHEET_NUMBER = re.compile(r"\d{1,20}[.,]?\d{0,20}e\+?\d{1,4}", re.IGNORECASE)
HOST = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?:[/?#]\S*)?", re.IGNORECASE)
PHONE_LABEL = re.compile(r"^(?:tel(?:efon)?|mob(?:il)?|t|m)[.:]+\s*", re.IGNORECASE)
LONGEST_LABEL = 100


def phones(row: Row, name: str) -> list[ContactRecord]:
    """Phones of a cell; several may stand apart by a semicolon, a comma or a slash between spaces."""
    value = row.text(name)
    if not value:
        return []
    if SPREADSHEET_NUMBER.fullmatch(value):
        row.refuse(name, _("a phone number damaged by a spreadsheet; its last digits are lost"))
        return []
    found = []
    for part in re.split(r"[;,|]|\s/\s", value):
        if part.strip():
            try:
                number = normalise_phone(PHONE_LABEL.sub("", part.strip()))
            except ValidationError as error:
                row.refuse(name, " ".join(error.messages))
            else:
                found.append(ContactRecord(ContactKind.PHONE.value, number))
    return found


def emails(row: Row, name: str) -> list[ContactRecord]:
    """E-mail addresses of a cell, apart by spaces, commas or semicolons."""
    found = []
    for part in re.split(r"[;,|\s]+", row.text(name)):
        if part:
            try:
                found.append(ContactRecord(ContactKind.EMAIL.value, _valid(ContactKind.EMAIL, part)))
            except ValidationError as error:
                row.refuse(name, " ".join(error.messages))
    return found


def webs(row: Row, name: str) -> list[ContactRecord]:
    """Web addresses of a cell; one without ``http://`` is completed."""
    value = row.text(name)
    if not value:
        return []
    if fold(value) in NOTHING:
        row.refuse(name, _("no web address, only a placeholder for one"))
        return []
    parts = [part for part in re.split(r"[;|\s]+", value) if part]
    if not all(HOST.fullmatch(part) for part in parts):
        row.refuse(name, _("no web address"))
        return []
    if any("://" not in part for part in parts):
        row.note(name, _("completed to a whole address with http://"))
    if len(parts) > 1:
        row.note(name, _("several addresses in one cell, each taken over"))
    found = []
    for part in parts:
        try:
            whole = part if "://" in part else f"http://{part}"
            found.append(ContactRecord(ContactKind.WEB.value, _valid(ContactKind.WEB, whole)))
        except ValidationError as error:
            row.refuse(name, " ".join(error.messages))
    return found


def own_contacts(row: Row, name: str, kind: ContactKind, *, internal: bool) -> list[ContactRecord]:
    """Contacts as our own export writes them: ``value = label``, apart by `` | ``."""
    found = []
    for texts, is_marked in read_items(row.long_text(name)):
        value, label = texts[0], " ".join(texts[1:])
        try:
            found.append(ContactRecord(kind.value, _valid(kind, value), label, internal or is_marked))
        except ValidationError as error:
            row.refuse(name, " ".join(error.messages))
        if len(label) > LONGEST_LABEL:
            row.refuse(name, _("longer than %s characters") % LONGEST_LABEL)
    return found


def _valid(kind: ContactKind, value: str) -> str:
    return normalise_contact(kind.value, value)


READERS = {ContactKind.PHONE: phones, ContactKind.EMAIL: emails, ContactKind.WEB: webs}
