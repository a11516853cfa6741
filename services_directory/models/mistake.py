"""A mistake somebody reported on a service's page (D11)."""

from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.tenancy.models import SiteOwned

from ..enums import MistakeState
from .service import Service


class MistakeReport(SiteOwned):
    """What a visitor says is wrong; tracked until the centre answers. `token` is the once-only ticket of the form.

    `key` opens the reporter's page with the state and the answer. The reporter's address is wiped by a job
    after the answer has been given for a while.
    """

    service = models.ForeignKey(Service, on_delete=models.SET_NULL, null=True, related_name="mistakes")
    uid: "models.UUIDField[UUID, UUID]" = models.UUIDField(_("identifier of the service"))
    service_name = models.CharField(_("service"), max_length=255)
    topic = models.CharField(_("what is wrong"), max_length=20, blank=True)
    text = models.TextField(_("description"), max_length=2000)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(max_length=10, default="cs", editable=False)
    token = models.CharField(max_length=64, unique=True, editable=False)
    key = models.CharField(max_length=43, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=MistakeState, default=MistakeState.NEW)
    reported_at = models.DateTimeField(_("reported"), default=timezone.now)
    due_on = models.DateField(_("answer by"), null=True)
    answer = models.TextField(_("answer to the reporter"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    handled_by = models.CharField(_("handled by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("reported mistake")
        verbose_name_plural = _("reported mistakes")
        ordering = ["reported_at", "pk"]
        default_permissions = ("change", "view")
        indexes = [models.Index(fields=["site", "state", "reported_at"], name="mistake_listing")]

    def __str__(self) -> str:
        return self.service_name
