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


RESERVED_SLUGS = frozenset({"tisk", "brozura", "widget", "mapa", "id", "naseptavac", "overeni", "chyba"})
"""Words below the directory's address that lead elsewhere than to a service (`models.page`)."""


class Method(models.TextChoices):
    """How a service was verified (F8); `EARLIER` is only for what was known before the log began."""

    PHONE = "phone", _("by phone")
    MAIL = "mail", _("by mail")
    LINK = "link", _("by the provider's link")
    VISIT = "visit", _("by a visit")
    EARLIER = "earlier", _("before the log began")


OFFERED_METHODS = (Method.PHONE, Method.MAIL, Method.VISIT)
"""What a person may say by hand; a link and the past speak for themselves."""


class Result(models.TextChoices):
    """What a verification found (F8)."""

    CONFIRMED = "confirmed", _("everything is right")
    CORRECTED = "corrected", _("corrected")
    CEASED = "ceased", _("the service is no more")
    UNREACHED = "unreached", _("nobody was reached")


VERIFYING = frozenset({Result.CONFIRMED, Result.CORRECTED, Result.CEASED})
"""Results that move the day of verification; an attempt in vain is only noted."""


class Audience(models.TextChoices):
    """To whom a reminder goes. A provider without a working address is stood in for by the keeper."""

    PROVIDER = "provider", _("provider")
    KEEPER = "keeper", _("keeper of the entry")
    MANAGER = "manager", _("manager of the centre")
    UNION = "union", _("Union")


class AskState(models.TextChoices):
    """Life of a provider's link; whether it has expired is told by the clock."""

    OPEN = "open", _("waiting")
    CONFIRMED = "confirmed", _("everything confirmed")
    PROPOSED = "proposed", _("changes proposed")
    REPLACED = "replaced", _("replaced by a newer one")


class Decision(models.TextChoices):
    """What the centre made of one proposed value (F6)."""

    WAITING = "waiting", _("waiting")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")


class CheckReason(models.TextChoices):
    """Why an entry must be checked before its time (F10)."""

    BOUNCED = "bounced", _("mail came back")
    DEAD_LINK = "dead_link", _("web address doesn't answer")
    REPORTED = "reported", _("reported mistake")


class MistakeTopic(models.TextChoices):
    """What a reported mistake is about (D11)."""

    HOURS = "hours", _("opening hours")
    CONTACT = "contact", _("phone, e-mail or website")
    ADDRESS = "address", _("address or place")
    CEASED = "ceased", _("the service is no longer there")
    OTHER = "other", _("something else")


class MistakeState(models.TextChoices):
    """Life of a reported mistake (D11)."""

    HELD = "held", _("held as suspicious")
    NEW = "new", _("new")
    WORKING = "working", _("being looked into")
    CORRECTED = "corrected", _("corrected")
    UNFOUNDED = "unfounded", _("found to be right as it is")
    REJECTED = "rejected", _("put aside")


OPEN_MISTAKES = frozenset({MistakeState.NEW, MistakeState.WORKING})
"""Reports somebody has yet to answer."""
