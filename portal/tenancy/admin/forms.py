"""Forms of the tenancy's admin: what people type is stored in one shape, files come from the own collection."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.models import CollectionMember, Site

from portal.core.validators import normalise_ico, normalise_phone, normalise_psc

from ..absences.people import accounts_of, name_of
from ..boundary import collections_of, sites_of
from ..forms import TenantModelForm
from ..models import Absence, Association, Municipality
from ..provisioning import provision_association


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
        colour: str = self.cleaned_data["brand_colour"]
        return colour.lower()

    def clean_data_box_id(self) -> str:
        data_box_id: str = self.cleaned_data["data_box_id"]
        return data_box_id.lower()


class ProvisionForm(WagtailAdminModelForm):
    """What a new association needs; everything else is made by `provision_association` and edited later."""

    short_name = forms.CharField(
        label=_("Short name"), max_length=100, required=False, help_text=_("As people call it.")
    )
    slug = forms.SlugField(
        label=_("Short name in addresses"),
        max_length=60,
        help_text=_("Small letters without diacritics; it stays for good."),
    )
    hostname = forms.RegexField(
        r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$",
        label=_("Host"),
        max_length=255,
        help_text=_("The address of its site without https://, for example svazek.example.org."),
    )
    port = forms.IntegerField(label=_("Port"), initial=443, min_value=1, max_value=65535)
    members = forms.CharField(
        label=_("Member municipalities"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Six-digit codes of the municipalities, separated by commas or on lines of their own."),
    )

    class Meta:
        model = Association
        fields = ["ico", "name"]

    field_order = ["ico", "name", "short_name", "slug", "hostname", "port", "members"]

    def clean_ico(self) -> str:
        ico: str = self.cleaned_data["ico"]
        return normalise_ico(ico)

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"].lower()
        if Association.objects.filter(slug=slug).exists():
            raise ValidationError(_("An association with this short name in addresses exists already."))
        return slug

    def clean_members(self) -> list[str]:
        codes = [code for code in re.split(r"[\s,;]+", self.cleaned_data["members"]) if code]
        known = set(Municipality.objects.filter(pk__in=codes).values_list("pk", flat=True))
        unknown = [code for code in dict.fromkeys(codes) if code not in known]
        if unknown:
            raise ValidationError(_("Unknown municipality codes: %(codes)s"), params={"codes": ", ".join(unknown)})
        return codes

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if Site.objects.filter(hostname=cleaned.get("hostname"), port=cleaned.get("port")).exists():
            self.add_error("hostname", ValidationError(_("Another site has this address already.")))
        return cleaned

    def save(self, commit: bool = True) -> Association:
        data = self.cleaned_data
        details = {"short_name": data["short_name"]} if data["short_name"] else {}
        self.instance = provision_association(
            ico=data["ico"],
            name=data["name"],
            slug=data["slug"],
            hostname=data["hostname"],
            port=data["port"],
            members=data["members"],
            **details,
        )
        return self.instance
