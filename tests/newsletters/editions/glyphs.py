"""Where everything that is seen on the pages of a PDF stands: letters, pictures, and the colours they are set in."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf

ASCENT, DESCENT = 0.75, -0.25
"""Of the font's size, about; what the letters of Noto need."""
COLOURS = {"rg": 3, "RG": 3}
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Thing:
    """A letter or a picture; the box is in points from the page's left bottom corner."""

    page: int
    name: str
    left: float
    bottom: float
    right: float
    top: float


def things_of(content: bytes) -> list[Thing]:
    """Every letter (by its code) and picture (by its name) of the pages."""
    with pikepdf.open(BytesIO(content)) as opened:
        return [Thing(number, *found) for number, page in enumerate(opened.pages) for found in _of_page(page)]


def colours_of(content: bytes) -> set[tuple[float, ...]]:
    """What lines, grounds and letters are drawn in, as red, green and blue from 0 to 1."""
    with pikepdf.open(BytesIO(content)) as opened:
        return {
            tuple(float(part) for part in operands)
            for page in opened.pages
            for operands, operator in pikepdf.parse_content_stream(page)
            if str(operator) in COLOURS
        }


def pictures_of(content: bytes) -> set[tuple[str, int, int]]:
    """Colour space, width and height of each picture, in its own points."""
    with pikepdf.open(BytesIO(content)) as opened:
        pictures = [thing for thing in opened.objects if isinstance(thing, pikepdf.Stream) and "/ColorSpace" in thing]
        return {(str(picture.ColorSpace), int(picture.Width), int(picture.Height)) for picture in pictures}


def _of_page(page: Any) -> Iterator[tuple[str, float, float, float, float]]:
    widths = {name: _widths(font) for name, font in page.Resources.get("/Font", {}).items()}
    matrix, kept = pikepdf.Matrix(), []
    font, size, line = "", 0.0, pikepdf.Matrix()
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "q":
                kept.append(matrix)
            case "Q":
                matrix = kept.pop()
            case "cm":
                matrix = pikepdf.Matrix(*(float(part) for part in operands)) @ matrix
            case "Tf":
                font, size = str(operands[0]), float(operands[1])
            case "Tm":
                line = pikepdf.Matrix(*(float(part) for part in operands))
            case "TJ":
                yield from _letters(operands[0], widths[font], size, line @ matrix)
            case "Do":
                yield (str(operands[0]), *_box(matrix, 0, 0, 1, 1))
            case "Tj" | "Td" | "T*" | "'" | '"':
                raise AssertionError("a way of setting letters this doesn't know")


def _letters(parts: Any, widths: dict[int, float], size: float, matrix: Any) -> Iterator[tuple[Any, ...]]:
    at = 0.0
    for part in parts:
        if not isinstance(part, pikepdf.String):
            at -= float(part) / 1000 * size
            continue
        raw = bytes(part)
        for start in range(0, len(raw), 2):
            code = int.from_bytes(raw[start : start + 2])
            width = widths[code] / 1000 * size
            yield (str(code), *_box(matrix, at, DESCENT * size, at + width, ASCENT * size))
            at += width


def _box(matrix: Any, left: float, bottom: float, right: float, top: float) -> Box:
    (x1, y1), (x2, y2) = matrix.transform((left, bottom)), matrix.transform((right, top))
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _widths(font: Any) -> dict[int, float]:
    """Of each code, in thousandths of the size."""
    found: dict[int, float] = {}
    entries = iter(font.DescendantFonts[0].W)
    for first in entries:
        for offset, width in enumerate(next(entries)):
            found[int(first) + offset] = float(width)
    return found
