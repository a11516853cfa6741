"""Help beside the form of an issue."""

from typing import Any

from wagtail.admin.panels import HelpPanel

from portal.programme.querysets import next_newsletter_deadlines


class ReviewDeadlinesPanel(HelpPanel):
    """When the Union expects the issue that comes next, by the programme's calendar (NWS-5)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"template": "newsletters/admin/review_deadlines.html", **kwargs})

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            context["deadlines"] = next_newsletter_deadlines()
            return context
