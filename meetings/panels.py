"""Help beside the form of a notice."""

from typing import Any

from wagtail.admin.panels import FieldPanel, HelpPanel


class InvitationPanel(HelpPanel):
    """The last day for the invitation, how many days are left, and the programme's window (M2, MTG-1)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"template": "meetings/admin/invitation.html", **kwargs})

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            from .announcing.standing import standing_of

            context: dict[str, Any] = super().get_context_data(parent_context)
            association = self.form._association() if hasattr(self.form, "_association") else None
            context["standing"] = standing_of(self.instance, association, self.request.user)
            return context


class LateReasonPanel(FieldPanel):
    """Why the invitation goes out late; there once it would (M2)."""

    def __init__(self, field_name: str = "late_reason", **kwargs: Any) -> None:
        super().__init__(field_name, **kwargs)

    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            from .announcing.guard import late_rule

            if self.form is None or not super().is_shown():
                return False
            association = self.form._association() if hasattr(self.form, "_association") else None
            site_id = association.site_id if association else None
            return bool(self.form["late_reason"].value()) or late_rule(self.instance, site_id=site_id) is not None
