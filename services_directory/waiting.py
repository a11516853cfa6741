"""What of the directory waits for somebody: one panel on the admin's home page.

Each part says its own line; every number opens exactly its list (U1).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from wagtail.admin.ui.components import Component


@dataclass(frozen=True)
class WaitingLine:
    """One line of the panel in words ("3 proposals wait") and the list it opens."""

    text: str
    url: str


Provider = Callable[[Any], WaitingLine | None]
_providers: list[tuple[int, Provider]] = []


def register_waiting_line(order: int, provider: Provider) -> None:
    """Show what `provider` says to a user, smaller `order` first; None when nothing waits or it isn't theirs.

    Call it in ``AppConfig.ready()``.
    """
    _providers.append((order, provider))
    _providers.sort(key=lambda entry: entry[0])


class WaitingPanel(Component):
    """What waits for the user in the directory; nothing when nothing does."""

    name = "services_directory"
    template_name = "services_directory/admin/waiting.html"
    order = 15

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        user = parent_context["request"].user if parent_context else None
        return {"lines": [line for _order, provider in _providers if (line := provider(user)) is not None]}

    def render_html(self, parent_context: Mapping[str, Any] | None = None) -> str:
        context = self.get_context_data(parent_context)
        return super().render_html(parent_context) if context["lines"] else ""
