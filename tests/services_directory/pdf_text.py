"""The text of a PDF as a reader or a screen reader gets it, by the fonts' own maps of glyphs to letters."""

import re
from io import BytesIO
from typing import Any

import pikepdf

_CHAR = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
NBSP = "\u00a0"


def text_of(content: bytes) -> str:
    """All text, a line for each piece that was set; non-breaking spaces become plain ones."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return "\n".join(_page_text(page) for page in pdf.pages).replace(NBSP, " ")


def _page_text(page: Any) -> str:
    letters = {name: _letters(font) for name, font in page.Resources.Font.items()}
    known: dict[int, str] = {}
    pieces = []
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            known = letters[str(operands[0])]
        elif str(operator) in {"Tj", "TJ"}:
            strings = operands[0] if str(operator) == "TJ" else [operands[0]]
            raw = b"".join(bytes(part) for part in strings if isinstance(part, pikepdf.String))
            pieces.append("".join(known[int.from_bytes(raw[n : n + 2])] for n in range(0, len(raw), 2)))
    return "\n".join(pieces)


def _letters(font: Any) -> dict[int, str]:
    """What each glyph of a font says."""
    found = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", font.ToUnicode.read_bytes().decode(), re.DOTALL):
        for glyph, letters in _CHAR.findall(block):
            found[int(glyph, 16)] = bytes.fromhex(letters).decode("utf-16-be")
    return found
