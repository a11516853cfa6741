"""What belongs to one service: the ways to reach it, and the parts of a place that is several things at once."""

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from portal.core.validators import normalise_phone

from ..enums import ContactKind
from ..forms import PartForm
from .kind import ServiceKind
from .service import Service


class ServiceContact(Orderable):
    """One way to reach a service; an internal one is for the association only, never public (D2)."""

    service = ParentalKey(Service, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(_("kind"), max_length=10, choices=ContactKind, default=ContactKind.PHONE)
    value = models.CharField(_("number or address"), max_length=500)
    label = models.CharField(
        _("label"), max_length=100, blank=True, help_text=_("For example: office, emergencies, Mrs. Secretary.")
    )
    is_internal = models.BooleanField(
        _("internal"), default=False, help_text=_("For the association only, never shown to the public.")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self) -> str:
        return self.value

    def clean(self) -> None:
        """Store the value in one shape per kind; ValidationError at `value` for what can't be dialled or opened."""
        super().clean()
        try:
            self.value = normalise_contact(self.kind, self.value)
        except ValidationError as error:
            raise ValidationError({"value": error.messages}) from error


class ServicePart(Orderable):
    """A part of a place under one roof or one body: the nursery, the canteen and the after-school club of a school.

    The place is found under its parts' kinds and names too; it stays one entry of the directory.
    """

    service = ParentalKey(Service, on_delete=models.CASCADE, related_name="parts")
    kind = models.ForeignKey(ServiceKind, verbose_name=_("kind"), on_delete=models.PROTECT, related_name="+")
    name = models.CharField(
        _("name"), max_length=255, blank=True, help_text=_("Only if it has one of its own, for example: Sunny Nursery.")
    )
    note = models.CharField(_("note"), max_length=255, blank=True)
    source_id = models.CharField(_("identifier in the source"), max_length=100, blank=True, editable=False)

    base_form_class = PartForm

    class Meta(Orderable.Meta):
        verbose_name = _("part of the place")
        verbose_name_plural = _("parts of the place")

    def __str__(self) -> str:
        return self.name or str(self.kind)


_check_email = EmailValidator(_("An e-mail address looks like info@example.org."))
_check_web = URLValidator(["http", "https"], message=_("A web address looks like https://www.example.org."))


def normalise_contact(kind: str, value: str) -> str:
    """`value` as it is stored for `kind`; raises ValidationError when it is none."""
    value = value.strip()
    if kind == ContactKind.PHONE:
        return normalise_phone(value)
    if kind == ContactKind.EMAIL:
        _check_email(value)
        return value
    if "://" not in value:
        value = f"https://{value}"
    _check_web(value)
    return value
