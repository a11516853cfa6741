"""Help beside the form of a notice."""

from typing import Any

from wagtail.admin.panels import HelpPanel

from .enums import PROGRAMME_KINDS
from .invitations import invitation_days, invitation_timing


class InvitationPanel(HelpPanel):
    """The last day for the invitation, and whether the meeting is in the programme's window; for information."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"template": "meetings/admin/invitation.html", **kwargs})

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            meeting = self.instance
            context["days"] = invitation_days()
            if meeting.starts_at and meeting.kind in PROGRAMME_KINDS:
                context["timing"] = invitation_timing(meeting.starts_at)
            return context
