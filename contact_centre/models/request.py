"""What citizens write to the centre (domain §3)."""

from typing import Any

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import ProtectedError, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.tickets import new_token
from portal.tenancy.models import SiteOwned

from ..enums import OPEN_REQUEST, RequestKind, RequestStatus
from ..querysets import CitizenRequestQuerySet
from .activity import Activity, StoredFile
from .codelists import RequestCategory

TEXT_LENGTH = 5000
"""Longest text of a request, in characters."""


KEPT = _("A request is kept with its activity and can't be deleted.")


class CitizenRequest(SiteOwned):
    """A citizen's suggestion, request, report of a fault or question, kept with exactly one activity (CIT-4).

    Personal data: held as a public task (GDPR art. 6(1)(e)), never published, never in logs.
    """

    reference = models.CharField(_("number"), max_length=40, editable=False)
    municipality = models.ForeignKey(
        "tenancy.Municipality", verbose_name=_("municipality"), on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=RequestKind)
    category = models.ForeignKey(
        RequestCategory, verbose_name=_("category"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField(_("text"), validators=[MaxLengthValidator(TEXT_LENGTH)])
    name = models.CharField(_("name"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=10, default="cs")

    status = models.CharField(_("state"), max_length=20, choices=RequestStatus, default=RequestStatus.REGISTERED)
    received_at = models.DateTimeField(_("received at"), default=timezone.now)
    mayor_informed_on = models.DateField(_("mayor informed on"), null=True, blank=True)
    activity = models.OneToOneField(
        Activity, verbose_name=_("activity"), on_delete=models.PROTECT, related_name="request"
    )

    submission_token = models.CharField(max_length=64, editable=False)
    status_token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)

    objects = CitizenRequestQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("citizen's request")
        verbose_name_plural = _("citizens' requests")
        ordering = ["-received_at", "-pk"]
        indexes = [
            models.Index(fields=["site", "-received_at", "-id"], name="request_listing"),
            models.Index(fields=["site", "status"], name="request_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["site", "reference"], name="request_number_once"),
            models.UniqueConstraint(fields=["site", "submission_token"], name="request_stored_once"),
            models.CheckConstraint(
                condition=Q(status__in=RequestStatus.values) & Q(kind__in=RequestKind.values),
                name="request_state_and_kind_known",
                violation_error_message=_("Unknown state or kind."),
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="request_has_text",
                violation_error_message=_("A request needs a text."),
            ),
            models.CheckConstraint(
                condition=~Q(status=RequestStatus.RESOLVED) | Q(mayor_informed_on__isnull=False),
                name="resolved_request_told_mayor",
                violation_error_message=_("A request is resolved only when the mayor was informed."),
            ),
        ]

    def __str__(self) -> str:
        # No personal data: this stands in logs and messages.
        return self.reference

    @property
    def is_open(self) -> bool:
        """Whether it waits for the centre."""
        return self.status in OPEN_REQUEST

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: a request is kept with its activity (CIT-4). Raises ProtectedError."""
        raise ProtectedError(str(KEPT), {self})


class RequestAttachment(StoredFile):
    """A file sent with a request, checked by its content and without the metadata of photographs."""

    request = models.ForeignKey(CitizenRequest, on_delete=models.PROTECT, related_name="attachments")

    class Meta:
        verbose_name = _("attachment of a request")
        verbose_name_plural = _("attachments of requests")
        ordering = ["pk"]
