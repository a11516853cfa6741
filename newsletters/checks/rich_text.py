"""What a piece of rich text holds: its words, headings, links and pictures, as it is stored."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

HEADING = re.compile(r"h([1-6])\Z")
INLINE = {"a", "b", "i", "strong", "em", "sup", "sub", "code", "del", "span"}
"""Tags that don't part words; all others do."""


@dataclass
class Link:
    """A link with its words and where it leads: an address, or the id of a page or document."""

    words: str
    address: str = ""
    page: str = ""
    document: str = ""

    @property
    def leads_nowhere(self) -> bool:
        return not (self.page or self.document or self.address.strip().rstrip("/:") not in NOWHERE)


NOWHERE = {"", "#", "http", "https", "mailto", "tel", "javascript"}


@dataclass
class RichText:
    """The parts of a text in their order."""

    words: str = ""
    headings: list[tuple[int, str]] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    pictures: int = 0


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.read = RichText()
        self._words: list[str] = []
        self._open: list[tuple[str, int, dict[str, str]]] = []
        """Headings and links that aren't closed yet, with where their words begin."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in INLINE:
            self._words.append("\n")
        if tag in ("img", "embed"):
            self.read.pictures += 1
        if tag == "a" or HEADING.match(tag):
            self._open.append((tag, len(self._words), {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1][0] == tag:
            _tag, start, attributes = self._open.pop()
            words = " ".join("".join(self._words[start:]).split())
            if tag == "a":
                self.read.links.append(_link(words, attributes))
            else:
                self.read.headings.append((int(tag[1]), words))
        if tag not in INLINE:
            self._words.append("\n")

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    def finished(self) -> RichText:
        self.close()
        self.read.words = "".join(self._words)
        return self.read


def _link(words: str, attributes: dict[str, str]) -> Link:
    kind, key = attributes.get("linktype", ""), attributes.get("id", "")
    return Link(
        words,
        address=attributes.get("href", ""),
        page=key if kind == "page" else "",
        document=key if kind == "document" else "",
    )


def read_rich_text(html: str) -> RichText:
    """The parts of `html`, rich text as Wagtail stores it or as somebody pasted it."""
    reader = _Reader()
    reader.feed(html)
    return reader.finished()
