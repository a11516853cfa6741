"""The words of a mail that comes in HTML only, in lines as a reader sees them; what it quotes gets ``>``."""

import re
from html.parser import HTMLParser

UNSEEN = frozenset({"style", "script", "head", "title", "template"})
LINES = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "hr", "blockquote", "table"})
LONGEST = 1_000_000


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines = [""]
        self.unseen = 0
        self.quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN:
            self.unseen += 1
        if tag in LINES:
            self._new_line()
        if tag == "blockquote":
            self.quoted += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN and self.unseen:
            self.unseen -= 1
        if tag in LINES:
            self._new_line()
        if tag == "blockquote" and self.quoted:
            self.quoted -= 1

    def handle_data(self, data: str) -> None:
        words = re.sub(r"\s+", " ", data)
        if self.unseen or not words.strip():
            return
        if not self.lines[-1] and self.quoted:
            self.lines[-1] = "> "
        self.lines[-1] += words

    def _new_line(self) -> None:
        self.lines.append("")


def text_of_html(html: str) -> str:
    """The text of `html`; "" for none."""
    reader = _Reader()
    reader.feed(html[:LONGEST])
    reader.close()
    text = "\n".join(line.strip() for line in reader.lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip()
