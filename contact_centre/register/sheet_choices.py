"""What may be chosen on the sheet, read once for all of its rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Site

from portal.core.czech import fold
from portal.tenancy.models import Municipality, StaffMember

from ..models import ActivityArea, ActivityOutput, ActivitySubarea, ActivityTrigger, Handler

NOBODY = "nobody"


@dataclass(frozen=True)
class SheetChoices:
    """Entries in use and the people and municipalities of one association.

    Left out is what asks for more than a row holds: an earlier activity, or the specification for a specialist.
    """

    site: Site

    @cached_property
    def triggers(self) -> dict[str, ActivityTrigger]:
        return _by_key(ActivityTrigger.objects.current().exclude(code=ActivityTrigger.FOLLOW_UP))

    @cached_property
    def areas(self) -> dict[str, ActivityArea]:
        return _by_key(ActivityArea.objects.current())

    @cached_property
    def subareas(self) -> dict[str, ActivitySubarea]:
        return _by_key(ActivitySubarea.objects.current().filter(area__in=self.areas.values()).select_related("area"))

    @cached_property
    def handlers(self) -> dict[str, Handler]:
        return _by_key(Handler.objects.current().filter(informs_union=False))

    @cached_property
    def outputs(self) -> dict[str, ActivityOutput]:
        return _by_key(ActivityOutput.objects.current())

    @cached_property
    def people(self) -> dict[str, StaffMember]:
        return _by_key(StaffMember.objects.filter(site=self.site).order_by("order", "name"))

    def key_of(self, user: Any) -> str:
        """The key of the person whose account `user` is; empty if it is nobody's here."""
        return next((key for key, person in self.people.items() if person.user_id == user.pk), "")

    @cached_property
    def municipalities(self) -> list[Municipality]:
        """Those that are or were members, in Czech order."""
        members = Municipality.objects.filter(memberships__association__site=self.site)
        return list(members.distinct().order_by("sort_key"))

    def subarea_groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Sub-areas under the name of their area; those that usually are advice say so."""
        groups = groupby(self.subareas.items(), key=lambda item: item[1].area.label)
        return [(label, [(key, _subarea_label(row)) for key, row in rows]) for label, rows in groups]

    def handler_labels(self) -> list[tuple[str, str]]:
        """Those whose opinion has to be attached first say that a row can only open what they handle."""
        only_opens = _("%(handler)s (only opened here)")
        return [
            (key, only_opens % {"handler": row.label} if row.opinion_required else row.label)
            for key, row in self.handlers.items()
        ]

    def find_municipalities(self, text: str) -> tuple[list[Municipality], list[str]]:
        """The municipalities whose names, or clear beginnings of names, `text` holds between commas; and the rest."""
        found: list[Municipality] = []
        unknown = []
        for word in filter(None, (part.strip() for part in text.replace(";", ",").split(","))):
            whole = [place for place in self.municipalities if fold(place.name) == fold(word)]
            begun = whole or [place for place in self.municipalities if fold(place.name).startswith(fold(word))]
            if len(begun) == 1:
                found += [place for place in begun if place not in found]
            else:
                unknown.append(word)
        return found, unknown


def labels(rows: dict[str, Any]) -> list[tuple[str, str]]:
    """Rows of a code list, or people, as choices."""
    return [(key, str(row)) for key, row in rows.items()]


def _by_key(rows: Iterable[Any]) -> dict[str, Any]:
    return {str(row.pk): row for row in rows}


def _subarea_label(row: ActivitySubarea) -> str:
    return _("%(name)s (expert advice)") % {"name": row.label} if row.is_expert_advice else row.label
