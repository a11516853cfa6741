"""In the editor of a notice: that it is announced, what has changed since, and the buttons that change it (M9)."""

from typing import Any

from wagtail.admin.panels import HelpPanel


class ChangingPanel(HelpPanel):
    """How an announced meeting stands, with the ways to move it, to cancel it and to tell of a change."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"template": "meetings/changing/panel.html", **kwargs})

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self) -> bool:
            return self.instance.pk is not None and bool(super().is_shown()) and self.way is not None

        @property
        def way(self) -> Any:
            from .way import way_of

            if not hasattr(self, "_way"):
                self._way = way_of(self.instance, self.request.user)
            return self._way

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "way": self.way, "meeting": self.instance}
