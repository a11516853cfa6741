"""Forms of the tenancy's admin: what people type is stored in one shape, files come from the own collection."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.models import CollectionMember

from portal.core.validators import normalise_phone, normalise_psc

from ..absences.people import accounts_of, name_of
from ..appearance.panels import shades_typed
from ..appearance.sender import refuse_others_name, refuse_portals_address
from ..boundary import collections_of, sites_of
from ..forms import TenantModelForm
from ..models import Absence


class OwnFilesMixin:
    """Refuses an image or a document from a collection the user doesn't work with."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()  # type: ignore[misc]
        own = collections_of(self.for_user)  # type: ignore[attr-defined]
        for name, value in list(cleaned.items()):
            unchanged = name not in self.changed_data  # type: ignore[attr-defined]
            if unchanged or not isinstance(value, CollectionMember):
                continue
            if not own.filter(pk=value.collection_id).exists():
                self.add_error(name, ValidationError(_("This belongs to another association.")))  # type: ignore[attr-defined]
        return cleaned


class ContactMixin:
    """Stores phones as +420 and nine digits, however they were typed."""

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]  # type: ignore[attr-defined]
        return normalise_phone(phone) if phone else ""


class StaffMemberForm(ContactMixin, OwnFilesMixin, TenantModelForm):
    """A person of the centre. Whose account is theirs says who is in charge there: cases find their person by it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "user" not in self.fields:
            return
        account: Any = self.fields["user"]
        account.label_from_instance = name_of
        sites = [self.instance.site_id] if self.instance.pk else sites_of(self.for_user, Absence, "delete")
        account.queryset = accounts_of(sites)
        if not sites_of(self.for_user, Absence, "delete").exists():
            del self.fields["user"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        site, account = cleaned.get("site") or getattr(self.instance, "site", None), cleaned.get("user")
        if site and account and not accounts_of([site.pk]).filter(pk=account.pk).exists():
            self.add_error("user", _("This account belongs to another association."))
        return cleaned


class AssociationForm(ContactMixin, OwnFilesMixin, WagtailAdminModelForm):
    """An association's details, for its manager and for the Union."""

    seat_psc = forms.CharField(label=_("postcode"), max_length=6, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("liaison_expert", "liaison_deputy"):
            # Only the Union's form has them. Who left isn't chosen any more.
            if (field := self.fields.get(name)) is not None:
                is_offered = Q(is_active=True) | Q(pk=getattr(self.instance, f"{name}_id"))
                field.queryset = field.queryset.filter(is_offered)
        if self.is_bound and self.add_prefix("footer-count") not in self.data:
            # Sent without the footer's blocks at all, not with none of them: it stays as it is.
            self.fields.pop("footer", None)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        expert, deputy = cleaned.get("liaison_expert"), cleaned.get("liaison_deputy")
        if deputy is not None and deputy == expert:
            self.add_error("liaison_deputy", ValidationError(_("The deputy is somebody else.")))
        return cleaned

    def clean_seat_psc(self) -> str:
        psc: str = self.cleaned_data["seat_psc"]
        return normalise_psc(psc) if psc else ""

    def clean_brand_colour(self) -> str:
        """The colour; a refused one gives way to the nearest good one if that was offered and taken."""
        colour: str = self.cleaned_data["brand_colour"].lower()
        shades = shades_typed(colour)
        is_taken = shades is not None and self.data.get("take_nearest") == shades.nearest
        return shades.nearest if shades is not None and is_taken else colour

    def clean_sender_name(self) -> str:
        name = " ".join(self.cleaned_data["sender_name"].split())
        if name:
            refuse_others_name(name, self.instance)
        return name

    def clean_reply_to(self) -> str:
        address: str = self.cleaned_data["reply_to"]
        refuse_portals_address(address)
        return address

    def clean_data_box_id(self) -> str:
        data_box_id: str = self.cleaned_data["data_box_id"]
        return data_box_id.lower()
