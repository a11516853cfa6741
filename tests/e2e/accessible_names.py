"""What a screen reader says of a page, as a file one can read: landmarks, headings, controls with their names.

What comes from data is left out or made alike: plain text, all but the first entry of a list or a table, numbers, days.
"""

import re

from playwright.sync_api import Page

LINE = re.compile(r'^(?P<indent> *)- \x27?(?P<role>[a-z]+)(?P<name> "(?:[^"\\]|\\.)*")?(?P<state>(?: \[[^\]]*\])*)')
LANDMARKS = frozenset({"banner", "navigation", "main", "contentinfo", "complementary"})
GROUPS = frozenset(
    {"region", "search", "form", "group", "radiogroup", "list", "listitem", "table", "article", "figure"}
)
CONTROLS = frozenset({"link", "button", "textbox", "searchbox", "combobox", "checkbox", "radio", "spinbutton"})
TOLD = frozenset({"heading", "img", "status", "alert", "columnheader", "rowheader", "progressbar", "iframe", "caption"})
KEPT = LANDMARKS | GROUPS | CONTROLS | TOLD
"""Roles with a name or a place of their own; what lies in others counts to what is around them."""
REPEATED = frozenset({"listitem", "row", "article"})
"""Entries made from rows: the first one says what all are like."""
MONTH = re.compile(
    r"\b(led(en|na|nu)|únor[au]?|břez(en|na|nu)|dub(en|na|nu)|květ(en|na|nu)|červ(en|na|nu)|červen(ec|ce|ci)|srp(en|na|nu)"
    r"|září|říj(en|na|nu)|listopadu?|prosin(ec|ce|ci))\b",
    re.IGNORECASE,
)
WEEKDAY = re.compile(r"\b(pondělí|úterý|střed[au]|čtvrtek|pátek|sobot[au]|neděl[ei])\b", re.IGNORECASE)
RANDOM = re.compile(r"(?:\b[0-9a-f]{2,8} ?){6,}|[\w-]{30,}")
"""Fingerprints and keys."""
NUMBER = re.compile(r"\d+(?:[.:,/ ]?\d+)*")


def of_page(page: Page, within: str = "body") -> str:
    """The page's tree (or of a part of it), a line an element, as it is written into a file."""
    lines: list[str] = []
    levels: list[tuple[int, int, bool]] = [(-1, -1, False)]  # indent there, indent here, and whether it is left out
    seen: list[set[str]] = [set()]
    for line in page.locator(within).first.aria_snapshot().splitlines():
        found = LINE.match(line)
        if not found:
            continue
        indent, role = len(found["indent"]), found["role"]
        while levels[-1][0] >= indent:
            levels.pop()
            seen.pop()
        _there, here, hidden = levels[-1]
        is_repeated = role in REPEATED and role in seen[-1] and not _is_menu(lines)
        seen[-1].add(role)
        hidden = hidden or is_repeated
        is_kept = role in KEPT and not hidden
        if is_kept:
            lines.append(f"{'  ' * (here + 1)}- {role}{_alike(found['name'] or '')}{found['state']}")
        levels.append((indent, here + 1 if is_kept else here, hidden))
        seen.append(set())
    return "\n".join(lines) + "\n"


def _is_menu(lines: list[str]) -> bool:
    """Whether what comes next lies in a menu: each of its entries counts."""
    for line in reversed(lines):
        role = line.split("- ", 1)[1].split(" ", 1)[0]
        if role in LANDMARKS:
            return role == "navigation"
    return False


def _alike(name: str) -> str:
    text = name.replace("\u00a0", " ")
    return NUMBER.sub("0", RANDOM.sub("…", WEEKDAY.sub("den", MONTH.sub("měsíc", text))))
