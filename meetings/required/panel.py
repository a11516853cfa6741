"""Beside the programme in the form: what is asked for and lacking, and what the public won't see (MTG-5, M1)."""

from typing import Any

from wagtail.admin.panels import HelpPanel

from ..enums import PROGRAMME_KINDS
from ..programme import all_points, programme_of
from .missing import missing


class ProgrammePanel(HelpPanel):
    """Warns and never blocks; of the draft as it was last saved."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"template": "meetings/admin/programme.html", **kwargs})

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            meeting = self.instance
            context["is_new"] = meeting.pk is None
            context["is_asked"] = meeting.kind in PROGRAMME_KINDS
            if meeting.pk is not None:
                points = programme_of(meeting, public_only=False, files=False)
                context["missing"] = missing(meeting)
                context["hidden"] = [point for point in all_points(points) if not point.is_public]
            return context
