"""Forms of an HTML page as a browser would post them back."""

from __future__ import annotations

from html.parser import HTMLParser


class _Forms(HTMLParser):
    """Reads every form's fields with the values they have; what lies in templates is none of it."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[list[tuple[str, str]]] = []
        self._in_form = False
        self._templates = 0
        self._text: tuple[str, list[str]] | None = None
        self._select = ""
        self._options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "template":
            self._templates += 1
        elif tag == "form":
            self._in_form = True
            self.forms.append([])
        elif self._in_form and not self._templates and "disabled" not in values:
            self._field(tag, values)

    def _field(self, tag: str, values: dict[str, str]) -> None:
        name = values.get("name", "")
        if tag == "option":
            self._options.append((values.get("value", ""), "selected" in values))
        elif not name:
            return
        elif tag == "input":
            kind = values.get("type", "text")
            if kind in {"checkbox", "radio"} and "checked" in values:
                self.forms[-1].append((name, values.get("value", "on")))
            elif kind not in {"checkbox", "radio", "file", "submit", "button", "image"}:
                self.forms[-1].append((name, values.get("value", "")))
        elif tag == "textarea":
            self._text = (name, [])
        elif tag == "select":
            self._select, self._options = name, []

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._templates -= 1
        elif tag == "form":
            self._in_form = False
        elif tag == "textarea" and self._text is not None:
            # The first line break after the tag is none of the text's.
            self.forms[-1].append((self._text[0], "".join(self._text[1]).removeprefix("\n")))
            self._text = None
        elif tag == "select" and self._select:
            chosen = [value for value, is_selected in self._options if is_selected]
            first = [value for value, _ in self._options[:1]]
            self.forms[-1] += [(self._select, value) for value in chosen or first]
            self._select = ""


def form_with(page: str, field: str) -> list[tuple[str, str]]:
    """Names and values of the form that has the field. Raises LookupError if there is none."""
    reader = _Forms()
    reader.feed(page)
    for form in reader.forms:
        if any(name == field for name, _ in form):
            return form
    raise LookupError(f"no form on the page has a field {field!r}")
