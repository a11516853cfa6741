"""A browser without a face: it finds the forms of a page and fills them in as they stand, or as an attacker likes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup, Tag

TEXTS = frozenset({"text", "email", "tel", "url", "search", "textarea", "number", "date", "time", "datetime-local"})


@dataclass
class Form:
    """A form of a page: its fields as a browser would send them, and what kind each is."""

    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    @property
    def typed(self) -> list[str]:
        """Names of the fields a person types into."""
        return [name for name, kind in self.kinds.items() if kind in TEXTS]

    def filled(self, changed: dict[str, str], button: int = 0) -> dict[str, Any]:
        data: dict[str, Any] = {**self.values, **{name: [value] for name, value in changed.items()}}
        if self.buttons:
            name, value = self.buttons[button % len(self.buttons)]
            data.setdefault(name, [value])
        return data


def forms_of(html: str, address: str) -> list[Form]:
    """The forms of the page that are sent by POST."""
    soup = BeautifulSoup(html, "html.parser")
    return [_form(tag, address) for tag in soup.find_all("form") if str(tag.get("method", "")).lower() == "post"]


def _form(tag: Tag, address: str) -> Form:
    made = Form(str(tag.get("action") or "").partition("#")[0] or address)
    for name, kind, value in _fields(tag):
        if kind == "submit":
            made.buttons.append((name, value))
            continue
        made.kinds.setdefault(name, kind)
        if value is not None:
            made.values.setdefault(name, []).append(value)
    return made


def _fields(form: Tag) -> Iterator[tuple[str, str, Any]]:
    for tag in form.find_all(["input", "textarea", "select", "button"]):
        name = str(tag.get("name") or "")
        if not name:
            continue
        kind = tag.name if tag.name in {"textarea", "select"} else str(tag.get("type") or "text")
        if tag.name == "button" or kind in {"submit", "image"}:
            yield name, "submit", str(tag.get("value") or "")
        elif kind == "textarea":
            yield name, kind, tag.get_text()
        elif kind == "select":
            chosen = tag.find_all("option", selected=True) or tag.find_all("option")[-1:]
            for option in chosen:
                yield name, kind, str(option.get("value", option.get_text()))
            if not chosen:
                yield name, kind, None
        elif kind in {"checkbox", "radio"}:
            yield name, kind, str(tag.get("value") or "on") if tag.has_attr("checked") else None
        elif kind == "file":
            yield name, kind, None
        else:
            yield name, kind, str(tag.get("value") or "")
