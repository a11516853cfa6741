"""The editor's form of a service: what publishing asks for (D1), said at the field."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from portal.core.validators import normalise_ico, normalise_psc
from portal.tenancy.boundary import sites_of
from portal.tenancy.models import Association, Membership, Municipality


class ServiceForm(WagtailAdminModelForm):
    """A draft may be saved with little; publishing needs kind, municipality, operating body, scope and a contact.

    Municipalities to choose from are the association's members; the Union's users, who may choose the
    association too, are told at the field when the two don't belong together.
    """

    operator_ico = forms.CharField(label=_("IČO of the operating body"), required=False, max_length=12)
    psc = forms.CharField(label=_("postcode"), required=False, max_length=8)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            kinds = self.fields["kind"].queryset
            current = self.instance.kind_id if self.instance.kind_id else None
            self.fields["kind"].queryset = (kinds.current() | kinds.filter(pk=current)).select_related("parent")
        members = self._members()
        for name in {"municipality", "served"} & set(self.fields):
            self.fields[name].queryset = members

    def _members(self) -> QuerySet[Municipality]:
        """Members of the row's association, or of all in which the user may add; a former one stays if chosen."""
        own = self.instance.site_id
        sites = [own] if own else sites_of(self.for_user, self._meta.model, "add")
        memberships = Membership.objects.valid_on().filter(association__site__in=sites)
        chosen = Q(pk__in=memberships.values("municipality")) | Q(pk=self.instance.municipality_id)
        if self.instance.pk:
            chosen |= Q(services_serving=self.instance.pk)
        return Municipality.objects.filter(chosen).distinct().order_by("sort_key")

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
        return cleaned

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
