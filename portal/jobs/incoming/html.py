"""The words of a mail that comes in HTML only, in lines as a reader sees them; what it quotes gets ``>``.

Not by the standard library's parser: of a few hundred kilobytes of tags that never end it makes minutes of work, and
anybody may send us a mail. Here each character is looked at a few times, whatever stands in it (decision 60).
"""

import re
from collections.abc import Iterator
from html import unescape

UNSEEN = frozenset({"style", "script", "head", "title", "template"})
LINES = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "hr", "blockquote", "table"})
LONGEST = 1_000_000
TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)[^<>]*>")
"""It ends before the next ``<``, so that no search goes over another tag."""


def text_of_html(html: str) -> str:
    """The text of `html`; "" for none."""
    reader = _Reader()
    for closes, tag, words in _tokens(html[:LONGEST]):
        if tag:
            reader.take_tag(tag, closes=closes)
        else:
            reader.take_words(unescape(words))
    text = "\n".join("".join(pieces).strip() for pieces in reader.lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _tokens(html: str) -> Iterator[tuple[bool, str, str]]:
    """Whether it is an end, the name of the tag, or the words between tags."""
    at = 0
    while (start := html.find("<", at)) >= 0:
        if start > at:
            yield False, "", html[at:start]
        if html.startswith("<!--", start):
            at = _after(html, "-->", start)
        elif html.startswith(("<!", "<?"), start):
            at = _after(html, ">", start)
        elif found := TAG.match(html, start):
            yield bool(found[1]), found[2].lower(), ""
            at = found.end()
        else:
            yield False, "", "<"
            at = start + 1
    if at < len(html):
        yield False, "", html[at:]


def _after(html: str, end: str, start: int) -> int:
    found = html.find(end, start)
    return found + len(end) if found >= 0 else len(html)


class _Reader:
    def __init__(self) -> None:
        self.lines: list[list[str]] = [[]]
        self.unseen = 0
        self.quoted = 0

    def take_tag(self, tag: str, *, closes: bool) -> None:
        step = -1 if closes else 1
        if tag in UNSEEN:
            self.unseen = max(self.unseen + step, 0)
        if tag in LINES:
            self.lines.append([])
        if tag == "blockquote":
            self.quoted = max(self.quoted + step, 0)

    def take_words(self, words: str) -> None:
        words = re.sub(r"\s+", " ", words)
        if self.unseen or not words.strip():
            return
        if not self.lines[-1] and self.quoted:
            self.lines[-1].append("> ")
        self.lines[-1].append(words)
