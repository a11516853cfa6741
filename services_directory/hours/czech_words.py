"""The words of Czech opening hours: what each means, longest first, and nothing that isn't sure."""

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from .schedule import Mode


class Sort(Enum):
    """What a piece of the text is."""

    DAYS = auto()
    HOLIDAY = auto()
    TIME = auto()
    DATE = auto()
    TO = auto()
    AND = auto()
    CLOSED = auto()
    ALWAYS = auto()
    MODE = auto()
    LIKE_SUNDAY = auto()
    AS_USUAL = auto()
    NOTE = auto()
    BREAK = auto()
    LINE = auto()
    SKIP = auto()
    HEADING = auto()
    UNKNOWN = auto()


@dataclass(frozen=True)
class Piece:
    """A piece of the text from `start` to `end`; `value` depends on its sort."""

    sort: Sort
    start: int
    end: int
    text: str
    value: Any = None


WORKDAYS, WEEKEND, EVERY_DAY = (0, 1, 2, 3, 4), (5, 6), tuple(range(7))

_DAY_WORDS = {
    0: r"pond[ěe]l(?:[íi]|ky|ek)|pond?|po",
    1: r"[úu]ter(?:[ýíyi]|ky|ek)|[úu]t",
    2: r"st[řr]ed(?:[auyě])|st[řr]|st",
    3: r"[čc]tvrt(?:ek|ka|ky)|[čc]tv|[čc]t",
    4: r"p[áa]t(?:ek|ku|ky)|p[áa]",
    5: r"sobot[auy]|sob|so",
    6: r"ned[ěe]l[eií]|ned|ne",
}
_END = r"(?![^\W_])"
"""No letter or digit follows."""

_MODES = {
    Mode.APPOINTMENT: (
        r"(?:jen|jenom|pouze)?\s*(?:po|na|dle|podle)\s+(?:p[řr]edchoz[íi](?:ho|m|mu)?\s+)?(?:telefonick[éeý](?:ho|m|mu)?\s+)?"
        r"(?:objedn[áa]n[íi]|objedn[áa]vk[uya]|domluv[ěye]|dohod[ěye]|objedn[áa]vce)"
        r"|(?:jen|jenom|pouze)\s+(?:pro\s+)?objednan[íié](?:\s+pacient[iy])?|pro\s+objednan[éeý](?:\s+pacienty)?"
    ),
    Mode.PHONE: r"(?:jen|jenom|pouze)?\s*(?:po\s+telefonu|telefonicky)",
}
_YEAR = r"(?:\s*(?P<year>20\d\d)(?!\d))?"
_DATE = rf"(?<!\d)(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.{_YEAR}(?!\d)"
_TIME = (
    r"(?<![\d.:])(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?(?![\d:]|\.\d)"
    rf"(?:\s*(?:hodin[ay]?|hod|h)\.?{_END})?"
)
_ALWAYS = (
    r"(?:non-?\s?stop|nep[řr]etr[žz]it[ýy]\s+provoz|nep[řr]etr[žz]it[ěe]"
    rf"|24\s*/\s*7|24\s*(?:hodin|hod|h)\.?\s+denn[ěe]){_END}"
)
_HEADING = r"(?:otev[íi]rac[íi]|[úu][řr]edn[íi]|provozn[íi]|ordina[čc]n[íi]|pokladn[íi])\s+(?:doba|hodiny)(?:\s*:)?"
_AS_USUAL = rf"(?:beze\s+zm[ěe]ny|jako\s+obvykle|jako\s+v\s+jin[ée]\s+dny){_END}"
_HOLIDAY = (
    r"(?:(?:ve?|o)\s+)?(?:(?:st\.|st[áa]tn[íi](?:ch)?|ve[řr]ejn[éeý](?:ch)?)\s+)?"
    rf"sv[áa]t(?:ek|ky|c[íi]ch|k[ůu])\.?{_END}"
)
_CLOSED = (
    r"(?:zav[řr]eno|zav[řr]\.|uzav[řr]eno|neordinuje(?:me)?|ne[úu][řr]aduje(?:me)?"
    rf"|ne[úu][řr]edn[íi]\s+den){_END}"
)

