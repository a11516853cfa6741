"""Contributions beside the form of an issue: how many wait, until when they come, the way to them (N1)."""

from typing import Any

from wagtail.admin.panels import HelpPanel

from ..enums import ContributionState


class ContributionsPanel(HelpPanel):
    """One sentence and a link; nothing while the issue isn't stored."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"template": "newsletters/contributions/admin/panel.html", **kwargs})

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self) -> bool:
            return self.instance.pk is not None and self.instance.corrects_id is None and bool(super().is_shown())

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            context["issue"] = self.instance
            context["waiting"] = self.instance.contributions.filter(state=ContributionState.WAITING).count()
            return context
