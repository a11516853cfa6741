"""An issue as lines of words and pictures, part by part: what two of its revisions are compared by."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.blocks.field_block import ChooserBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.rich_text import RichText

from portal.core.keys import typed_key
from portal.core.templatetags.portal import cs_date, cs_datetime

from ...facts.fingerprint import AROUND, FIELDS, STRIPS, plain

OWN_NAME = ("heading", "title")
"""Which words of a block tell it from others of its type."""
TECHNICAL = ("id", "pk", "url", "slug", "page", "topics")
"""What the portal keeps with a fact for itself."""
PARAGRAPHS = ("p", "li", "h2", "h3", "h4", "h5", "h6", "blockquote")


@dataclass(frozen=True)
class Line:
    """One line: what it is called, and its words or the number of its picture."""

    label: str
    text: str = ""
    picture: int | None = None


@dataclass(frozen=True)
class Part:
    """A field or a block of an issue. `stored` tells of changes that no line shows, as bold words."""

    label: str
    place: str
    kind: str
    lines: tuple[Line, ...]
    stored: Any = field(compare=False, default=None)


@dataclass
class LinkNames:
    """The titles of pages and documents that texts lead to, by their numbers: asked for once for all texts."""

    pages: dict[int, str] = field(default_factory=dict)
    documents: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, *issues: Any) -> "LinkNames":
        pages: set[int] = set()
        documents: set[int] = set()
        for issue in issues:
            for model, pk, *_place in issue.body.stream_block.extract_references(issue.body):
                wanted = pages if issubclass(model, Page) else documents if model is get_document_model() else None
                if wanted is not None and (key := typed_key(pk)) is not None:
                    wanted.add(key)
        titles = Page.objects.filter(pk__in=pages).values_list("pk", "title") if pages else ()
        files = get_document_model().objects.filter(pk__in=documents).values_list("pk", "title") if documents else ()
        return cls(dict(titles), dict(files))


def fields_of(issue: Any) -> list[Part]:
    """The fields that readers get, in the order they count for the fingerprint."""
    parts = []
    for name in FIELDS:
        model_field = issue._meta.get_field(name.removesuffix("_id"))
        value = getattr(issue, name)
        label = str(capfirst(model_field.verbose_name))
        said = _shown(value)
        parts.append(Part(label, name.removesuffix("_id"), name, (Line("", said),) if said else (), value))
    return parts


def blocks_of(issue: Any, names: LinkNames) -> list[Part]:
    """The blocks of the body in their order, each with what the portal fills in by itself."""
    parts = []
    for child in issue.body:
        lines = [*_lines(child.block, child.value, "", names), *_facts(issue.facts.get(child.block_type))]
        stored = [plain(child.block, child.value), issue.facts.get(child.block_type)]
        parts.append(Part(name_of(child), f"body.{child.id}", child.block_type, tuple(lines), stored))
    return parts


def surroundings_of(issue: Any) -> list[Part]:
    """What stands around every issue by itself."""
    labels = {"imprint": _("Imprint"), "publicity": _("Publicity of projects")}
    told = {kind: issue.facts.get(kind) for kind in sorted(AROUND)}
    return [Part(labels.get(kind, kind), kind, kind, tuple(_facts(fact)), fact) for kind, fact in told.items()]


def name_of(child: Any) -> str:
    """What the editor calls a block: its type, and its heading if it has one."""
    kind = str(capfirst(child.block.label))
    getter = getattr(child.value, "get", None)
    own = next((getter(key) for key in OWN_NAME if getter(key)), "") if getter is not None else ""
    return _("%(kind)s “%(name)s”") % {"kind": kind, "name": own} if own else kind


# --- A block's lines -------------------------------------------------------------------------------
def _lines(block: Any, value: Any, label: str, names: LinkNames) -> Iterator[Line]:
    """The lines of `value`; empty parts have none."""
    if value is None or value is False or value == "":
        return
    match block:
        case blocks.StructBlock():
            for name, child in block.child_blocks.items():
                yield from _lines(child, value.get(name), str(child.label), names)
        case blocks.ListBlock():
            for item in value:
                yield from _lines(block.child_block, item, label, names)
        case blocks.StreamBlock():
            for child in value:
                yield from _lines(child.block, child.value, str(child.block.label), names)
        case TypedTableBlock():
            yield from _table(value, label, names)
        case _:
            yield from _one(block, value, label, names)


def _one(block: Any, value: Any, label: str, names: LinkNames) -> Iterator[Line]:
    """The lines of a block that holds no others."""
    if isinstance(value, RichText):
        texts = _paragraphs(value.source, names)
    elif isinstance(block, ChooserBlock) and isinstance(value, get_image_model()):
        yield Line(label, picture=value.pk)
        return
    elif isinstance(block, blocks.ChoiceBlock):
        texts = [str(dict(block.field.choices).get(value, value))]
    else:
        texts = _shown(value).split("\n")
    yield from (Line(label, text.strip()) for text in texts if text.strip())


def _table(value: Any, label: str, names: LinkNames) -> Iterator[Line]:
    if getattr(value, "caption", ""):
        yield Line(label, value.caption)
    yield Line(label, " | ".join(column["heading"] for column in value.columns))
    for row in value.rows:
        cells = (_lines(cell.block, cell.value, "", names) for cell in row)
        yield Line(label, " | ".join(" ".join(line.text for line in cell) for cell in cells))


def _paragraphs(source: str, names: LinkNames) -> list[str]:
    """Rich text, a line for each paragraph; where a link leads stands behind its words."""
    soup = BeautifulSoup(source, "html.parser")
    for link in soup.find_all("a"):
        link.append(f" [{_target(link, names)}]")
    for line_break in soup.find_all("br"):
        line_break.replace_with("\n")
    found = [tag for tag in soup.find_all(PARAGRAPHS) if not tag.find_parent(PARAGRAPHS)]
    if not found:
        return soup.get_text().split("\n")
    return [line for tag in found for line in _text(tag).split("\n")]


def _text(tag: Tag) -> str:
    for nested in tag.find_all(PARAGRAPHS):
        nested.insert_before("\n")
    return ("• " if tag.name == "li" else "") + tag.get_text()


def _target(link: Tag, names: LinkNames) -> str:
    number = str(link.get("id", ""))
    known = {"page": names.pages, "document": names.documents}.get(str(link.get("linktype", "")))
    if known is not None:
        return known.get(typed_key(number) or 0, number)
    return str(link.get("href", ""))


# --- Words -----------------------------------------------------------------------------------------
def _shown(value: Any) -> str:
    """A value as people read it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return cs_datetime(value)
    if isinstance(value, date):
        return cs_date(value)
    return str(value)


