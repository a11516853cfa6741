"""What citizens write to the centre (domain §3)."""

from datetime import date
from typing import Any

from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import ProtectedError, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.tickets import new_token
from portal.tenancy.models import SiteOwned

from ..enums import (
    CLOSED_REQUEST,
    OPEN_REQUEST,
    WITHOUT_ACTIVITY,
    WORKED_ON,
    Channel,
    RequestKind,
    RequestStatus,
)
from ..querysets import CitizenRequestQuerySet
from .activity import Activity, StoredFile
from .codelists import RequestCategory

TEXT_LENGTH = 5000
"""Longest text of a request, in characters."""


KEPT = _("A request is kept with its activity and can't be deleted.")


class CitizenRequest(SiteOwned):
    """A citizen's suggestion, request, report of a fault or question, kept with exactly one activity (CIT-4).

    Personal data: held as a public task (GDPR art. 6(1)(e)), never published, never in logs. Its state moves only
    by `contact_centre.life`. What is put aside as suspicious has no activity until somebody lets it in (R1).
    """

    reference = models.CharField(_("number"), max_length=40, editable=False)
    municipality = models.ForeignKey(
        "tenancy.Municipality", verbose_name=_("municipality"), on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=RequestKind)
    category = models.ForeignKey(
        RequestCategory, verbose_name=_("category"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agenda = models.ForeignKey(
        "tenancy.Agenda", verbose_name=_("agenda"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    text = models.TextField(_("text"), validators=[MaxLengthValidator(TEXT_LENGTH)])
    place = models.CharField(_("place"), max_length=200, blank=True)
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    name = models.CharField(_("name"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=10, default="cs")
    channel = models.CharField(_("came by"), max_length=10, choices=Channel, default=Channel.WEB)
    api_key = models.ForeignKey(
        "contact_centre.ApiKey",
        verbose_name=_("town app"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    held_because = models.CharField(
        _("put aside because"), max_length=100, blank=True, help_text="Values of HeldBecause, with commas."
    )

    status = models.CharField(_("state"), max_length=20, choices=RequestStatus, default=RequestStatus.REGISTERED)
    received_at = models.DateTimeField(_("received at"), default=timezone.now)
    changed_at = models.DateTimeField(_("last change"), default=timezone.now)
    due_on = models.DateField(_("answer by"), null=True, blank=True)
    paused_on = models.DateField(_("time stands still since"), null=True, blank=True)
    pause_reason = models.CharField(_("what we wait for"), max_length=200, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    times_reopened = models.PositiveSmallIntegerField(_("times reopened"), default=0)
    mayor_informed_on = models.DateField(_("mayor informed on"), null=True, blank=True)
    mayor_not_informed_because = models.TextField(_("why the mayor was not informed"), blank=True)
    duplicate_of = models.ForeignKey(
        "self", verbose_name=_("repeats"), on_delete=models.PROTECT, null=True, blank=True, related_name="duplicates"
    )
    follows = models.ForeignKey(
        "self", verbose_name=_("follows"), on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    anonymised_on = models.DateField(_("anonymised on"), null=True, blank=True)
    public_text = models.TextField(
        _("wording for open data"), blank=True, help_text=_("Without anybody's personal data; empty publishes no text.")
    )
    is_place_public = models.BooleanField(_("place in open data"), default=False)
    activity = models.OneToOneField(
        Activity,
        verbose_name=_("activity"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="request",
    )

    submission_token = models.CharField(max_length=64, editable=False)
    status_token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    status_until = models.DateTimeField(_("status page until"), null=True, blank=True, editable=False)

    objects = CitizenRequestQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("citizen's request")
        verbose_name_plural = _("citizens' requests")
        ordering = ["-received_at", "-pk"]
        indexes = [
            models.Index(fields=["site", "-received_at", "-id"], name="request_listing"),
            models.Index(fields=["site", "status", "due_on"], name="request_by_state_and_day"),
            models.Index(fields=["site", "changed_at"], name="request_by_change"),
            models.Index(fields=["closed_at"], name="request_by_closing"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["site", "reference"], name="request_number_once"),
            models.UniqueConstraint(fields=["site", "submission_token"], name="request_stored_once"),
            models.CheckConstraint(
                condition=Q(status__in=RequestStatus.values)
                & Q(kind__in=RequestKind.values)
                & Q(channel__in=Channel.values),
                name="request_state_and_kind_known",
                violation_error_message=_("Unknown state or kind."),
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="request_has_text",
                violation_error_message=_("A request needs a text."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=WITHOUT_ACTIVITY, activity__isnull=True)
                | (~Q(status__in=WITHOUT_ACTIVITY) & Q(activity__isnull=False)),
                name="request_has_its_activity",
                violation_error_message=_("Every request that counts has one activity."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=CLOSED_REQUEST)
                | Q(mayor_informed_on__isnull=False)
                | ~Q(mayor_not_informed_because=""),
                name="closed_request_told_mayor",
                violation_error_message=_("A request is closed when the mayor was informed, or with a reason why not."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=CLOSED_REQUEST, closed_at__isnull=False)
                | (~Q(status__in=CLOSED_REQUEST) & Q(closed_at__isnull=True)),
                name="only_closed_request_has_end",
                violation_error_message=_("A closed request has a time of closing, no other has."),
            ),
            models.CheckConstraint(
                condition=Q(status=RequestStatus.DUPLICATE, duplicate_of__isnull=False)
                | (~Q(status=RequestStatus.DUPLICATE) & Q(duplicate_of__isnull=True)),
                name="duplicate_names_the_first",
                violation_error_message=_("A duplicate says which request it repeats."),
            ),
            models.CheckConstraint(
                condition=Q(paused_on__isnull=True) | Q(status__in=WORKED_ON),
                name="only_worked_on_request_is_paused",
                violation_error_message=_("Time stands still only while the centre works on a request."),
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="request_place_has_both_numbers",
                violation_error_message=_("A point has two numbers."),
            ),
        ]

    def __str__(self) -> str:
        # No personal data: this stands in logs and messages.
        return self.reference

    @property
    def is_open(self) -> bool:
        """Whether it waits for the centre."""
        return self.status in OPEN_REQUEST

    @property
    def is_worked_on(self) -> bool:
        """Whether the centre works on it, so that it may be answered, paused, handed over and closed."""
        return self.status in WORKED_ON

    @property
    def is_closed(self) -> bool:
        return self.status in CLOSED_REQUEST

    @property
    def is_paused(self) -> bool:
        return self.paused_on is not None

    def is_overdue(self, on: date | None = None) -> bool:
        """Whether its day of answer went by (R7); never while time stands still. `on` is today in Prague."""
        day = on or timezone.localdate()
        return self.is_worked_on and not self.is_paused and self.due_on is not None and self.due_on < day

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: a request is kept with its activity (CIT-4). Raises ProtectedError."""
        raise ProtectedError(str(KEPT), {self})


class RequestAttachment(StoredFile):
    """A file sent with a request, checked by its content and without the metadata of photographs."""

    request = models.ForeignKey(CitizenRequest, on_delete=models.PROTECT, related_name="attachments")
    message = models.ForeignKey(
        "contact_centre.RequestMessage", on_delete=models.SET_NULL, null=True, blank=True, related_name="attachments"
    )

    class Meta:
        verbose_name = _("attachment of a request")
        verbose_name_plural = _("attachments of requests")
        ordering = ["pk"]
