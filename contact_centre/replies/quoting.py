"""What is new in an answer by e-mail: the words above what mail programs add below them.

Only what is surely a copy of our letter is left out. In doubt (somebody answers between the lines, or forwards us
something) all of it stays: a line too many costs the centre a moment, a line lost may be the answer.
"""

import re

DASHED = re.compile(r"^\s*[-_—]{2,}\s*(?:original message|původní (?:zpráva|e-?mail))\s*[-_—]{2,}\s*$", re.IGNORECASE)
"""The line Outlook, Seznam and others put above the copy."""
FORWARDED = re.compile(
    r"^\s*[-_—]{2,}\s*(?:forwarded message|přeposlan[áý] (?:zpráva|e-?mail))|^begin forwarded message:", re.IGNORECASE
)
"""Below it stands what the citizen wants us to read."""
WROTE = re.compile(r"(?:\bwrote|\bnapsal(?:a|\(a\)|/a)?|<[^<>@\s]+@[^<>@\s]+>)\s*:\s*$", re.IGNORECASE)
"""How the line ends that says who wrote the copy: Gmail, Thunderbird, Apple Mail."""
SAYS_WHEN = re.compile(r"\d{1,2}[.:]\s?\d{1,2}|\b(?:19|20)\d\d\b")
LONGEST_ATTRIBUTION = 3
"""Lines over which programs break it."""
FIELD = re.compile(
    r"^\s*\**(?:from|sent|date|to|cc|subject|od|odesláno|datum|komu|pro|kopie|předmět)\s*:\**\s*\S", re.IGNORECASE
)
FIRST_FIELD = re.compile(r"^\s*\**(?:from|od)\s*:\**\s*\S", re.IGNORECASE)
FEWEST_FIELDS = 3
RULE = re.compile(r"^\s*_{5,}\s*$")


def new_words(text: str) -> str:
    """`text` of an answer without the copy of the letter it answers; "" when there is nothing but the copy."""
    lines = [line.rstrip() for line in text.replace("\0", "").splitlines()]
    answer = _Answer(lines)
    cut = next((number for number in range(len(lines)) if answer.copy_begins(number)), len(lines))
    words = "\n".join(lines[:cut]).strip()
    if words or answer.is_all_quoted(answer.after_attribution(cut) if cut < len(lines) else cut):
        return words
    # Nothing above the copy: the answer stands below it or in it.
    return "\n".join(lines).strip()


class _Answer:
    """The lines of an answer, with where its quoted lines end."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        said = [number for number, line in enumerate(lines) if line.strip()]
        self.last_own = max((number for number in said if not lines[number].startswith(">")), default=-1)
        self.last_quoted = max((number for number in said if lines[number].startswith(">")), default=-1)
        self.forwarded = next((number for number in said if FORWARDED.match(lines[number])), len(lines))

    def is_all_quoted(self, number: int) -> bool:
        """Whether from this line on there are quoted lines only, and at least one."""
        return self.last_own < number <= self.last_quoted

    def copy_begins(self, number: int) -> bool:
        """Whether the copy of our letter begins at this line."""
        line = self.lines[number]
        if not line.strip() or number >= self.forwarded:
            return False
        if line.startswith(">"):
            return self.is_all_quoted(number)
        if DASHED.match(line) or self._is_head_of_letter(number):
            return True
        if RULE.match(line):
            below = next((each for each in range(number + 1, len(self.lines)) if self.lines[each].strip()), None)
            return below is not None and self._is_head_of_letter(below)
        end = self.after_attribution(number)
        return end != number and (self.is_all_quoted(end) or self.last_quoted < end)

    def _is_head_of_letter(self, number: int) -> bool:
        """Whether fields as of a letter begin here: from, sent, to, subject, one below the other."""
        if not FIRST_FIELD.match(self.lines[number]):
            return False
        following = [line for line in self.lines[number : number + 8] if line.strip()][: FEWEST_FIELDS + 1]
        return sum(bool(FIELD.match(line)) for line in following) >= FEWEST_FIELDS

    def after_attribution(self, number: int) -> int:
        """The line after "on … somebody wrote:" if that begins at `number` and names a time; else `number`."""
        for length in range(1, LONGEST_ATTRIBUTION + 1):
            said = self.lines[number : number + length]
            if len(said) < length or not said[-1].strip() or said[-1].startswith(">"):
                return number
            joined = " ".join(said)[-400:]
            if WROTE.search(joined):
                return number + length if SAYS_WHEN.search(joined) else number
        return number
