"""Forms of printing: a print run, its copies by place, the day it came out, what was left over, the Union's copy."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from portal.tenancy.boundary import is_union_user
from portal.tenancy.forms import TenantModelForm
from portal.tenancy.models import Association, Municipality

from ..enums import PrintKind
from ..models import PrintRun
from .planning import Plan

SETTLED = ("kind", "layout", "municipality", "periodical")
"""What says which run it is: it stays once the run came out."""
MOST = 1_000_000


class DropPointForm(TenantModelForm):
    """A place in a member municipality of the association."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        municipality: Any = self.fields.get("municipality")
        if municipality is None or is_union_user(self.for_user):
            return
        own = Association.objects.filter(site__in=self._sites())
        offered = Municipality.objects.filter(memberships__association__in=own, memberships__left_on__isnull=True)
        kept = Municipality.objects.filter(pk=self.instance.municipality_id) if self.instance.pk else offered.none()
        municipality.queryset = (offered | kept).distinct().order_by("sort_key")

    def _sites(self) -> list[int]:
        site: Any = self.fields.get("site")
        return [row.pk for row in site.queryset] if site is not None else []


class RunForm(forms.ModelForm):
    """How an issue is printed. Place and periodical are asked of a municipal one only."""

    class Meta:
        model = PrintRun
        fields = ("kind", "municipality", "periodical", "copies", "layout", "printer", "price", "note")
        widgets = {"kind": forms.RadioSelect, "layout": forms.RadioSelect, "note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "municipality": gettext_lazy("Only if a municipality prints it in its own periodical."),
            "copies": gettext_lazy("All of them, the Union's copy and your own among them."),
            "price": gettext_lazy("What printing cost altogether."),
        }

    def __init__(self, *args: Any, association: Association, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["municipality"].queryset = Municipality.objects.members_of(association)
        for name in ("kind", "layout"):
            fields[name].choices = [choice for choice in fields[name].choices if choice[0]]
        fields["copies"].max_value = MOST
        if self.instance.printed_on is not None:
            fields["municipality"].queryset = Municipality.objects.filter(pk=self.instance.municipality_id)
            for name in SETTLED:
                fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("kind") != PrintKind.MUNICIPAL:
            cleaned["municipality"], cleaned["periodical"] = None, ""
            return cleaned
        for name, said in (
            ("municipality", _("Say in which municipality.")),
            ("periodical", _("Say in which periodical.")),
        ):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, ValidationError(said))
        return cleaned


class PlanForm(forms.Form):
    """A number of copies for each place of a plan; empty is none."""

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for town in plan.towns:
            for place in town.places:
                if place.drop is None or place.drop.delivered_on is None:
                    self.fields[field_of(place.point.pk)] = forms.IntegerField(
                        label=str(place.point),
                        min_value=0,
                        max_value=MOST,
                        required=False,
                        initial=place.copies or None,
                        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                    )

    @property
    def copies(self) -> dict[int, int]:
        """The copies of each place by its id."""
        return {int(name.removeprefix("place-")): number or 0 for name, number in self.cleaned_data.items()}


def field_of(pk: int) -> str:
    return f"place-{pk}"


class DayForm(forms.Form):
    """One day."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=AdminDateInput)


class LeftOverForm(forms.Form):
    """What was left over at a place."""

    returned = forms.IntegerField(label=gettext_lazy("Left over"), min_value=0, max_value=MOST)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)
