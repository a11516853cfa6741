"""The parts of an issue as readers meet them: in order, each with its place on the page."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext
from wagtail.blocks.stream_block import StreamValue

from .dates.items import dated_items

ANCHOR_LENGTH = 60
AT_THE_END = ("closing", "people")
"""Parts before which the dates stand when nobody has put them anywhere."""


@dataclass(frozen=True)
class Section:
    """A block of an issue; one with a heading has an anchor and stands in the contents."""

    anchor: str
    heading: str
    block: Any


def written_sections(body: Any) -> list[Section]:
    """The blocks of `body` in their order, each heading with an anchor of its own, the others with an empty one."""
    taken: dict[str, int] = {}
    sections = []
    for block in body:
        heading = (block.value.get("heading") or "") if hasattr(block.value, "get") else ""
        sections.append(Section(_anchor(heading, taken), heading, block))
    return sections


def shown_sections(issue: Any) -> list[Section]:
    """What readers of `issue` see: what is written, and its dates by themselves if there is no part for them (N2)."""
    sections: list[Section] = list(issue.written_sections)
    if any(section.block.block_type == "deadlines" for section in sections) or not dated_items(issue):
        return sections
    heading = gettext("Dates to remember")
    taken = {section.anchor: 1 for section in sections if section.anchor}
    definition = issue.body.stream_block.child_blocks["deadlines"]
    value = definition.normalize({"heading": heading, "items": []})
    dates = Section(_anchor(heading, taken), heading, StreamValue.StreamChild(definition, value))
    at = next((at for at, section in enumerate(sections) if section.block.block_type in AT_THE_END), len(sections))
    return [*sections[:at], dates, *sections[at:]]


def _anchor(heading: str, taken: dict[str, int]) -> str:
    anchor = slugify(heading)[:ANCHOR_LENGTH].strip("-")
    if not anchor:
        return ""
    taken[anchor] = taken.get(anchor, 0) + 1
    return f"{anchor}-{taken[anchor]}" if taken[anchor] > 1 else anchor
