#!/usr/bin/env python3
"""Keep the interface's translations: one catalogue, English message ids, Czech texts.

    messages.py translate FILE.json   extract all messages anew, then fill in texts from FILE.json
    messages.py update                extract all messages anew
    messages.py missing [PREFIX]      list messages without a Czech text (PREFIX: only from these files)
    messages.py compile               write django.mo (needs no gettext tools)
    messages.py prune                 drop texts whose message is no longer used
    messages.py check                 fail on anything missing, stale or inconsistent, and on texts outside catalogues
    messages.py wagtail               list messages of the installed Wagtail that are in English only

FILE.json maps a message id to its Czech text; a plural is an object
    {"%(n)s service": {"plural": "%(n)s services", "forms": ["one", "two to four", "fraction", "five and more"]}}
and a message with a context has the key "context\\u0004message id".
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import bare_texts
import polib
from message_catalogue import (
    CATALOGUE,
    PLURAL_FORMS,
    PLURALS,
    ROOT,
    MessageError,
    extract,
    key_of,
    locked,
    merged,
    read_catalogue,
    save,
    write_atomically,
)
from wagtail_catalogue import DOMAINS, compile_wagtail_catalogue, read_wagtail_catalogue, untranslated

PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]*\d*(?:\.\d+)?[a-zA-Z]|%[sdrif]|\{\w*\}")
TAG = re.compile(r"</?[a-z][a-z0-9]*")
CZECH_LETTER = re.compile(r"[ěščřžýáíéúůťďňóĚŠČŘŽÝÁÍÉÚŮŤĎŇÓ]")
# Abbreviations that English texts about Czech offices keep.
KEPT_IN_ENGLISH = re.compile(r"\b(IČO|PSČ|Kč|RÚIAN|ČSÚ|ÚFIS|Čeština)\b")


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text.replace("%%", "")))


def faults_of_text(entry: polib.POEntry, text: str) -> Iterator[str]:
    """What is wrong with one Czech text of *entry*, compared with its English originals."""
    originals = [entry.msgid, *([entry.msgid_plural] if entry.msgid_plural else [])]
    expected = [placeholders(original) for original in originals]
    got = placeholders(text)
    # A plural form may drop what one of the originals drops ("one service"), never what both have.
    if missing := (expected[0] & expected[-1]) - got:
        yield f"lacks {', '.join(sorted(missing))}"
    if extra := got - (expected[0] | expected[-1]):
        yield f"has unknown {', '.join(sorted(extra))}"
    if sorted(TAG.findall(text)) not in [sorted(TAG.findall(original)) for original in originals]:
        yield "has other HTML tags than the original"
    for name, edge in (("start", str.startswith), ("end", str.endswith)):
        if edge(text, "\n") != edge(entry.msgid, "\n"):
            yield f"differs in the line break at the {name}"


def faults_of_entry(entry: polib.POEntry) -> Iterator[str]:
    if entry.obsolete:
        yield "is no longer used: run `scripts/messages.py prune`"
        return
    if entry.fuzzy:
        yield "is marked fuzzy"
    for original in filter(None, (entry.msgid, entry.msgid_plural)):
        if CZECH_LETTER.search(KEPT_IN_ENGLISH.sub("", original)):
            yield "is Czech: write the message in English and translate it in the catalogue"
    if entry.msgid_plural:
        texts = list(entry.msgstr_plural.values())
        if len(texts) != PLURALS:
            yield f"has {len(texts)} plural forms instead of {PLURALS}"
    else:
        texts = [entry.msgstr]
    if not all(texts):
        yield "is not translated" if not any(texts) else "lacks some plural forms"
    for text in filter(None, texts):
        yield from (f"{fault} ({text!r})" for fault in faults_of_text(entry, text))


def describe(entry: polib.POEntry) -> str:
    context = f"[{entry.msgctxt}] " if entry.msgctxt else ""
    return context + json.dumps(entry.msgid, ensure_ascii=False)


def fill(catalogue: polib.POFile, texts: Mapping[str, Any]) -> list[str]:
    """Put *texts* into *catalogue*; returns what could not be placed or is wrong."""
    entries = {key_of(entry): entry for entry in catalogue if not entry.obsolete}
    problems = []
    for name, value in texts.items():
        context, separator, msgid = name.rpartition("\x04")
        entry = entries.get((context if separator else None, msgid))
        if entry is None:
            problems.append(f"{json.dumps(name, ensure_ascii=False)}: no such message in code or templates")
        elif bool(entry.msgid_plural) != isinstance(value, dict):
            problems.append(f"{describe(entry)}: {'needs plural forms' if entry.msgid_plural else 'has no plural'}")
        elif isinstance(value, dict):
            if value.get("plural") != entry.msgid_plural or len(value.get("forms", [])) != PLURALS:
                problems.append(f"{describe(entry)}: needs plural {entry.msgid_plural!r} and {PLURALS} forms")
                continue
            entry.msgstr_plural = dict(enumerate(value["forms"]))
            problems += [f"{describe(entry)}: {fault}" for fault in faults_of_entry(entry)]
        else:
            entry.msgstr = value
            problems += [f"{describe(entry)}: {fault}" for fault in faults_of_entry(entry)]
    return problems


def command_translate(file: Path | None) -> int:
    """Extract all messages anew and fill in the texts of *file*, if one is given."""
    texts = json.loads(file.read_text(encoding="utf-8")) if file else {}
    with locked():
        catalogue = merged(extract(), read_catalogue())
        problems = fill(catalogue, texts)
        save(catalogue)
    for problem in problems:
        print(problem, file=sys.stderr)
    used = [entry for entry in catalogue if not entry.obsolete]
    print(
        f"{len(used)} messages, {len(catalogue.untranslated_entries())} without a Czech text; {len(problems)} problems"
    )
    command_compile()
    return 1 if problems else 0


def command_missing(prefix: str) -> int:
    found = extract()
    catalogue = merged(found, read_catalogue())
    for entry in catalogue.untranslated_entries():
        places = [(path, line) for path, line in found[key_of(entry)].occurrences if path.startswith(prefix)]
        if places:
            plural = f" / {json.dumps(entry.msgid_plural, ensure_ascii=False)}" if entry.msgid_plural else ""
            print(f"{describe(entry)}{plural}  # {', '.join(f'{path}:{line}' for path, line in places)}")
    return 0


def command_compile() -> int:
    if not CATALOGUE.exists():
        raise MessageError(f"{CATALOGUE.relative_to(ROOT)} does not exist")
    write_atomically(CATALOGUE.with_suffix(".mo"), read_catalogue().to_binary())
    for name, catalogue in further():
        write_atomically(CATALOGUE.parents[2] / name / "LC_MESSAGES" / "django.mo", catalogue.to_binary())
    compile_wagtail_catalogue()
    return 0


def wagtail_entries() -> Iterator[polib.POEntry]:
    for domain in DOMAINS:
        yield from read_wagtail_catalogue(domain)


def further() -> Iterator[tuple[str, polib.POFile]]:
    """Catalogues of ours beside the Czech one, by the names of their languages: `locale/de/LC_MESSAGES/django.po`."""
    for path in sorted(CATALOGUE.parents[2].glob("*/LC_MESSAGES/django.po")):
        if path != CATALOGUE:
            yield path.parents[1].name, polib.pofile(str(path), wrapwidth=0)


def faults_of_further(catalogue: polib.POFile, fresh: polib.POFile) -> Iterator[str]:
    """What a further language lacks: once there is a catalogue, what it doesn't say would be said in Czech."""
    forms = re.search(r"nplurals=(\d+)", catalogue.metadata.get("Plural-Forms", ""))
    entries = {key_of(entry): entry for entry in catalogue if not entry.obsolete and not entry.fuzzy}
    for wanted in fresh:
        entry = entries.get(key_of(wanted))
        texts = [] if entry is None else list(entry.msgstr_plural.values()) or [entry.msgstr]
        count = int(forms[1]) if forms and wanted.msgid_plural else 1
        if not wanted.obsolete and (len(texts) != count or not all(texts)):
            yield f"{describe(wanted)}: is not translated"


