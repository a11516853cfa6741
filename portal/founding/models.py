"""The national list of associations as the Union has loaded it, and invitations of people with accounts."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.czech import fold, sort_key
from portal.core.validators import validate_ico
from portal.tenancy.models import LegalStatus


class RegisteredAssociation(models.Model):
    """An association as a public register says it; what it says of people and their homes is never stored.

    Read when an association is founded, never afterwards: what people write then is theirs.
    """

    ico = models.CharField(_("IČO"), max_length=8, primary_key=True, validators=[validate_ico])
    name = models.CharField(_("name"), max_length=200)
    legal_status = models.CharField(_("legal status"), max_length=20, choices=LegalStatus, default=LegalStatus.DSO)
    purpose = models.TextField(_("subject of activity"), blank=True, max_length=4000)
    seat_street = models.CharField(_("street and number"), max_length=200, blank=True)
    seat_psc = models.CharField(_("postcode"), max_length=5, blank=True)
    seat_town = models.CharField(_("town"), max_length=100, blank=True)
    district_code = models.CharField(_("district code"), max_length=10, blank=True)
    data_box_id = models.CharField(_("data box"), max_length=20, blank=True)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    members = models.JSONField(_("members"), default=list, blank=True)
    """Codes of its municipalities, where the source names them."""
    read_on = models.DateField(_("read on"), default=timezone.localdate)
    sort_key = models.CharField(max_length=800, editable=False, db_index=True)
    search_text = models.CharField(max_length=400, editable=False)

    class Meta:
        verbose_name = _("association in the register")
        verbose_name_plural = _("associations in the register")
        ordering = ["sort_key", "ico"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.name} ({self.ico})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.prepare_keys()
        super().save(*args, **kwargs)

    def prepare_keys(self) -> None:
        """Set what is derived from the name: the Czech sort key and the text without diacritics."""
        self.sort_key = sort_key(self.name)
        self.search_text = fold(self.name)


class Invitation(models.Model):
    """The letter by which somebody gets the first password of their account; one row for each account.

    Of its link only a hash is kept. Sending it again makes a new link, the one before is dead.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.CASCADE, related_name="invitation"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    times = models.PositiveIntegerField(_("sent"), default=1)
    sent_at = models.DateTimeField(_("last sent"), default=timezone.now)
    expires_at = models.DateTimeField(_("holds until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-sent_at", "-pk"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("sent_at")), name="invitation_holds_a_while"),
        ]

    def __str__(self) -> str:
        # No name: this stands in messages and logs.
        return f"{self.pk}"

    @property
    def is_accepted(self) -> bool:
        return self.accepted_at is not None

    @property
    def is_over(self) -> bool:
        """Whether its link has run out unused."""
        return self.accepted_at is None and self.expires_at <= timezone.now()
