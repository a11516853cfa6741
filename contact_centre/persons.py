"""Taking who sent a request out of a text: for whom they are not meant, and when they are forgotten (R6, R9)."""

import re

from .models import CitizenRequest

LEFT_OUT = "[…]"
PHONE_DIGITS = 9
SHORTEST = 3
"""Shorter names, and shorter beginnings of names, would take syllables out of other words."""
VOWELS = "aeiouyáéíóúůýě"
CASE_ENDING = r"\w{0,4}"
GAP = r"[\s.\u00a0-]*"


def marks_of(request: CitizenRequest) -> re.Pattern[str] | None:
    """What tells who sent `request`: the e-mail, the phone however it is spaced, the name in its cases.

    None if nothing does. A person has to look for the rest: a nickname, a house, a kinship.
    """
    found = [re.escape(request.email)] if request.email else []
    digits = re.sub(r"\D", "", request.phone)[-PHONE_DIGITS:]
    if len(digits) == PHONE_DIGITS:
        found.append(rf"(?:(?:\+|00)420{GAP})?{GAP.join(digits)}")
    words = request.name.split()
    if len(request.name) >= SHORTEST and words:
        names = [_in_cases(word) for word in words]
        ways = [r"\s+".join(names), r"\s+".join(reversed(names))]
        if len(words[-1]) >= SHORTEST:
            ways.append(rf"(?:pan\w{{0,3}}|paní|p\.)\s+{names[-1]}")
        found += [rf"(?<!\w)(?:{way})(?!\w)" for way in ways]
    return re.compile("|".join(sorted(found, key=len, reverse=True)), re.IGNORECASE) if found else None


def without_person(request: CitizenRequest, text: str) -> str:
    """`text` without what tells who sent `request`."""
    marks = marks_of(request)
    return marks.sub(LEFT_OUT, text) if marks else text


def _in_cases(name: str) -> str:
    beginning = name.rstrip(VOWELS)
    return re.escape(beginning) + CASE_ENDING if len(beginning) >= SHORTEST else re.escape(name)