def command_wagtail() -> int:
    for entry in untranslated():
        print(describe(entry))
    return 0


def command_prune() -> int:
    with locked():
        catalogue = merged(extract(), read_catalogue())
        kept = polib.POFile(wrapwidth=0)
        kept.metadata = catalogue.metadata
        kept.extend(entry for entry in catalogue if not entry.obsolete)
        save(kept)
    print(f"{len(catalogue) - len(kept)} texts dropped")
    return 0


def command_check() -> int:
    old = read_catalogue()
    fresh = merged(extract(), old)
    faults = [f"{describe(entry)}: {fault}" for entry in fresh for fault in faults_of_entry(entry)]
    faults += [f"{describe(entry)}: {fault}" for entry in wagtail_entries() for fault in faults_of_entry(entry)]
    faults += [f"{describe(entry)}: Wagtail says it in English only, see locale/wagtail" for entry in untranslated()]
    fuzzy = {key_of(entry) for entry in old if entry.fuzzy}
    faults += [f"{describe(entry)}: is marked fuzzy" for entry in fresh if key_of(entry) in fuzzy]
    if old.metadata.get("Plural-Forms") != PLURAL_FORMS:
        faults.append("the catalogue's plural equation is not Django's Czech one")
    if not faults and str(fresh) != str(old):
        faults.append("the catalogue is stale: run `make messages`")
    faults += [f"{name}: {fault}" for name, catalogue in further() for fault in faults_of_further(catalogue, fresh)]
    faults += bare_texts.faults()
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{len(fresh)} messages, {len(faults)} faults")
    return 1 if faults else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("translate").add_argument("file", type=Path)
    commands.add_parser("missing").add_argument("prefix", nargs="?", default="")
    for name in ("update", "compile", "prune", "check", "wagtail"):
        commands.add_parser(name)
    options = parser.parse_args()
    try:
        match options.command:
            case "translate":
                return command_translate(options.file)
            case "update":
                return command_translate(None)
            case "missing":
                return command_missing(options.prefix)
            case "compile":
                return command_compile()
            case "wagtail":
                return command_wagtail()
            case "prune":
                return command_prune()
            case _:
                return command_check()
    except (MessageError, OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        print(f"messages.py: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
