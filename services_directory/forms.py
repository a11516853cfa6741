"""The editor's form of a service: what publishing asks for (D1), said at the field."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.images import get_image_model

from portal.core.validators import normalise_ico, normalise_psc
from portal.tenancy.boundary import sites_of
from portal.tenancy.models import Association, Membership, Municipality

from .fields import group_kinds
from .hours.fields import HoursField
from .widgets import WithinChoices

LONGEST_CHAIN = 20
"""Successors of successors that are followed to see whether they lead back."""


class PartForm(WagtailAdminModelForm):
    """A part of a place, with the kinds grouped by field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            group_kinds(self.fields["kind"], self.instance.kind_id)


class ServiceForm(WagtailAdminModelForm):
    """A draft may be saved with little; publishing needs kind, municipality, operating body, scope and a contact.

    Municipalities to choose from are the association's members; the Union's users, who may choose the
    association too, are told at the field when the two don't belong together.
    """

    operator_ico = forms.CharField(label=_("IČO of the operating body"), required=False, max_length=12)
    psc = forms.CharField(label=_("postcode"), required=False, max_length=8)
    opening_hours = HoursField(
        label=_("Opening hours"),
        required=False,
        help_text=_("Times as 8, 8:30 or 830; Enter adds another time of the day. A day without times is closed."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            group_kinds(self.fields["kind"], self.instance.kind_id)
        members = self._members()
        for name in {"municipality", "served"} & set(self.fields):
            self.fields[name].queryset = members
        if "photo" in self.fields:
            self.fields["photo"].queryset = self._photos()
        if "successor" in self.fields:
            self.fields["successor"].queryset = self._successors()
            self.fields["successor"].widget.site_id = self.instance.site_id
        for field in self.fields.values():
            if isinstance(field.widget, WithinChoices):
                field.widget.offered = field.queryset

    def _sites(self) -> Any:
        """The row's association, or all in which the user may add."""
        own = self.instance.site_id
        return [own] if own else sites_of(self.for_user, self._meta.model, "add")

    def _members(self) -> QuerySet[Municipality]:
        """Members of the row's association; a former one stays if chosen."""
        memberships = Membership.objects.valid_on().filter(association__site__in=self._sites())
        chosen = Q(pk__in=memberships.values("municipality")) | Q(pk=self.instance.municipality_id)
        if self.instance.pk:
            chosen |= Q(services_serving=self.instance.pk)
        return Municipality.objects.filter(chosen).distinct().order_by("sort_key")

    def _photos(self) -> QuerySet[Any]:
        """Images of the association's own files."""
        collections = Association.objects.filter(site__in=self._sites()).values("collection")
        return get_image_model().objects.filter(Q(collection__in=collections) | Q(pk=self.instance.photo_id))

    def _successors(self) -> QuerySet[Any]:
        return self._meta.model.objects.filter(site__in=self._sites()).exclude(pk=self.instance.pk)

    def clean_operator_ico(self) -> str:
        value = self.cleaned_data["operator_ico"]
        return normalise_ico(value) if value else ""

    def clean_psc(self) -> str:
        value = self.cleaned_data["psc"]
        return normalise_psc(value) if value else ""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        site = cleaned.get("site")
        municipality = cleaned.get("municipality")
        if site and municipality and "municipality" in self.changed_data:
            association = Association.objects.for_site(site)
            if (
                association is None
                or not Municipality.objects.members_of(association).filter(pk=municipality.pk).exists()
            ):
                self.add_error("municipality", ValidationError(_("This municipality is no member of the association.")))
        if cleaned.get("successor"):
            self._check_successor(cleaned)
        return cleaned

    def _check_successor(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("closed_on"):
            self.add_error("closed_on", ValidationError(_("Give the day too; only a closed service has a successor.")))
        following = cleaned["successor"]
        for _step in range(LONGEST_CHAIN):
            if following is None:
                return
            if self.instance.pk and following.pk == self.instance.pk:
                self.add_error("successor", ValidationError(_("That service leads back to this one.")))
                return
            following = following.successor

    def is_valid(self) -> bool:
        valid: bool = super().is_valid()
        if self.is_deferred_validation or "contacts" not in self.formsets:
            return valid
        contacts = self.formsets["contacts"]
        public = [
            form
            for form in contacts.forms
            if form not in contacts.deleted_forms
            and getattr(form, "cleaned_data", {}).get("value")
            and not form.cleaned_data.get("is_internal")
        ]
        if not public and contacts.is_valid():
            contacts._non_form_errors.append(
                ValidationError(_("Before it is published, a service needs at least one public contact."))
            )
            return False
        return valid and bool(public)
