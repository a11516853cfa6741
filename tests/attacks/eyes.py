"""A page as a browser reads it: what in it would run, by the rules of HTML and not by ours."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import tinyhtml5

from .hostile import SENTINEL

SPACE = re.compile(r"[\x00-\x20]+")
"""What browsers leave out before they look which scheme an address has."""
SCRIPTS = frozenset({"", "module", "text/javascript", "application/javascript"})
ADDRESSES = frozenset({"href", "src", "action", "formaction", "data", "xlink:href", "poster", "background", "srcset"})
RUNNING = ("javascript:", "vbscript:", "data:text/html", "data:image/svg")


def running(html: str) -> list[str]:
    """Everything in a page that would run what an attacker wrote (`SENTINEL`), a line for each."""
    return [f"{where}: {what[:120]}" for where, what in _running(html) if SENTINEL in unquote(what)]


def _running(html: str) -> Iterator[tuple[str, str]]:
    for element in tinyhtml5.parse(html, namespace_html_elements=False).iter():
        name = element.tag if isinstance(element.tag, str) else ""
        if name.endswith("script") and str(element.get("type") or "").lower() in SCRIPTS:
            yield from (("script", said) for said in _outside_strings(element.text or ""))
        for attribute, value in element.attrib.items():
            yield from _attribute(name, str(attribute).lower(), str(value))


def _attribute(name: str, attribute: str, value: str) -> Iterator[tuple[str, str]]:
    if attribute.startswith("on"):
        yield f"{name} {attribute}", value
    elif attribute == "srcdoc":
        yield from ((f"{name} srcdoc, {found}", SENTINEL) for found in running(value))
    elif attribute in ADDRESSES or attribute.endswith("}href"):
        address = SPACE.sub("", value).lower()
        if address.startswith(RUNNING):
            yield f"{name} {attribute}", address


STRING = re.compile(r"""(["'`])(?:\\.|(?!\1)[^\\])*\1""", re.DOTALL)
"""A whole string of a script. What stands in one is only text, as long as the string ends where it should."""


def _outside_strings(script: str) -> list[Any]:
    return [STRING.sub("''", script)]
