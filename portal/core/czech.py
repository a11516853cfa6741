"""Czech text: comparison without diacritics, alphabetical order, non-breaking spaces (rules.md C11)."""

import re
import unicodedata

# Letters of their own in the Czech alphabet: each sorts after its base letter, ch after h.
_OWN_LETTERS = {"č": "c1", "ř": "r1", "š": "s1", "ž": "z1"}
_ACCENTED = {letter: str(rank) for rank, letter in enumerate("áďéěíňóťúůý", start=1)}


def fold(text: str) -> str:
    """`text` in small letters, without diacritics and with single spaces, for comparing and searching."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def sort_key(text: str) -> str:
    """A plain ASCII key whose order is the Czech alphabetical order of `text`.

    Every letter becomes two characters, so that č stands after c and ch after h; accents that are no
    letters of their own decide only between otherwise equal words. Store it and sort by it: both
    databases and Python then agree, whatever their collation.
    """
    primary: list[str] = []
    secondary: list[str] = []
    text = " ".join(unicodedata.normalize("NFC", text).lower().split())
    position = 0
    while position < len(text):
        char = text[position]
        if text.startswith("ch", position):
            primary.append("h1")
            secondary.append("0")
            position += 2
            continue
        if char in _OWN_LETTERS:
            primary.append(_OWN_LETTERS[char])
            secondary.append("0")
        elif char == " ":
            primary.append(" ")
        else:
            base = fold(char)
            if base.isascii() and base.isalnum():
                primary.extend(f"{letter}0" for letter in base)
                secondary.append(chr(ord("a") + int(_ACCENTED[char])) if char in _ACCENTED else "0")
        position += 1
    return f"{re.sub(' +', ' ', ''.join(primary)).strip()}!{''.join(secondary).rstrip('0')}"
