"""What the checklist of a new association says of its appearance (`portal.tenancy.opening`)."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..models import Association
from ..opening.lines import Line, register_line
from ..opening.own import own_details


def _details(association: Association) -> str:
    return reverse("association:edit", args=[association.pk])


def _has_own_colour(association: Association) -> bool:
    return bool(association.brand_colour != Association._meta.get_field("brand_colour").get_default())


def register() -> None:
    """Called once, when the tenancy is ready."""
    lines: list[dict[str, Any]] = [
        {"name": "emblem", "label": _("Emblem of the association"), "holds": lambda one: bool(one.emblem_id)},
        {"name": "colour", "label": _("A colour of its own"), "holds": _has_own_colour},
    ]
    for number, fields in enumerate(lines, start=1):
        register_line(Line(order=60 + number, is_required=False, mend=_details, own=own_details, **fields))
