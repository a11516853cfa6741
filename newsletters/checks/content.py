"""The words and pictures of an issue, each with its place, whatever blocks they stand in."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from .rich_text import RichText, read_rich_text

SECTION, ITEM = 2, 3
HEADINGS = {"heading": SECTION, "title": ITEM}
"""Parts of a block that are shown as headings, with their level; that of the whole issue is 1."""
BESIDE = {"description", "credit"}
"""Words that stand beside a picture or in its place: they are no text of the issue."""


@dataclass(frozen=True)
class Words:
    """A field of the issue with words in it. `level` is that of a heading, 0 for text."""

    place: str
    section: str
    name: str
    kind: str
    text: str
    level: int = 0
    is_required: bool = False

    @cached_property
    def rich(self) -> RichText:
        return read_rich_text(self.text) if self.kind == "rich" else RichText(words=self.text)

    @property
    def is_beside(self) -> bool:
        return self.name in BESIDE


@dataclass(frozen=True)
class Picture:
    """A picture with the words that stand for it."""

    place: str
    section: str
    description: str
    is_decorative: bool


@dataclass(frozen=True)
class Gap:
    """A part that has to be filled in and isn't."""

    place: str
    section: str
    label: str


@dataclass(frozen=True)
class Section:
    """A block right in the body: its type, its place, what people call it, and what it holds."""

    block_type: str
    place: str
    label: str
    words: tuple[Words, ...]
    pictures: tuple[Picture, ...]
    gaps: tuple[Gap, ...]

    @property
    def has_text(self) -> bool:
        return any(part.rich.words.strip() for part in self.words if not part.level and not part.is_beside)


def sections(issue: Any) -> list[Section]:
    """The blocks of the body of `issue` in their order."""
    found = []
    for child in issue.body:
        place = f"body.{child.id}" if child.id else "body"
        value = child.value
        heading = str(value.get("heading") or "").strip() if hasattr(value, "get") else ""
        label = heading or str(child.block.label)
        parts = list(_walk(child.block, value, place, label, ""))
        words = tuple(part for part in parts if isinstance(part, Words))
        pictures = tuple(part for part in parts if isinstance(part, Picture))
        gaps = tuple(part for part in parts if isinstance(part, Gap))
        found.append(Section(child.block_type, place, label, words, pictures, gaps))
    return found


def head(issue: Any) -> list[Words]:
    """The title and the lead, which stand above the body."""
    section = str(issue._meta.get_field("title").verbose_name)
    return [
        Words("title", section, "title", "plain", issue.title or "", 1, is_required=True),
        Words("lead", str(issue._meta.get_field("lead").verbose_name), "lead", "plain", issue.lead or ""),
    ]


def _walk(block: Any, value: Any, place: str, section: str, name: str) -> Iterator[Words | Picture | Gap]:
    # An empty heading is a finding of its own.
    if name not in HEADINGS and _is_gap(block, value):
        yield Gap(place, section, str(block.label))
    if isinstance(block, blocks.StructBlock):
        yield from _walk_struct(block, value, place, section)
    elif isinstance(block, blocks.ListBlock):
        for item in value.bound_blocks:
            yield from _walk(block.child_block, item.value, f"{place}.{item.id}", section, name)
    elif isinstance(block, blocks.StreamBlock):
        for child in value:
            yield from _walk(child.block, child.value, f"{place}.{child.id}", section, name)
    elif isinstance(block, blocks.RichTextBlock):
        yield Words(place, section, name, "rich", getattr(value, "source", value) or "")
    elif isinstance(block, blocks.CharBlock | blocks.TextBlock):
        yield Words(place, section, name, "plain", value or "", HEADINGS.get(name, 0), block.required)


def _is_gap(block: Any, value: Any) -> bool:
    """Whether `value` is less than `block` asks for."""
    if isinstance(block, blocks.ListBlock):
        return len(value) < (block.meta.min_num or 0)
    if not isinstance(block, blocks.FieldBlock) or not block.required:
        return False
    if isinstance(block, blocks.RichTextBlock):
        return not read_rich_text(getattr(value, "source", value) or "").words.strip()
    return value is None or not str(value).strip()


def _walk_struct(block: blocks.StructBlock, value: Any, place: str, section: str) -> Iterator[Words | Picture | Gap]:
    for name, child in block.child_blocks.items():
        part = value.get(name)
        if isinstance(child, ImageChooserBlock):
            if part is None:
                yield from [Gap(f"{place}.{name}", section, str(child.label))] if child.required else []
            else:
                own = (value.get("description") or "").strip()
                is_decorative = bool(value.get("is_decorative"))
                yield Picture(f"{place}.{name}", section, own or part.description.strip(), is_decorative)
        else:
            yield from _walk(child, part, f"{place}.{name}", section, name)
