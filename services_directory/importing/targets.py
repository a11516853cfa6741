"""What a column of a file can mean: every field of a service that a file may bring, with its name for people."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class Target:
    """A meaning of a column. Several columns may mean the same only if it holds a list (`many`)."""

    key: str
    label: StrPromise
    many: bool = False


GROUPS: tuple[tuple[StrPromise, tuple[Target, ...]], ...] = (
    (
        pgettext_lazy("columns", "What it is"),
        (
            Target("id", _("identifier in the source")),
            Target("name", _("name")),
            Target("kind", pgettext_lazy("column", "kind of service"), many=True),
            Target("operator_name", _("operating body")),
            Target("operator_ico", _("IČO of the operating body")),
            Target("subject", _("subject of activity")),
            Target("description", _("more about the service")),
            Target("parts", _("parts of the place")),
            Target("scope", _("scope")),
            Target("served", _("municipalities served")),
        ),
    ),
    (
        pgettext_lazy("columns", "Where it is"),
        (
            Target("municipality_name", pgettext_lazy("column", "municipality (name)")),
            Target("municipality", pgettext_lazy("column", "municipality (code)")),
            Target("part", _("part of the municipality")),
            Target("street", pgettext_lazy("column", "street")),
            Target("street_line", pgettext_lazy("column", "street with number")),
            Target("number_kind", _("kind of number")),
            Target("house_number", _("house number")),
            Target("orientation_number", _("orientation number")),
            Target("house", pgettext_lazy("column", "house number with its kind and the orientation number")),
            Target("psc", _("postcode")),
            Target("latitude", _("latitude")),
            Target("longitude", _("longitude")),
            Target("coordinates", pgettext_lazy("column", "both coordinates")),
        ),
    ),
    (
        pgettext_lazy("columns", "Contacts"),
        (
            Target("phones", pgettext_lazy("column", "phone"), many=True),
            Target("emails", pgettext_lazy("column", "e-mail"), many=True),
            Target("webs", pgettext_lazy("column", "website"), many=True),
            Target("contact_label", pgettext_lazy("column", "label of the contacts")),
            Target("internal_phones", pgettext_lazy("column", "internal phone, never public"), many=True),
            Target("internal_emails", pgettext_lazy("column", "internal e-mail, never public"), many=True),
            Target("internal_webs", pgettext_lazy("column", "internal web address, never public"), many=True),
        ),
    ),
    (
        pgettext_lazy("columns", "Opening hours"),
        (
            Target("opening_hours", _("opening hours")),
            Target("hours_mo", pgettext_lazy("column", "hours on Monday")),
            Target("hours_tu", pgettext_lazy("column", "hours on Tuesday")),
            Target("hours_we", pgettext_lazy("column", "hours on Wednesday")),
            Target("hours_th", pgettext_lazy("column", "hours on Thursday")),
            Target("hours_fr", pgettext_lazy("column", "hours on Friday")),
            Target("hours_sa", pgettext_lazy("column", "hours on Saturday")),
            Target("hours_su", pgettext_lazy("column", "hours on Sunday")),
            Target("hours_note", _("note on opening hours")),
        ),
    ),
    (
        pgettext_lazy("columns", "Access"),
        (
            Target("barrier_free", _("barrier-free access")),
            Target("barrier_free_note", _("note on access")),
            Target("accessible_toilet", _("wheelchair-accessible toilet")),
            Target("accessible_parking", _("parking for disabled people")),
            Target("lift", _("lift")),
            Target("hearing_loop", _("induction loop")),
            Target("tactile_guidance", _("guidance for blind people")),
        ),
    ),
    (
        pgettext_lazy("columns", "Other"),
        (
            Target("closed_on", _("closed on")),
            Target("state", pgettext_lazy("column", "state (published, draft)")),
            Target("internal_note", _("internal note")),
        ),
    ),
)
TARGETS = {target.key: target for _heading, targets in GROUPS for target in targets}
FIXED = ("kind", "municipality", "operator_name")
"""What may be said once for the whole file where no column says it."""


def label_of(key: str) -> str:
    """The name of a field for people."""
    return str(TARGETS[key].label) if key in TARGETS else key
