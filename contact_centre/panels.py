"""What waits for the centre, on the admin's home page; each number opens exactly its list (U1)."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import ngettext
from wagtail.admin.ui.components import Component
from wagtail.permissions import policy_registry

from .enums import RUNNING_ACTIVITY
from .inbox.waiting import waiting_figures
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
        figures: list[dict[str, Any]] = []
        if policy_registry.get_by_type(CitizenRequest).user_has_any_permission(user, ACTIONS):
            figures += waiting_figures(user)
        if policy_registry.get_by_type(Activity).user_has_any_permission(user, ACTIONS):
            figures.append(self._running_activities(user))
        return figures

    def _running_activities(self, user: Any) -> dict[str, Any]:
        query = urlencode([("status", state.value) for state in RUNNING_ACTIVITY])
        count = Activity.objects.for_user(user).running().count()
        said = ngettext("%(count)d running activity", "%(count)d running activities", count) % {"count": count}
        return {"kind": "activities", "count": count, "text": said, "url": f"{reverse('activities:index')}?{query}"}
