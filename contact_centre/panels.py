"""What waits for the centre, on the admin's home page; each number opens exactly its list (U1)."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from wagtail.admin.ui.components import Component
from wagtail.permissions import policy_registry

from .enums import OPEN_REQUEST, RUNNING_ACTIVITY
from .models import Activity, CitizenRequest

ACTIONS = ["add", "change", "view"]


class CentrePanel(Component):
    """Open requests and running activities of the user's associations."""

    name = "contact_centre"
    template_name = "contact_centre/admin/panel.html"
    order = 20

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        user = parent_context["request"].user if parent_context else None
        return {"figures": [*self._figures(user)]}

    def render_html(self, parent_context: Mapping[str, Any] | None = None) -> str:
        """Nothing for those who work with neither."""
        context = self.get_context_data(parent_context)
        return super().render_html(parent_context) if context["figures"] else ""

    def _figures(self, user: Any) -> list[dict[str, Any]]:
        figures = []
        for model, kind, states, url_name in (
            (CitizenRequest, "requests", OPEN_REQUEST, "citizen_requests:index"),
            (Activity, "activities", RUNNING_ACTIVITY, "activities:index"),
        ):
            if not policy_registry.get_by_type(model).user_has_any_permission(user, ACTIONS):
                continue
            query = urlencode([("status", state.value) for state in states])
            count = model.objects.for_user(user).filter(status__in=states).count()
            figures.append({"kind": kind, "count": count, "url": f"{reverse(url_name)}?{query}"})
        return figures
