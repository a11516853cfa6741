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


class Access(models.TextChoices):
    """A further accessibility fact: yes, no, or nobody has found out (D8)."""

    UNKNOWN = "unknown", _("not known")
    YES = "yes", _("yes")
    NO = "no", _("no")


ACCESS_FACTS = ("barrier_free", "accessible_toilet", "accessible_parking", "lift", "hearing_loop", "tactile_guidance")
"""The fields of a service that hold an accessibility fact, in the order people ask for them."""


class ServiceState(models.TextChoices):
    """What the public meets at a service's address: nothing, the service, or a note that it is no more."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    CLOSED = "closed", _("closed for good")


class ContactKind(models.TextChoices):
    PHONE = "phone", _("phone")
    EMAIL = "email", _("e-mail")
    WEB = "web", _("website")


RESERVED_SLUGS = frozenset({"tisk", "brozura", "widget", "mapa", "id", "naseptavac"})
"""Words below the directory's address that lead elsewhere than to a service (`models.page`)."""
