"""The tenant: an association of municipalities with its site; and the Union, which runs the installation."""

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection, Page, Site

from portal.core.colours import contrast, nearest_accessible
from portal.core.czech import sort_key
from portal.core.validators import validate_ico

from ..querysets import AssociationQuerySet

READABLE = 4.5
"""Least contrast of text on a background (WCAG 2.2, 1.4.3)."""


class LegalStatus(models.TextChoices):
    DSO = "dso", _("voluntary association of municipalities")
    COMMUNITY = "community", _("community of municipalities")


def validate_brand_colour(value: str) -> None:
    """Refuse a colour on which white text can't be read, and offer the nearest one on which it can."""
    if contrast(value, "#ffffff") < READABLE:
        raise ValidationError(
            _("White text on this colour is hard to read. The nearest good one is %(colour)s."),
            params={"colour": nearest_accessible(value)},
        )


class Association(models.Model):
    """A voluntary association of municipalities (DSO), 1:1 with its site.

    ``provision_association()`` makes and repairs everything it points at.
    """

    site = models.OneToOneField(
        Site, verbose_name=_("site"), on_delete=models.PROTECT, related_name="association", editable=False
    )
    slug = models.SlugField(_("short name in addresses"), max_length=60, unique=True, editable=False)
    ico = models.CharField(_("IČO"), max_length=8, unique=True, validators=[validate_ico])
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=100, help_text=_("As people call it."))
    legal_status = models.CharField(_("legal status"), max_length=20, choices=LegalStatus, default=LegalStatus.DSO)
    purpose = models.TextField(_("subject of activity"), blank=True)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    centre_since = models.DateField(
        _("centre runs since"),
        null=True,
        blank=True,
        default=timezone.localdate,
        help_text=_("Its activities are evaluated in periods that begin on this day or later. Empty: no centre."),
    )
    centre_until = models.DateField(_("centre runs until"), null=True, blank=True, help_text=_("The last day."))

    liaison_expert = models.ForeignKey(
        "tenancy.LiaisonExpert",
        verbose_name=_("communication expert"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="associations",
        help_text=_("Who reads the association's newsletters for the Union. Empty: any of the Union's reviewers."),
    )
    liaison_deputy = models.ForeignKey(
        "tenancy.LiaisonExpert",
        verbose_name=_("deputy of the expert"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="deputised_associations",
    )

    emblem = models.ForeignKey(
        "core.PortalImage",
        verbose_name=_("emblem"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    brand_colour = models.CharField(
        _("colour"),
        max_length=7,
        default="#1f5f6b",
        validators=[RegexValidator(r"^#[0-9a-f]{6}$", _("A colour like #1f5f6b.")), validate_brand_colour],
    )

    seat_street = models.CharField(_("street and number"), max_length=200, blank=True)
    seat_psc = models.CharField(_("postcode"), max_length=5, blank=True)
    seat_town = models.CharField(_("town"), max_length=100, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    data_box_id = models.CharField(_("data box"), max_length=20, blank=True)
    office_hours = models.TextField(_("office hours"), max_length=400, blank=True)
    dpo_contact = models.CharField(_("data protection officer"), max_length=200, blank=True)

    root_page = models.OneToOneField(Page, on_delete=models.PROTECT, related_name="+", editable=False)
    collection = models.OneToOneField(Collection, on_delete=models.PROTECT, related_name="+", editable=False)
    manager_group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="+", editable=False)
    editor_group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="+", editable=False)

    municipalities = models.ManyToManyField(
        "tenancy.Municipality", through="tenancy.Membership", related_name="associations", verbose_name=_("members")
    )
    sort_key = models.CharField(max_length=800, editable=False, db_index=True)

    objects = AssociationQuerySet.as_manager()

    class Meta:
        verbose_name = _("association of municipalities")
        verbose_name_plural = _("associations of municipalities")
        ordering = ["sort_key"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(liaison_expert=models.F("liaison_deputy")),
                name="liaison_deputy_is_somebody_else",
                violation_error_message=_("The deputy is somebody else."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:  # type: ignore[no-untyped-def]
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)


class Union(models.Model):
    """The Union that runs the programme; one per installation, its site is the root of all."""

    site = models.OneToOneField(Site, on_delete=models.PROTECT, related_name="union", editable=False)
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    brand_colour = models.CharField(
        _("colour"),
        max_length=7,
        default="#26476b",
        validators=[RegexValidator(r"^#[0-9a-f]{6}$", _("A colour like #1f5f6b.")), validate_brand_colour],
    )
    root_page = models.OneToOneField(Page, on_delete=models.PROTECT, related_name="+", editable=False)
    singleton = models.BooleanField(default=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("Union")
        verbose_name_plural = _("Union")
        constraints = [
            models.CheckConstraint(condition=models.Q(singleton=True), name="one_union_per_installation"),
        ]

    def __str__(self) -> str:
        return self.name
