"""The text of a PDF as a reader or a screen reader gets it, by the fonts' own maps of glyphs to letters."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf

_BLOCK = re.compile(r"beginbf(char|range)(.*?)endbf", re.DOTALL)
_CHAR = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
NBSP = "\u00a0"


def text_of(content: bytes) -> str:
    """All text, a line for each piece that was set; non-breaking spaces become plain ones."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return "\n".join(_page_text(page) for page in pdf.pages).replace(NBSP, " ")


def texts_by_mark(page: Any) -> dict[int, str]:
    """The text of each marked piece of a page, by the number under which the tags refer to it."""
    marked: dict[int, str] = {}
    for mark, piece in _pieces(page):
        if mark is not None:
            marked[mark] = marked.get(mark, "") + piece
    return marked


def squeezed(text: str) -> str:
    """`text` without any white space: a browser sets letter by letter, wherever words are parted."""
    return "".join(text.split())


def _page_text(page: Any) -> str:
    return "".join(piece for _mark, piece in _pieces(page))


def _pieces(page: Any) -> Iterator[tuple[int | None, str]]:
    """What is set, piece by piece, each with the number of the mark it stands in."""
    fonts = {name: _Font(font) for name, font in page.Resources.Font.items()}
    font: _Font | None = None
    marks: list[int | None] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        mark = marks[-1] if marks else None
        match str(operator):
            case "BDC" | "BMC":
                has_number = len(operands) > 1 and "/MCID" in operands[1]
                marks.append(int(operands[1]["/MCID"]) if has_number else mark)
            case "EMC":
                marks.pop()
            case "Tf":
                font = fonts[str(operands[0])]
            case "Tj" | "TJ" if font is not None:
                strings = operands[0] if str(operator) == "TJ" else [operands[0]]
                yield mark, font.read(b"".join(bytes(part) for part in strings if isinstance(part, pikepdf.String)))
            case "ET":
                yield mark, "\n"


class _Font:
    """What each code of a font says."""

    def __init__(self, font: Any) -> None:
        self.bytes_per_letter = 2 if str(font.Subtype) == "/Type0" else 1
        self.letters: dict[int, str] = {}
        for kind, block in _BLOCK.findall(font.ToUnicode.read_bytes().decode()):
            if kind == "char":
                for code, letters in _CHAR.findall(block):
                    self.letters[int(code, 16)] = bytes.fromhex(letters).decode("utf-16-be")
            else:
                for first, last, letter in _RANGE.findall(block):
                    start = int(first, 16)
                    for code in range(start, int(last, 16) + 1):
                        self.letters[code] = chr(int(letter, 16) + code - start)

    def read(self, raw: bytes) -> str:
        width = self.bytes_per_letter
        return "".join(self.letters[int.from_bytes(raw[n : n + width])] for n in range(0, len(raw), width))
