"""The parts of an issue as readers meet them: in order, each with its place on the page."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from wagtail.blocks.stream_block import StreamValue

from .dates.items import anchors, dated_items

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
    blocks = list(body)
    headings = [(block.value.get("heading") or "") if hasattr(block.value, "get") else "" for block in blocks]
    return [Section(*found) for found in zip(anchors(headings), headings, blocks, strict=True)]


def shown_sections(issue: Any) -> list[Section]:
    """What readers of `issue` see: what is written, and its dates by themselves if there is no part for them (N2)."""
    sections: list[Section] = list(issue.written_sections)
    if any(section.block.block_type == "deadlines" for section in sections) or not dated_items(issue):
        return sections
    heading = gettext("Dates to remember")
    definition = issue.body.stream_block.child_blocks["deadlines"]
    value = definition.normalize({"heading": heading, "items": []})
    place = anchors([*(section.heading for section in sections), heading])[-1]
    dates = Section(place, heading, StreamValue.StreamChild(definition, value, id=None))
    at = next((at for at, section in enumerate(sections) if section.block.block_type in AT_THE_END), len(sections))
    return [*sections[:at], dates, *sections[at:]]
