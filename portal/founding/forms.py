"""The Union's forms of founding."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.validators import normalise_ico, normalise_psc, validate_ico
from portal.tenancy.appearance.addresses import check_free, host_of
from portal.tenancy.models import Association, LegalStatus

from . import suggesting
from .members import Understood, understand
from .models import RegisteredAssociation
from .people import ROLES, Person, check_address
from .register.reading import LARGEST

FIRST_ROWS, MOST_ROWS = 2, 20
DETAILS = ("short_name", "legal_status", "purpose", "seat_street", "seat_psc", "seat_town", "data_box_id")
TAKEN_OVER = ("name", "legal_status", "purpose", "seat_street", "seat_psc", "seat_town", "data_box_id")
"""What the register knows."""


class FoundingForm(forms.Form):
    """What an association begins with. Everything but the IČO and its short name in addresses can be changed later."""

    ico = forms.CharField(label=gettext_lazy("IČO"), max_length=12)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    short_name = forms.CharField(
        label=gettext_lazy("Short name"), max_length=100, help_text=gettext_lazy("As people call it.")
    )
    legal_status = forms.ChoiceField(
        label=gettext_lazy("Legal status"), choices=LegalStatus.choices, initial=LegalStatus.DSO
    )
    purpose = forms.CharField(
        label=gettext_lazy("Subject of activity"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seat_street = forms.CharField(label=gettext_lazy("Seat: street and number"), max_length=200, required=False)
    seat_psc = forms.CharField(label=gettext_lazy("Seat: postcode"), max_length=6, required=False)
    seat_town = forms.CharField(label=gettext_lazy("Seat: town"), max_length=100, required=False)
    data_box_id = forms.CharField(label=gettext_lazy("Data box"), max_length=20, required=False)
    slug = forms.SlugField(
        label=gettext_lazy("Short name in addresses"),
        max_length=60,
        help_text=gettext_lazy("Small letters without diacritics; it stays for good."),
    )
    hostname = forms.CharField(
        label=gettext_lazy("Address of its site"),
        max_length=255,
        help_text=gettext_lazy("Without https://, for example svazek.example.org."),
    )
    port = forms.IntegerField(label=gettext_lazy("Port"), min_value=1, max_value=65535)
    members = forms.CharField(
        label=gettext_lazy("Member municipalities"),
        required=False,
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy(
            "One on a line, or separated by commas: IČO, the code of the municipality, or its name; where there are "
            "several of a name, with the district in brackets."
        ),
    )
    member_since = forms.DateField(
        label=gettext_lazy("Members since"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    understood: Understood | None = None

    def clean_ico(self) -> str:
        ico = normalise_ico(self.cleaned_data["ico"])
        validate_ico(ico)
        return ico

    def clean_seat_psc(self) -> str:
        psc: str = self.cleaned_data["seat_psc"]
        return normalise_psc(psc) if psc else ""

    def clean_data_box_id(self) -> str:
        data_box: str = self.cleaned_data["data_box_id"]
        return data_box.lower()

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"].lower()
        if suggesting.is_slug_taken(slug):
            raise ValidationError(_("An association with this short name in addresses exists already."))
        return slug

    def clean_hostname(self) -> str:
        host = host_of(self.cleaned_data["hostname"])
        check_free(host)
        return host

    def clean_members(self) -> list[str]:
        self.understood = understand(self.cleaned_data["members"])
        if self.understood.doubts:
            raise ValidationError([f"{doubt.typed}: {doubt.reason}" for doubt in self.understood.doubts])
        return self.understood.codes

    def details(self) -> dict[str, Any]:
        """Further fields of the association."""
        return {name: self.cleaned_data[name] for name in DETAILS}


class PersonForm(forms.Form):
    """Somebody with a role; a row that is left empty is nobody."""

    name = forms.CharField(label=gettext_lazy("Full name"), max_length=150)
    email = forms.EmailField(label=gettext_lazy("E-mail"))
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=ROLES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        self.fields["email"].widget.attrs["autocomplete"] = "off"

    def has_changed(self) -> bool:
        """Whether anything is typed: a role alone is nobody."""
        return bool({"name", "email"} & set(self.changed_data))

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        check_address(email)
        return email

    def person(self) -> Person:
        return Person(self.cleaned_data["name"], self.cleaned_data["email"], self.cleaned_data["role"])


class _PeopleRows(BaseFormSet):
    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        # A row that is left empty is nobody, also among those that were shown before.
        form.empty_permitted = True

    def clean(self) -> None:
        if any(self.errors):
            return
        emails = [form.cleaned_data["email"] for form in self.forms if form.has_changed()]
        if twice := next((email for email in emails if emails.count(email) > 1), None):
            raise ValidationError(_("%(email)s stands here twice.") % {"email": twice})

    def people(self) -> list[Person]:
        return [form.person() for form in self.forms if form.has_changed()]


PeopleForms = formset_factory(PersonForm, formset=_PeopleRows, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS + 1)


class RegisterFileForm(forms.Form):
    """A file with the national list."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV with the columns ico and name (the State Treasury's list as it is), or a register in JSON by the open "
            "formal norm."
        ),
    )
    partial = forms.BooleanField(label=gettext_lazy("Write the good rows although others have faults"), required=False)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(_("The file is too big."))
        return file


def beginning(ico: str, entry: RegisteredAssociation | None) -> dict[str, Any]:
    """What the form begins with: what the register says of it, and what follows from its name."""
    values: dict[str, Any] = {"ico": ico, "port": suggesting.port()}
    if entry is None:
        return values
    values |= {name: getattr(entry, name) for name in TAKEN_OVER}
    slug = suggesting.slug(entry.name)
    return values | {
        "short_name": suggesting.short_name(entry.name)[:100],
        "slug": slug,
        "hostname": suggesting.host(slug),
        "members": understand("\n".join(entry.members)).as_text(),
    }


def already(ico: str) -> Association | None:
    """The association that has this IČO."""
    return Association.objects.filter(ico=ico).first()
