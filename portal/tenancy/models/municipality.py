"""Municipalities, when they belong to an association, and who represents them."""

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.core.czech import fold, sort_key
from portal.core.validators import validate_ico

from ..querysets import MandateQuerySet, MembershipQuerySet, MunicipalityQuerySet


class Municipality(models.Model):
    """A Czech municipality (obec), keyed by its six-digit code in the register of addresses."""

    class Status(models.TextChoices):
        VILLAGE = "obec", _("municipality")
        MARKET_TOWN = "mestys", _("market town")
        TOWN = "mesto", _("town")
        STATUTORY_CITY = "statutarni_mesto", _("statutory city")
        CAPITAL = "hlavni_mesto", _("capital city")
        MILITARY = "vojensky_ujezd", _("military district")

    code = models.CharField(
        _("code"), max_length=6, primary_key=True, validators=[RegexValidator(r"^\d{6}$", _("Six digits."))]
    )
    name = models.CharField(_("name"), max_length=100)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.VILLAGE)
    ico = models.CharField(_("IČO"), max_length=8, blank=True, validators=[validate_ico])
    orp_code = models.CharField(_("ORP code"), max_length=10, blank=True)
    orp_name = models.CharField(_("ORP"), max_length=100, blank=True)
    district_code = models.CharField(_("district code"), max_length=10, blank=True)
    district_name = models.CharField(_("district"), max_length=100, blank=True)
    region_code = models.CharField(_("region code"), max_length=10, blank=True)
    region_name = models.CharField(_("region"), max_length=100, blank=True)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    psc = models.CharField(_("postcode"), max_length=5, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    sort_key = models.CharField(max_length=400, editable=False, db_index=True)
    search_text = models.CharField(max_length=200, editable=False, default="")

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering = ["sort_key"]
        indexes = [models.Index(fields=["name"], name="municipality_name")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.prepare_keys()
        super().save(*args, **kwargs)

    def prepare_keys(self) -> None:
        """Set what is derived from the name: the Czech sort key and the text without diacritics."""
        self.sort_key = sort_key(f"{self.name} {self.district_name}")
        self.search_text = fold(self.name)

    @property
    def display_name(self) -> str:
        """The name with the district: 1,503 of 6,258 municipalities share theirs with another one."""
        return f"{self.name} ({_('district')} {self.district_name})" if self.district_name else self.name


class Membership(models.Model):
    """A municipality's membership of an association, dated as in the register (act 128/2000, § 49)."""

    association = models.ForeignKey(
        "tenancy.Association", verbose_name=_("association"), on_delete=models.CASCADE, related_name="memberships"
    )
    municipality = models.ForeignKey(
        Municipality, verbose_name=_("municipality"), on_delete=models.PROTECT, related_name="memberships"
    )
    joined_on = models.DateField(_("member since"))
    left_on = models.DateField(_("member until"), null=True, blank=True, help_text=_("The first day outside."))

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["municipality__sort_key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gt=F("joined_on")),
                name="membership_ends_after_it_begins",
                violation_error_message=_("A membership ends after it begins."),
            ),
            models.UniqueConstraint(
                fields=["association", "municipality"],
                condition=Q(left_on__isnull=True),
                name="one_open_membership",
                violation_error_message=_("This municipality is a member already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality} – {self.association}"


class Mandate(models.Model):
    """Who represents a municipality, from when until when, and the e-mail that reaches them."""

    class Position(models.TextChoices):
        MAYOR = "mayor", _("mayor")
        DEPUTY = "deputy", _("deputy mayor")
        REPRESENTATIVE = "representative", _("authorised representative")

    municipality = models.ForeignKey(
        Municipality, verbose_name=_("municipality"), on_delete=models.CASCADE, related_name="mandates"
    )
    person_name = models.CharField(_("full name"), max_length=200)
    position = models.CharField(_("position"), max_length=20, choices=Position, default=Position.MAYOR)
    email = models.EmailField(_("e-mail"))
    valid_from = models.DateField(_("in office from"))
    valid_until = models.DateField(_("in office until"), null=True, blank=True, help_text=_("The first day outside."))

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        ordering = ["municipality__sort_key", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="mandate_ends_after_it_begins",
                violation_error_message=_("A mandate ends after it begins."),
            )
        ]
        indexes = [models.Index(fields=["municipality", "valid_from", "valid_until"], name="mandate_on_a_day")]

    def __str__(self) -> str:
        return f"{self.person_name} ({self.get_position_display()}, {self.municipality})"
