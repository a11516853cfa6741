"""Parts an issue could have once, put into today's words (migration 0004)."""

from typing import Any

from django.utils.deconstruct import deconstructible
from wagtail.blocks.migrations.operations import BaseBlockOperation


@deconstructible
class OldParts(BaseBlockOperation):
    """The way to the overview becomes the part that brings the overview; an invitation becomes words with a link.

    An invitation took day and place from the notice whenever it was read: what was approved could change. As an
    article it says what it said, and leads to the notice.
    """

    @property
    def operation_name_fragment(self) -> str:
        return "old_parts"

    def apply(self, block_value: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The raw content of an issue in today's parts."""
        return [self._part(child) for child in block_value]

    def _part(self, child: dict[str, Any]) -> dict[str, Any]:
        kind, value = child["type"], child["value"]
        if kind == "directory":
            words = {"heading": value.get("heading", ""), "introduction": value.get("text", "")}
            return {**child, "type": "services", "value": words}
        if kind == "meeting":
            link = f'<p><a linktype="page" id="{value["meeting"]}">Oznámení setkání</a></p>' if value["meeting"] else ""
            words = {"heading": value.get("heading", ""), "text": f"{link}{value.get('text', '')}"}
            return {**child, "type": "article", "value": words}
        return child
