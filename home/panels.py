"""Panels of the page editor."""

from typing import Any

from wagtail.admin.panels import HelpPanel

from .statements import PLACEHOLDERS


class PlaceholdersPanel(HelpPanel):
    """Tells the editor of a statement which data fill themselves in, and that the text is a pattern to check."""

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            context["placeholders"] = [(f"{{{name}}}", meaning) for name, meaning in PLACEHOLDERS.items()]
            return context
