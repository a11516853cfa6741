"""Named states and choices of the directory."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """For whom a service is (its field of action, codelists.md "Public service")."""

    MUNICIPALITY = "municipality", _("one municipality")
    MUNICIPALITIES = "municipalities", _("several municipalities")
    ASSOCIATION = "association", _("the whole association")
    REGION = "region", _("the region")


WIDE_SCOPES = frozenset({Scope.ASSOCIATION, Scope.REGION})
"""Scopes that serve every member municipality unless the served ones are named."""


class NumberKind(models.TextChoices):
    """What a house number counts."""

    DESCRIPTIVE = "cp", _("descriptive number")
    REGISTRATION = "ce", _("registration number")


class BarrierFree(models.TextChoices):
    """An accessibility fact; what nobody has found out is never shown as a yes (D8)."""

    UNKNOWN = "unknown", _("not known")
    YES = "yes", _("yes")
    PARTIAL = "partial", _("partly")
    NO = "no", _("no")


class ContactKind(models.TextChoices):
    PHONE = "phone", _("phone")
    EMAIL = "email", _("e-mail")
    WEB = "web", _("website")
