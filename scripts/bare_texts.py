"""Texts of the interface that no catalogue can hold: written into a template, a script or a call without gettext (I1).

- templates (pages, e-mails, PDFs): words between tags, and in attributes that are read out
- scripts: words in a string that is written into the page; ours get their words from the page (`data-…`)
- Python: labels, help texts and messages given as plain strings

Each is found by what it looks like, so a name that is the same in every language is listed here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODE = ("portal", "home", "services_directory", "newsletters", "meetings", "contact_centre")
WORD = re.compile(r"[^\W\d_]{2,}")
SAME_EVERYWHERE = frozenset(
    """API Atom Bluesky CC CSV Ctrl Django Enter Excel Facebook GeoJSON Google HSDS HTML HTTPS ID Instagram JSON LD
    LinkedIn Mastodon OFN ORUK OpenAPI Outlook PDF PNG QR RSS SHA SMS SVG Shift TXT URL UTC UTF WCAG XLSX XML YouTube
    ZIP iCal webcal min px vs www http https""".split()  # noqa: SIM905 - fifty names as a list are a page
)
"""Names that no language translates."""
READ_OUT = re.compile(
    r"\s(alt|title|aria-label|aria-description|placeholder|label|summary|content)=([\"'])(.*?)\2", re.S
)
MACHINE_META = re.compile(r"<meta\b[^>]*>", re.S)
UNREAD = re.compile(r"<(script|style|code|pre|svg|mj-style|mj-attributes|mj-raw)\b.*?</\1\s*>", re.S | re.I)
TRANSLATED = re.compile(r"\{%-?\s*blocktrans(?:late)?\b.*?%\}.*?\{%-?\s*endblocktrans(?:late)?\s*-?%\}", re.S)
COMMENT = re.compile(
    r"\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}|\{#.*?#\}|<!--.*?-->|<!doctype[^>]*>", re.S | re.I
)
DJANGO = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.S)
TAG = re.compile(r"<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.S)
LEFT_OF_TAG = re.compile(r"<[^>]*>", re.S)
"""Where taking Django's tags out left quotes that match no more."""
ENTITY = re.compile(r"&[#\w]+;")
ADDRESS = re.compile(r"\S+@\S+|\S*/|https?://\S+|\S+\.(?:cz|org|com|eu|html|css|js|txt)\b\S*")
IN_BOTH_LANGUAGES = frozenset({"400.html", "404.html", "429.html", "500.html", "error_page.html", "unknown_host.html"})
"""Shown when nothing can be asked, not even for a language: they say everything in Czech and in English."""


def blanked(pattern: re.Pattern[str], text: str) -> str:
    """`text` with what matches replaced by spaces: places stay where they are."""
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def words(text: str) -> list[str]:
    return [word for word in WORD.findall(ADDRESS.sub(" ", ENTITY.sub(" ", text))) if word not in SAME_EVERYWHERE]


def template_faults(name: str, text: str) -> Iterator[tuple[int, str]]:
    """Words of a template that no catalogue holds, with their lines."""
    for pattern in (COMMENT, TRANSLATED, DJANGO):
        text = blanked(pattern, text)
    if name.endswith(".txt"):
        yield from _lines(text)
        return
    for found in READ_OUT.finditer(blanked(MACHINE_META, text)):
        if words(found[3]):
            yield text.count("\n", 0, found.start()) + 1, f"{found[1]}={found[3].strip()!r}"
    for pattern in (UNREAD, TAG, LEFT_OF_TAG):
        text = blanked(pattern, text)
    yield from _lines(text)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.split("\n"), 1):
        if words(line):
            yield number, repr(" ".join(line.split()))


# --- Scripts ---------------------------------------------------------------------------------------
STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`")
JS_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`\\])//[^\n]*", re.S)
SENTENCE = re.compile(r"^[A-ZÁ-Ž][^\W\d_]+(?: [^\W\d_]+)+|[ěščřžýáíéúůťďňĚŠČŘŽÝÁÍÉÚŮŤĎŇ]")


def script_faults(text: str) -> Iterator[tuple[int, str]]:
    """Strings of a script that read as a sentence or as Czech."""
    text = blanked(JS_COMMENT, text)
    for found in STRING.finditer(text):
        said = re.sub(r"\$\{.*?\}", " ", found[0][1:-1])
        if SENTENCE.search(said):
            yield text.count("\n", 0, found.start()) + 1, repr(said)


# --- Python ----------------------------------------------------------------------------------------
SAID_BY_NAME = frozenset(
    "verbose_name verbose_name_plural help_text label menu_label heading page_title empty_label subject".split()  # noqa: SIM905
)
"""Keywords and names of class attributes that people read."""
NOBODY_MEETS = frozenset(
    {
        "count of uses", "counts of uses", "former address", "former addresses", "removed service", "removed services",
        "sent reminder", "sent reminders", "search entry", "search entries", "key of a word", "keys of words",
        "key of a municipality", "keys of municipalities", "presence in the directory", "presences in the directory",
        "check of a web address", "checks of web addresses", "file of a programme", "files of programmes",
        "draft of a request", "drafts of requests", "file of a draft", "files of drafts",
        "Values of HeldBecause, with commas.",
    }
)  # fmt: skip
"""Names of tables that stand in no list, no form and no record of the admin."""
SAYS = frozenset({"ValidationError", "add_error", "success", "warning", "error", "info"})
"""Calls whose plain string people read: of forms and of Wagtail's messages."""
LOGGERS = frozenset({"logger", "log", "logging", "structlog"})


def module_faults(text: str) -> Iterator[tuple[int, str]]:
    """Labels and messages of a module given as plain strings."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.keyword) and node.arg in SAID_BY_NAME:
            yield from _plain(node.value, node.arg)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            if node.targets[0].id in SAID_BY_NAME:
                yield from _plain(node.value, node.targets[0].id)
        elif isinstance(node, ast.Call) and (name := _called(node)) in SAYS:
            for argument in node.args:
                yield from _plain(argument, name)


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        owner = node.func.value
        return "" if isinstance(owner, ast.Name) and owner.id in LOGGERS else node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _plain(node: ast.expr, said_as: str) -> Iterator[tuple[int, str]]:
    text = ""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = node.value
    elif isinstance(node, ast.JoinedStr):
        text = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
    if text not in NOBODY_MEETS and words(text) and (" " in text.strip() or text[:1].isupper()):
        yield node.lineno, f"{said_as}={text!r}"


# --- All of them -----------------------------------------------------------------------------------
def faults(root: Path = ROOT) -> Iterator[str]:
    """`file:line: what` for every text of the interface outside the catalogues."""
    for path in sorted((root / "templates").rglob("*")):
        if path.suffix in {".html", ".txt", ".mjml"} and path.name not in IN_BOTH_LANGUAGES:
            for line, what in template_faults(path.name, path.read_text(encoding="utf-8")):
                yield f"{path.relative_to(root)}:{line}: a text outside the catalogue: {what}"
    for folder in CODE:
        for path in sorted((root / folder).rglob("*")):
            if "vendor" in path.parts or "migrations" in path.parts or "demo" in path.parts:
                continue
            found: Iterator[tuple[int, str]] = iter(())
            if path.suffix == ".js":
                found = script_faults(path.read_text(encoding="utf-8"))
            elif path.suffix == ".py":
                found = module_faults(path.read_text(encoding="utf-8"))
            for line, what in found:
                yield f"{path.relative_to(root)}:{line}: a text outside the catalogue: {what}"
