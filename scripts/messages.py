#!/usr/bin/env python3
"""Keep the interface's translations: one catalogue, English message ids, Czech texts.

    messages.py translate FILE.json   extract all messages anew, then fill in texts from FILE.json
    messages.py missing [PREFIX]      list messages without a Czech text (PREFIX: only from these files)
    messages.py compile               write django.mo (needs no gettext tools)
    messages.py prune                 drop texts whose message is no longer used
    messages.py check                 fail on anything missing, stale or inconsistent

FILE.json maps a message id to its Czech text; a plural is an object
    {"%(n)s service": {"plural": "%(n)s services", "forms": ["one", "two to four", "fraction", "five and more"]}}
and a message with a context has the key "context\\u0004message id".

Extraction does what Django's makemessages does (templates through `templatize`, then xgettext), but on copies
in a temporary folder, so that an interrupted run leaves nothing behind in the tree. The catalogue is
written to a temporary file and renamed; a lock on its folder keeps two runs apart.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "cs" / "LC_MESSAGES" / "django.po"
# Folders that hold no message of the interface.
IGNORED_DIRS = {"docs", "locale", "media", "migrations", "node_modules", "scripts", "static", "tests", "var"}
# Django merges a language's catalogues under one plural equation; this is the one of its own Czech catalogue.
PLURAL_FORMS = "nplurals=4; plural=(n == 1 && n % 1 == 0) ? 0 : (n >= 2 && n <= 4 && n % 1 == 0) ? 1: (n % 1 != 0 ) ? 2 : 3;"
PLURALS = 4
METADATA = {
    "Project-Id-Version": "portal-svazku-obci",
    "Language": "cs",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": PLURAL_FORMS,
}
KEYWORDS = (
    "gettext_noop",
    "gettext_lazy",
    "ngettext_lazy:1,2",
    "pgettext:1c,2",
    "npgettext:1c,2,3",
    "pgettext_lazy:1c,2",
    "npgettext_lazy:1c,2,3",
)
PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]*\d*(?:\.\d+)?[a-zA-Z]|%[sdrif]|\{\w*\}")
TAG = re.compile(r"</?[a-z][a-z0-9]*")
CZECH_LETTER = re.compile(r"[ěščřžýáíéúůťďňóĚŠČŘŽÝÁÍÉÚŮŤĎŇÓ]")
# Abbreviations that English texts about Czech offices keep.
KEPT_IN_ENGLISH = re.compile(r"\b(IČO|PSČ|Kč|RÚIAN|ČSÚ|ÚFIS|Čeština)\b")

Key = tuple[str | None, str]


class MessageError(Exception):
    """Something the author has to mend; the text says what and where."""


def key_of(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid


def sources() -> Iterator[Path]:
    """Paths, relative to the project, of the files that may hold messages: Python everywhere, texts in templates/."""
    for folder, dirs, files in os.walk(ROOT):
        dirs[:] = sorted(d for d in dirs if not d.startswith(".") and d not in IGNORED_DIRS)
        relative = Path(folder).relative_to(ROOT)
        in_templates = "templates" in relative.parts
        for name in sorted(files):
            if name.endswith(".py") or (in_templates and name.endswith((".html", ".txt"))):
                yield relative / name


def extract() -> dict[Key, polib.POEntry]:
    """Every message of the code and the templates as it stands now, without texts; places carry line numbers."""
    # Imported here: `compile` has to work in an environment where Django's settings cannot be read yet.
    from django.template.exceptions import TemplateSyntaxError
    from django.utils.translation.template import templatize

    with tempfile.TemporaryDirectory(prefix="messages-") as temporary:
        copies = Path(temporary)
        names = []
        for path in sources():
            text = (ROOT / path).read_text(encoding="utf-8")
            if path.suffix != ".py":
                try:
                    text = templatize(text, origin=str(path))
                except (TemplateSyntaxError, SyntaxError) as error:
                    raise MessageError(f"{path}: {error}") from error
            copy = copies / path
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(text, encoding="utf-8")
            names.append(str(path))
        listing = copies / "files"
        listing.write_text("\n".join(names), encoding="utf-8")
        command = ["xgettext", "--from-code=UTF-8", "--language=Python", "--add-comments=Translators", "--no-wrap"]
        command += [f"--keyword={keyword}" for keyword in KEYWORDS]
        command += [f"--files-from={listing}", "--output=-"]
        try:
            result = subprocess.run(command, cwd=copies, capture_output=True, text=True, encoding="utf-8", check=False)
        except FileNotFoundError as error:
            raise MessageError("xgettext is missing: install gettext (scripts/system_packages.sh test)") from error
        if result.returncode:
            raise MessageError(result.stderr.strip())
        # An empty tree gives no output at all.
        template = polib.pofile(result.stdout) if result.stdout.strip() else polib.POFile()
    return {key_of(entry): entry for entry in template}


def read_catalogue() -> polib.POFile:
    if CATALOGUE.exists():
        return polib.pofile(str(CATALOGUE), wrapwidth=0)
    return polib.POFile()


def merged(found: Mapping[Key, polib.POEntry], old: polib.POFile) -> polib.POFile:
    """The catalogue for the messages *found*, with the texts of *old*; texts no longer used stay as obsolete."""
    known = {key_of(entry): entry for entry in old if entry.msgstr or any(entry.msgstr_plural.values())}
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = dict(METADATA)
    for key in sorted(found, key=lambda key: (key[1].lower(), key[1], key[0] or "")):
        entry = polib.POEntry(
            msgctxt=found[key].msgctxt,
            msgid=found[key].msgid,
            msgid_plural=found[key].msgid_plural,
            comment=found[key].comment,
            occurrences=[(place, "") for place in sorted({place for place, _line in found[key].occurrences})],
            flags=sorted(found[key].flags),
        )
        text = known.pop(key, None)
        if entry.msgid_plural:
            forms = text.msgstr_plural if text else {}
            entry.msgstr_plural = {i: forms.get(i, "") for i in range(PLURALS)}
        elif text:
            entry.msgstr = text.msgstr
        catalogue.append(entry)
    for key in sorted(known, key=lambda key: (key[1], key[0] or "")):
        entry = known[key]
        entry.obsolete = True
        entry.occurrences = []
        catalogue.append(entry)
    return catalogue


def write_atomically(path: Path, content: bytes) -> bool:
    """Write *content* to *path* in one step; True if that changed it."""
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return True


def save(catalogue: polib.POFile) -> None:
    write_atomically(CATALOGUE, f"{catalogue}".rstrip("\n").encode() + b"\n")


@contextmanager
def locked() -> Iterator[None]:
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    folder = os.open(CATALOGUE.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text.replace("%%", "")))


def faults_of_text(entry: polib.POEntry, text: str) -> Iterator[str]:
    """What is wrong with one Czech text of *entry*, compared with its English originals."""
    originals = [entry.msgid, *([entry.msgid_plural] if entry.msgid_plural else [])]
    expected = [placeholders(original) for original in originals]
    got = placeholders(text)
    # A plural form may drop what one of the originals drops ("one service"), never what both have.
    if missing := set.intersection(*expected) - got:
        yield f"lacks {', '.join(sorted(missing))}"
    if extra := got - set.union(*expected):
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


def command_translate(file: Path) -> int:
    texts = json.loads(file.read_text(encoding="utf-8"))
    with locked():
        catalogue = merged(extract(), read_catalogue())
        problems = fill(catalogue, texts)
        save(catalogue)
    for problem in problems:
        print(problem, file=sys.stderr)
    used = [entry for entry in catalogue if not entry.obsolete]
    print(f"{len(used)} messages, {len(catalogue.untranslated_entries())} without a Czech text; {len(problems)} problems")
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
    fuzzy = {key_of(entry) for entry in old if entry.fuzzy}
    faults += [f"{describe(entry)}: is marked fuzzy" for entry in fresh if key_of(entry) in fuzzy]
    if old.metadata.get("Plural-Forms") != PLURAL_FORMS:
        faults.append("the catalogue's plural equation is not Django's Czech one")
    if not faults and str(fresh) != str(old):
        faults.append("the catalogue is stale: run `make messages`")
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{len(fresh)} messages, {len(faults)} faults")
    return 1 if faults else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("translate").add_argument("file", type=Path)
    commands.add_parser("missing").add_argument("prefix", nargs="?", default="")
    for name in ("compile", "prune", "check"):
        commands.add_parser(name)
    options = parser.parse_args()
    try:
        match options.command:
            case "translate":
                return command_translate(options.file)
            case "missing":
                return command_missing(options.prefix)
            case "compile":
                return command_compile()
            case "prune":
                return command_prune()
            case _:
                return command_check()
    except (MessageError, OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        print(f"messages.py: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
