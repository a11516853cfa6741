"""Proof that a mayor learned how a request ended (CIT-5, R4, R5)."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..enums import InformedBy
from .request import CitizenRequest


class MayorNotice(models.Model):
    """Who was informed, when and how; one for each closing (`closing` counts the request's reopenings).

    Name and address are those of the mandate valid on that day: they stay when the mandate ends.
    """

    request = models.ForeignKey(CitizenRequest, on_delete=models.PROTECT, related_name="mayor_notices")
    closing = models.PositiveSmallIntegerField(_("closing"), default=0)
    mandate = models.ForeignKey("tenancy.Mandate", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    person_name = models.CharField(_("who"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True)
    informed_on = models.DateField(_("when"))
    informed_by = models.CharField(_("how"), max_length=10, choices=InformedBy, default=InformedBy.MAIL)
    note = models.TextField(_("note"), blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    returned_at = models.DateTimeField(_("mail came back"), null=True, blank=True)
    returned_because = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("information of a mayor")
        verbose_name_plural = _("information of mayors")
        ordering = ["recorded_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["request", "closing"], name="mayor_told_once_a_closing")]

    def __str__(self) -> str:
        return f"{self.request.reference}: {self.person_name}"
