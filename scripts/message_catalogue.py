"""The catalogue of Czech messages: extracted from code and templates, merged with the texts there are, written.

Extraction does what Django's makemessages does (templates through `templatize`, then xgettext), but on copies
in a temporary folder, so that an interrupted run leaves nothing behind in the tree. The catalogue is
written to a temporary file and renamed; a lock on its folder keeps two runs apart.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "cs" / "LC_MESSAGES" / "django.po"
# Folders that hold no message of the interface.
IGNORED_DIRS = {"docs", "locale", "media", "migrations", "node_modules", "scripts", "static", "tests", "var"}
# Django merges a language's catalogues under one plural equation; this is the one of its own Czech catalogue.
PLURAL_FORMS = (
    "nplurals=4; plural=(n == 1 && n % 1 == 0) ? 0 : (n >= 2 && n <= 4 && n % 1 == 0) ? 1: (n % 1 != 0 ) ? 2 : 3;"
)
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
