"""Czech texts of Wagtail's own messages that its Czech catalogues lack (`locale/wagtail`, the last of LOCALE_PATHS).

Both kinds: what its pages say (django) and what its scripts say in the browser (djangojs).

Wagtail is translated by volunteers, so a new release says new things in English first. An entry here may go
once Wagtail brings the text itself; `messages.py wagtail` lists what a release has added.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import polib
from message_catalogue import ROOT, Key, key_of, write_atomically

FOLDER = ROOT / "locale" / "wagtail" / "cs" / "LC_MESSAGES"
DOMAINS = ("django", "djangojs")
# The apps whose texts the centres' staff meet.
APPS = (
    "wagtail",
    "wagtail.admin",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.locales",
    "wagtail.sites",
    "wagtail.snippets",
    "wagtail.users",
    "wagtail_localize",
)
# Singular and plural have different placeholders, which gettext cannot express in four forms.
LEFT_OUT = "Deleting this page will also delete %(translation_count)s translation of this page."


def read_wagtail_catalogue(domain: str) -> polib.POFile:
    return polib.pofile(str(FOLDER / f"{domain}.po"), wrapwidth=0)


def compile_wagtail_catalogue() -> None:
    for domain in DOMAINS:
        write_atomically(FOLDER / f"{domain}.mo", read_wagtail_catalogue(domain).to_binary())


def catalogues(language: str, domain: str) -> Iterator[polib.POFile]:
    """The catalogues of `language` that the installed apps bring."""
    for app in APPS:
        spec = importlib.util.find_spec(app)
        for folder in (spec.submodule_search_locations if spec else None) or ():
            path = Path(folder) / "locale" / language / "LC_MESSAGES" / f"{domain}.po"
            if path.exists():
                yield polib.pofile(str(path))


def untranslated() -> list[polib.POEntry]:
    """Messages of the installed Wagtail without a Czech text, neither its own nor ours."""
    return [entry for domain in DOMAINS for entry in _untranslated(domain)]


def _untranslated(domain: str) -> list[polib.POEntry]:
    known: set[Key] = {key_of(entry) for entry in read_wagtail_catalogue(domain)}
    for catalogue in catalogues("cs", domain):
        known |= {key_of(entry) for entry in catalogue if entry.translated()}
    english = (entry for catalogue in catalogues("en", domain) for entry in catalogue if not entry.obsolete)
    entries = {key_of(entry): entry for entry in english}
    return [entry for key, entry in entries.items() if key not in known and entry.msgid != LEFT_OUT]
