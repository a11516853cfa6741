"""What the form of an association's details tells beside its fields: shades, the sender as read, statements."""

import re
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from wagtail.admin.panels import HelpPanel

from portal.core.shades import Shades, shades_of

from .statements import statements_of

COLOUR = re.compile(r"#[0-9a-f]{6}")


def shades_typed(value: Any) -> Shades | None:
    """The shades of a colour as somebody sent it; None if it is none."""
    colour = str(value or "").strip().lower()
    return shades_of(colour) if COLOUR.fullmatch(colour) else None


class ShadesPanel(HelpPanel):
    """The page in the chosen colour, in the light and in the dark; of a refused one also the nearest good colour."""

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            shades = shades_typed(self.form["brand_colour"].value())
            context["shades"] = shades
            context["nearest"] = shades_of(shades.nearest) if shades and not shades.may_be_chosen else None
            return context


class SenderPanel(HelpPanel):
    """A letter's head as its readers see it, and why its address is the portal's."""

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            context["address"] = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
            return context


class StatementsPanel(HelpPanel):
    """The statements of the site: when they were gone through, and where they are changed."""

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            context["lines"] = statements_of(self.instance) if self.instance.pk else []
            return context