def _facts(value: Any, label: str = "") -> Iterator[Line]:
    """What the portal says by itself: an item of a list is a line, a group of items has a name."""
    if isinstance(value, dict):
        shown = {key: part for key, part in value.items() if part and key not in TECHNICAL}
        pictures = [shown.pop(key) for key in STRIPS if key in shown]
        groups = {key: shown.pop(key) for key in list(shown) if isinstance(shown[key], list | dict)}
        if shown:
            yield Line(label, " · ".join(_fact(part) for part in shown.values()))
        yield from (Line(label, picture=number) for number in pictures)
        for key, part in groups.items():
            yield from _facts(part, _group_name(key) or label)
    elif isinstance(value, list):
        for part in value:
            yield from _facts(part, label)
    elif value:
        yield Line(label, _fact(value))


def _fact(value: Any) -> str:
    if isinstance(value, str) and len(value) >= len("2020-01-01") and value[:4].isdigit():
        for parse in (date.fromisoformat, datetime.fromisoformat):
            try:
                return _shown(parse(value))
            except ValueError:
                continue
    return _shown(value)


def _group_name(key: str) -> str:
    return {
        "new": _("new"),
        "changed": _("changed"),
        "closed": _("closed"),
        "agendas": _("agendas"),
    }.get(key, "")
