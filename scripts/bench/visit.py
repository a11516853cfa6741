"""What a browser loads together with a page."""

from __future__ import annotations

import gzip
import re
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urljoin

from bench.load import Answer, Target, ask


class Visit(NamedTuple):
    """Of a first visit, photographs left out: own resources beside the page, and all bytes as they are sent."""

    resources: int
    size: int


class _Loaded(HTMLParser):
    """Addresses that a browser loads; photographs are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "link" and values.get("rel") in {"stylesheet", "preload", "modulepreload", "icon"}:
            self.addresses.append(values.get("href", ""))
        elif tag == "script" and values.get("src"):
            self.addresses.append(values["src"])
        elif tag == "use" and values.get("href", "").split("#")[0]:
            self.addresses.append(values["href"].split("#")[0])
        elif tag == "img" and values.get("src") and "/media/" not in values["src"]:
            self.addresses.append(values["src"])


def plain(answer: Answer) -> bytes:
    """The text of an answer, unpacked."""
    return gzip.decompress(answer.body) if answer.headers.get("content-encoding") == "gzip" else answer.body


def packed(answer: Answer) -> int:
    """Bytes of the answer's text with gzip."""
    return len(gzip.compress(plain(answer), 6))


def first_visit(target: Target) -> Visit:
    """Follow the page, its styles and scripts as a browser would that has nothing of them yet."""
    page = ask(target)
    loaded = _Loaded()
    loaded.feed(plain(page).decode())
    total = packed(page)
    waiting, seen = [urljoin(target.path, address) for address in loaded.addresses], set()
    while waiting:
        address = waiting.pop()
        if address in seen or address.startswith("data:"):
            continue
        seen.add(address)
        answer = ask(target._replace(path=address))
        total += len(answer.body)
        if answer.headers.get("content-type", "").startswith("text/css"):
            found = re.findall(r"url\([\"']?([^\"')]+)", plain(answer).decode())
            waiting += [urljoin(address, each) for each in found if not each.startswith("data:")]
    return Visit(len(seen), total)
