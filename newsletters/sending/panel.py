"""In the editor of an issue: how it stands with readers, and what can be done (N3, N6)."""

from typing import Any

from wagtail.admin.panels import HelpPanel


class SendingPanel(HelpPanel):
    """Whether the approval holds, that the issue went out, and the buttons for both; nothing of an unread draft."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"template": "newsletters/sending/panel.html", **kwargs})

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self) -> bool:
            return self.instance.pk is not None and bool(super().is_shown()) and self.way.says_anything

        @property
        def way(self) -> Any:
            from .state import way_of

            if not hasattr(self, "_way"):
                self._way = way_of(self.instance, self.request.user)
            return self._way

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "way": self.way, "issue": self.instance}