# The order matters: what is longer stands before what it contains ("po telefonu" before "po").
_PATTERNS: list[tuple[Sort, str, Any]] = [
    (Sort.NOTE, r"\([^()]*\)", None),
    (Sort.ALWAYS, _ALWAYS, None),
    (Sort.DATE, _DATE, None),
    (Sort.TIME, _TIME, None),
    *((Sort.MODE, f"(?:{words}){_END}", mode) for mode, words in _MODES.items()),
    (Sort.HEADING, _HEADING, None),
    (Sort.LIKE_SUNDAY, rf"jako\s+(?:v\s+)?ned[ěe]l[iíe]{_END}", None),
    (Sort.AS_USUAL, _AS_USUAL, None),
    (Sort.HOLIDAY, _HOLIDAY, None),
    (Sort.DAYS, rf"(?:(?:ve?|o)\s+)?(?:v[šs]edn[íi](?:ch)?|pracovn[íi](?:ch)?)\s+(?:den|dny|dnech){_END}", WORKDAYS),
    (Sort.DAYS, rf"(?:o\s+)?v[íi]kend(?:u|y|ech)?{_END}", WEEKEND),
    (Sort.DAYS, rf"(?:denn[ěe]|ka[žz]d[ýy]\s+den|(?:po\s+)?cel[ýy]\s+t[ýy]den){_END}", EVERY_DAY),
    (Sort.CLOSED, _CLOSED, None),
    *((Sort.DAYS, rf"(?:ve?\s+)?(?:{words})\b\.?(?!\d)", (day,)) for day, words in _DAY_WORDS.items()),
    (Sort.TO, rf"[-–—\u2212\u2010]|(?:a[žz]|do){_END}", None),
    (Sort.AND, rf",|\+|&|(?:v[čc]etn[ěe]|a\s+tak[ée]|a|i){_END}", None),
    (Sort.LINE, r"[\r\n]+", None),
    (Sort.BREAK, r"[;|•]", None),
    (Sort.SKIP, rf"[:.\s]|(?:od|otev[řr]eno){_END}|hod(?:in)?\.?{_END}", None),
    (Sort.UNKNOWN, r"[^\W_]+|.", None),
]
_COMPILED = [(sort, re.compile(pattern, re.IGNORECASE | re.DOTALL), value) for sort, pattern, value in _PATTERNS]


def pieces(text: str) -> list[Piece]:
    """The text cut into pieces; what means nothing ("od", ":", spaces) is left out."""
    found: list[Piece] = []
    at = 0
    while at < len(text):
        sort, match, value = next(
            (sort, match, value)
            for sort, pattern, value in _COMPILED
            if (match := pattern.match(text, at)) and match.end() > at and _allowed(sort, match, found)
        )
        if sort is Sort.TIME:
            value = (int(match["hour"]), int(match["minute"] or 0), match["minute"] is not None)
        elif sort is Sort.DATE:
            year = match["year"]
            value = (int(match["day"]), int(match["month"]), int(year) if year else None)
        if sort is not Sort.SKIP:
            found.append(Piece(sort, at, match.end(), match.group(), value))
        at = match.end()
    return found


def _allowed(sort: Sort, match: "re.Match[str]", before: list[Piece]) -> bool:
    """Times must exist; "13.00 – 17.10." ends with a time and a full stop, not with the 17th of October."""
    if sort is Sort.TIME:
        hour, minute = int(match["hour"]), int(match["minute"] or 0)
        return hour * 60 + minute <= 24 * 60 and minute < 60
    if sort is Sort.DATE:
        after_time = [piece.sort for piece in before[-2:]] == [Sort.TIME, Sort.TO]
        return not after_time and 1 <= int(match["day"]) <= 31 and 1 <= int(match["month"]) <= 12
    return True
