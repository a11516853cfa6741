"""Czech text: comparison without diacritics, alphabetical order, non-breaking spaces (rules.md C11)."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from itertools import chain

NBSP = "\u00a0"
REMEMBERED = 120
"""Texts up to this length (names, mostly) are bound once and remembered."""

# Letters of their own in the Czech alphabet: each sorts after its base letter, ch after h.
_OWN_LETTERS = {"č": "c1", "ř": "r1", "š": "s1", "ž": "z1"}
_ACCENTED = {letter: chr(ord("a") + rank) for rank, letter in enumerate("áďéěíňóťúůý")}
_UNDECOMPOSED = {"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe"}

_KEY_WORD = "!"  # between words; sorts after the end of the words and before every letter, in ASCII and in ICU
_KEY_ACCENTS = " "  # between letters and accents; sorts before everything else


def fold(text: str) -> str:
    """`text` in small letters, without diacritics and with single spaces, for comparing and searching."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text.casefold()).casefold())
    letters = (_UNDECOMPOSED.get(c, c) for c in plain if not unicodedata.combining(c))
    return " ".join("".join(letters).split())


def sort_key(text: str) -> str:
    """A plain ASCII key whose order is the Czech alphabetical order of `text`.

    Every letter becomes two characters, so that č stands after c and ch after h; accents that are no
    letters of their own decide only between otherwise equal words. Store it and sort by it: Python,
    SQLite and PostgreSQL (binary or ICU) then agree, whatever their collation. At most three times
    as long as `text`, and one.
    """
    primary: list[str] = []
    secondary: list[str] = []
    for word in re.split(r"[\s\-–—]+", unicodedata.normalize("NFC", text).lower()):
        letters, accents = _word_key(word)
        if letters:
            primary.append(letters)
            secondary.append(accents)
    return f"{_KEY_WORD.join(primary)}{_KEY_ACCENTS}{''.join(secondary).rstrip('0')}".rstrip()


def _word_key(word: str) -> tuple[str, str]:
    letters: list[str] = []
    accents: list[str] = []
    position = 0
    while position < len(word):
        char = word[position]
        position += 1
        if char == "c" and word.startswith("h", position):
            position += 1
            letters.append("h1")
            accents.append("0")
        elif char in _OWN_LETTERS:
            letters.append(_OWN_LETTERS[char])
            accents.append("0")
        else:
            base = [letter for letter in fold(char) if letter.isascii() and letter.isalnum()]
            letters.extend(f"{letter}0" for letter in base)
            accents.extend([_ACCENTED.get(char, "0" if char.isascii() else "z")] * len(base))
    return "".join(letters), "".join(accents)


_TITLES = r"Ing|Mgr|MgA|Bc|BcA|MUDr|MDDr|MVDr|JUDr|PhDr|PharmDr|RNDr|PaedDr|ThDr|ThLic|Dr|doc|prof|arch"
_ABBREVIATIONS = r"č|čl|odst|písm|str|kap|obr|tab|sv|zák|vyhl|ul|nám|tř|tel|r|mob|min|max|cca|např|tzv|tj|p|pí"
_UNITS = (
    r"Kč|tis|mil|mld|%|‰|°|€|[kmcd]?m[²³]?|[kmd]?g|ha|[hdcm]?l|kW|kWh|MW|MWh|kB|MB|GB|hod|h|min|s|let|lety|roky?|měsíc\w*|týdn\w*|dn\w|den|"
    r"obc\w+|obec|služb\w*|služeb|obyvatel\w*|občan\w*|osob\w*|ks"
)
_MONTHS = r"ledna|února|března|dubna|května|června|července|srpna|září|října|listopadu|prosince"

Rule = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]

_DIGIT = re.compile(r"\d")
_WORD_RULES: list[Rule] = [
    # one-letter prepositions and conjunctions hold on to the next word
    (re.compile(r"(?<!\w)([KkSsVvZzOoUuAaIi]) (?=\S|\Z)"), rf"\1{NBSP}"),
    # a dash doesn't begin a line
    (re.compile(r"(?<=\S) (?=– )"), NBSP),
]
_NUMBER_RULES: list[Rule] = [
    # 20. 11. 2026, 20. listopadu 2026
    (re.compile(r"(?<!\d)(\d{1,2}\.) (?=\d{1,2}\.)"), rf"\1{NBSP}"),
    (re.compile(r"(?<!\d)(\d{1,2}\.) (?=\d{4}(?!\d))"), rf"\1{NBSP}"),
    (re.compile(rf"(?<=\d\.[ {NBSP}])({_MONTHS}) (?=\d{{4}}(?!\d))"), rf"\1{NBSP}"),
    # 3. třída: an ordinal is followed by a small letter, the end of a sentence by a capital
    (re.compile(r"(?<!\d)(\d{1,3}\.) (?=[a-zá-ž])"), rf"\1{NBSP}"),
    # 10 500, +420 491 612 605, and the postcode 549 12 before a town
    (re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), NBSP),
    (re.compile(r"(?<!\d)([1-7]\d{2}) (?=\d{2} [A-ZÁ-Ž])"), rf"\1{NBSP}"),
    # 5 obcí, 25 %, 1,5 km; a year stands alone unless a unit follows
    (re.compile(r"(?<!\d)(\d{1,3}(?:[,.]\d+)?) (?=[^\W\d_]{2})"), rf"\1{NBSP}"),
    (re.compile(rf"(?<=\d)(?<!(?<!\d)(?:19|20)\d\d) (?=(?:{_UNITS})(?!\w))"), NBSP),
    # § 49
    (re.compile(r"(§+|†|\*) (?=\d)"), rf"\1{NBSP}"),
]
_ABBREVIATION_RULES: list[Rule] = [
    # č. 5, p. Novák, Ing. Jana Nová, Jana Nová, Ph.D.
    (re.compile(rf"(?<!\w)({_ABBREVIATIONS})\. (?=[\w+])", re.IGNORECASE), rf"\1.{NBSP}"),
    (re.compile(rf"(?<!\w)({_TITLES})\. (?=\w)"), rf"\1.{NBSP}"),
    (re.compile(r",? (?=Ph\. ?D\.|CSc\.|DrSc\.|DiS\.|LL\. ?M\.)"), lambda found: found[0].replace(" ", NBSP)),
    # s. o., s. r. o., a. s., č. p., č. ev., č. j.
    (re.compile(r"(?<!\w)([a-zč]\.) (?=(?:[a-z]|ev)\.)"), rf"\1{NBSP}"),
    (re.compile(r"(?<!\w)((?:č\.\u00a0(?:p|ev|j))\.) (?=\w)"), rf"\1{NBSP}"),
]


def nbsp(text: str) -> str:
    """`text` with a non-breaking space wherever Czech typography forbids the end of a line.

    Marked-up text is welcome: tags and their attributes are left as they are. Running it twice changes nothing more.
    """
    if " " not in text:
        return text
    if "<" not in text:
        return _bind(text) if len(text) > REMEMBERED else _bind_short(text)
    parts = re.split(r"(<[^>]*>)", text)
    parts[::2] = [_bind(part) if " " in part else part for part in parts[::2]]
    return "".join(parts)


def _bind(text: str) -> str:
    rules = [_WORD_RULES]
    if _DIGIT.search(text):
        rules.append(_NUMBER_RULES)
    if "." in text:
        rules.append(_ABBREVIATION_RULES)
    for pattern, replacement in chain.from_iterable(rules):
        text = pattern.sub(replacement, text)
    return text


_bind_short = lru_cache(maxsize=4096)(_bind)
