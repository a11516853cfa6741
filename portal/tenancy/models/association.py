"""The tenant: an association of municipalities with its site; and the Union, which runs the installation."""

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Collection, Page, Site

from portal.core.colours import contrast, nearest_accessible
from portal.core.czech import sort_key
from portal.core.validators import validate_ico

from ..appearance.footer import FooterBlock
from ..appearance.sender import validate_sender_name
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

    footer = StreamField(FooterBlock(), verbose_name=_("footer of the site"), blank=True, default=list, db_default=[])
    sender_name = models.CharField(
        _("name of the sender"),
        max_length=100,
        blank=True,
        db_default="",
        validators=[validate_sender_name],
        help_text=_("Whom mail comes from. Empty: the association's name."),
    )
    reply_to = models.EmailField(
        _("answers go to"),
        blank=True,
        db_default="",
        help_text=_("Where answers to the portal's mail arrive. Empty: the association's e-mail."),
    )

    seat_street = models.CharField(_("street and number"), max_length=200, blank=True)
    seat_psc = models.CharField(_("postcode"), max_length=5, blank=True)
    seat_town = models.CharField(_("town"), max_length=100, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    data_box_id = models.CharField(_("data box"), max_length=20, blank=True)
    office_hours = models.TextField(_("office hours"), max_length=400, blank=True)
    dpo_contact = models.CharField(_("data protection officer"), max_length=200, blank=True)

    opened_at = models.DateTimeField(_("open to the public since"), null=True, blank=True, editable=False)
    """Empty: the site is in preparation (`portal.tenancy.opening`)."""

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

    @property
    def writes_as(self) -> str:
        """Whom the association's mail comes from, as people read it."""
        return self.sender_name or self.name

    @property
    def answers_to(self) -> str:
        """Where answers to the association's mail go; empty if it has no address at all."""
        return self.reply_to or self.email


class FormerAddress(models.Model):
    """A host a site answered at before: it leads on to the present one (`portal.tenancy.appearance.addresses`)."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="former_addresses")
    hostname = models.CharField(_("address"), max_length=255, unique=True)
    left_at = models.DateTimeField(_("left"), default=timezone.now)

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        ordering = ["-left_at", "-pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.hostname


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
