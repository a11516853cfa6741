"""Answers in the shapes of the standard: one tree, as XML or as JSON by the "Spark" convention.

A list of dictionaries is a JSON array of objects, in XML an element for each with a name of its own.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from django.http import HttpRequest, HttpResponse

XML, JSON = "xml", "json"
MEDIA_TYPES = {XML: "text/xml", JSON: "application/json"}
ITEMS = {
    "services": "service",
    "service_requests": "request",
    "errors": "error",
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
}
"""What the standard calls the items of its lists in XML."""
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

type Tree = Mapping[str, Any] | Sequence[Any] | str | float | bool | None


@dataclass(frozen=True)
class Answer:
    """What is said: `root` is the name of the whole in XML, JSON leaves it out."""

    root: str
    content: Tree
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    def render(self, form: str) -> HttpResponse:
        """The answer as XML or JSON, in UTF-8."""
        text = as_xml(self.root, self.content) if form == XML else as_json(self.content)
        content_type = f"{MEDIA_TYPES[form]}; charset=utf-8"
        return HttpResponse(text, status=self.status, content_type=content_type, headers=self.headers)


class Refused(Exception):
    """A call that can't be answered as asked: each of `reasons` is said, with the same HTTP `status`."""

    def __init__(self, status: int, *reasons: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(status)
        self.status, self.reasons, self.headers = status, reasons, headers or {}

    def answer(self) -> Answer:
        """The standard's list of errors."""
        errors = [{"code": self.status, "description": reason} for reason in self.reasons]
        return Answer("errors", errors, self.status, self.headers)


def form_of(request: HttpRequest, suffix: str) -> str:
    """XML or JSON: as the address ends, else as the client would rather have it; XML if it doesn't say."""
    if suffix:
        return suffix.removeprefix(".")
    wanted = request.get_preferred_type(["text/xml", "application/xml", "application/json"])
    return JSON if wanted == "application/json" else XML


def as_json(content: Tree) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def as_xml(root: str, content: Tree) -> bytes:
    element = Element(root)
    _fill(element, content)
    # The declaration that ElementTree writes has apostrophes, which some parsers of towns don't take.
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(element, encoding="utf-8", xml_declaration=False)


def _fill(element: Element, content: Tree) -> None:
    if content is None:
        return
    if isinstance(content, bool):
        element.text = "true" if content else "false"
    elif isinstance(content, Mapping):
        for name, value in content.items():
            _fill(SubElement(element, name), value)
    elif isinstance(content, Sequence) and not isinstance(content, str):
        for item in content:
            _fill(SubElement(element, ITEMS[element.tag]), item)
    else:
        element.text = NOT_IN_XML.sub("", str(content))
