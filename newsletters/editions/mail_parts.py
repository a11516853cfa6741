"""The body of an issue for a mail: parts in pieces that aren't torn, with their look written at each element."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bs4 import BeautifulSoup, PageElement, Tag
from css_inline import CSSInliner

from .content import CARDS, Frame, parts_of
from .pictures import pictures_for_mail
from .text import text_of

STYLESHEET = Path(__file__).parent / "mail.css"
BETWEEN = "<!--between-->"
QUIET_CLASSES = frozenset({"meta", "eyebrow", "muted"})
HEADINGS = frozenset({"h2", "h3", "h4", "h5"})


@dataclass(frozen=True)
class Piece:
    """What isn't torn when a mail is shortened: a paragraph, a list, a heading."""

    text: str
    html: str
    is_heading: bool = False


@dataclass(frozen=True)
class Part:
    """A part of an issue in a mail; `anchor` is its place in the issue on the web."""

    heading: str
    anchor: str
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return "\n\n".join(piece.text for piece in self.pieces if piece.text)

    @property
    def html(self) -> str:
        return "".join(piece.html for piece in self.pieces)


@dataclass(frozen=True)
class Body:
    """An issue as parts of a mail: what stands above it, its sections, and publicity and imprint below them."""

    top: Part
    sections: tuple[Part, ...]
    end: Part


def mail_body(frame: Frame) -> Body:
    """The words of the issue for a mail, in the active language. Makes the pictures that aren't made yet."""
    soup = BeautifulSoup("", "html.parser")
    boxes = []
    for content in parts_of(frame):
        box = soup.new_tag("div")
        box.extend(list(content.contents))
        soup.append(box)
        boxes.append(box)
    _simplify(soup)
    nodes = [[node for node in box.contents if isinstance(node, Tag) or str(node).strip()] for box in boxes]
    texts = [[_words(node) for node in some] for some in nodes]
    pictures_for_mail(soup, frame.root_url)
    _classify(soup)
    looks = iter(styled([str(node) for some in nodes for node in some]))
    headings = [("", ""), *((section.heading, section.anchor) for section in frame.issue.sections), ("", "")]
    parts = [
        Part(
            heading,
            anchor,
            tuple(Piece(text, next(looks), _is_heading(node)) for node, text in zip(some, said, strict=True)),
        )
        for (heading, anchor), some, said in zip(headings, nodes, texts, strict=True)
    ]
    return Body(parts[0], tuple(parts[1:-1]), parts[-1])


def styled(fragments: Sequence[str]) -> list[str]:
    """Each of these pieces of HTML with the look of a mail written at its elements, as old programs want it."""
    if not fragments:
        return []
    inliner = CSSInliner(load_remote_stylesheets=False, minify_css=True)
    return inliner.inline_fragment(BETWEEN.join(fragments), _sheet()).split(BETWEEN)


@cache
def _sheet() -> str:
    return STYLESHEET.read_text(encoding="utf-8")


def _simplify(soup: BeautifulSoup) -> None:
    """Links inside the letter go, many programs would open a browser for them; figures become boxes."""
    for tag in soup.find_all("a"):
        if str(tag.get("href", "#")).startswith("#"):
            tag.unwrap()
    for tag in soup.find_all(["figure", "figcaption"]):
        is_caption = tag.name == "figcaption"
        tag.name = "p" if is_caption else "div"
        tag.attrs = {"class": "meta"} if is_caption else {"class": "picture"}


def _classify(soup: BeautifulSoup) -> None:
    """Keep only what the mail's sheet knows; places inside the letter lead nowhere any more."""
    for tag in soup.find_all(True):
        classes = set(tag.get_attribute_list("class"))
        tag.attrs.pop("id", None)
        tag.attrs.pop("class", None)
        kept = classes & {"picture", CARDS}
        if classes & QUIET_CLASSES:
            kept.add("muted")
        if kept:
            tag["class"] = " ".join(sorted(kept))


def _words(node: PageElement) -> str:
    alone = BeautifulSoup("", "html.parser")
    alone.append(copy(node))
    return text_of(alone)


def _is_heading(node: PageElement) -> bool:
    return isinstance(node, Tag) and node.name in HEADINGS
