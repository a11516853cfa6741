"""The body of an issue as the frame of the next one: parts, headings and standing words stay, news doesn't."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

from wagtail.blocks.stream_block import StreamValue

KEPT_WHOLE = ("people", "services", "meetings", "closing")
"""Heading and words of these stand in every issue; what the portal adds to them is gathered anew."""
WITH_ITEMS = ("news", "members")


def emptied_body(body: StreamValue, *, on: date) -> list[dict[str, Any]]:
    """`body` without what belongs to that one issue, as plain data of the field.

    Articles follow as empty ones, those in a row as one; lists of news as their heading and an empty item; deadlines
    that are passed on the day `on` and pictures go.
    """
    parts = [part for child in body for part in _frame_of(child, on)]
    repeated = [before["type"] == part["type"] == "article" for before, part in pairwise(parts)]
    return [part for part, again in zip(parts, [False, *repeated], strict=False) if not again]


def _frame_of(child: Any, on: date) -> Iterator[dict[str, Any]]:
    kind, value = child.block_type, child.value
    if kind == "article":
        yield {"type": kind, "value": {"heading": "", "text": ""}}
    elif kind in WITH_ITEMS:
        item = {"type": "item", "value": {"title": "", "place": "", "text": ""}}
        yield {"type": kind, "value": {"heading": value["heading"], "items": [item]}}
    elif kind == "deadlines":
        written = child.block.get_prep_value(value)
        ahead = [
            item
            for item, bound in zip(written["items"], value["items"], strict=True)
            if bound["date"] and bound["date"] >= on
        ]
        yield {"type": kind, "value": {**written, "items": ahead}}
    elif kind in KEPT_WHOLE:
        yield {"type": kind, "value": child.block.get_prep_value(value)}
