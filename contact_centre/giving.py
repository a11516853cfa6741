"""Giving several rows to one person of their centre: the form of the bulk actions of requests and of activities."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.tenancy.models import StaffMember


class PersonForm(forms.Form):
    """The choice among the people of the centres whose rows were chosen."""

    person = forms.ModelChoiceField(
        label=_("Who has it"), queryset=StaffMember.objects.none(), required=False, empty_label=_("nobody yet")
    )


class GivesToPerson:
    """A bulk action that offers the people of the centres whose rows were chosen; `person` is who was chosen."""

    display_name = _("Give to")
    form_class = PersonForm
    button = _("Give")
    cleaned_form: Any

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)  # type: ignore[misc]
        objects, _without_access = self.get_actionable_objects()  # type: ignore[attr-defined]
        sites = {row.site_id for row in objects}
        form.fields["person"].queryset = StaffMember.objects.filter(site__in=sites).order_by("site", "order", "name")
        return form

    @property
    def person(self) -> StaffMember | None:
        chosen: StaffMember | None = self.cleaned_form.cleaned_data["person"]
        return chosen
