"""Requests handed over to a municipality, which answers by a link (R6)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.tickets import new_token

from ..enums import DataGround, HandOverState
from .request import CitizenRequest, RequestAttachment


class HandOver(models.Model):
    """One handing over: to whom, why, with what groundwork, on what ground the data went, and what came back."""

    request = models.ForeignKey(CitizenRequest, on_delete=models.PROTECT, related_name="hand_overs")
    body = models.CharField(_("to whom"), max_length=200, help_text=_("The office, for example Obec Vysokov."))
    mandate = models.ForeignKey("tenancy.Mandate", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    email = models.EmailField(_("e-mail"))
    reason = models.TextField(_("reason"), max_length=2000)
    groundwork = models.TextField(_("groundwork"), max_length=5000, blank=True)
    data_ground = models.CharField(_("ground for passing data on"), max_length=20, choices=DataGround)
    attachments = models.ManyToManyField(RequestAttachment, verbose_name=_("files"), blank=True, related_name="+")
    key = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    made_at = models.DateTimeField(_("handed over at"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    answer_by = models.DateField(_("answer by"))
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=HandOverState, default=HandOverState.WAITING)
    answer = models.TextField(_("answer"), max_length=5000, blank=True)
    answered_by = models.CharField(_("answered by"), max_length=150, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        ordering = ["made_at", "pk"]
        indexes = [models.Index(fields=["state", "answer_by"], name="hand_over_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(state=HandOverState.WAITING), name="one_waiting_hand_over"
            )
        ]

    def __str__(self) -> str:
        return f"{self.request.reference}: {self.body}"
