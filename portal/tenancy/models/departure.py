"""An association that takes its data out, and one that leaves the installation (P1)."""

from datetime import date

from django.core.files.storage import storages
from django.core.files.storage.base import Storage
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .association import Association


def private_storage() -> Storage:
    """Files nobody gets by an address of their own."""
    return storages["private"]


class ExportState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("being made")
    DONE = "done", _("ready")
    FAILED = "failed", _("failed")
    EXPIRED = "expired", _("file deleted")


class DepartureState(models.TextChoices):
    CLOSED = "closed", _("site closed, waiting")
    CONFIRMED = "confirmed", _("confirmed, being deleted")
    DELETED = "deleted", _("deleted")
    CALLED_OFF = "called_off", _("called off")


OPEN = frozenset({DepartureState.CLOSED, DepartureState.CONFIRMED})


class AssociationExport(models.Model):
    """A ZIP with everything of an association; the file goes after some days, this line with the association."""

    association = models.ForeignKey(Association, on_delete=models.CASCADE, related_name="exports")
    asked_by = models.CharField(_("asked by"), max_length=150)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=ExportState, default=ExportState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    file = models.FileField(storage=private_storage, upload_to="exports/%Y/%m", max_length=200, blank=True)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    files = models.PositiveIntegerField(_("files"), default=0)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    sha256 = models.CharField(_("fingerprint"), max_length=64, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    expires_at = models.DateTimeField(_("file kept until"), null=True)
    error = models.CharField(max_length=400, blank=True)

    class Meta:
        verbose_name = _("export of an association")
        verbose_name_plural = _("exports of associations")
        ordering = ["-asked_at", "-pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.association_id}: {self.state}"


class Departure(models.Model):
    """That an association was here, was exported and deleted: the line the Union keeps. No key leads to anything."""

    ico = models.CharField(_("IČO"), max_length=8)
    slug = models.CharField(_("short name in addresses"), max_length=60)
    name = models.CharField(_("name"), max_length=200)
    hostname = models.CharField(_("address"), max_length=255)
    state = models.CharField(_("state"), max_length=12, choices=DepartureState, default=DepartureState.CLOSED)
    reason = models.TextField(_("reason"))
    asked_by = models.CharField(_("asked by"), max_length=150)
    asked_at = models.DateTimeField(_("site closed"), default=timezone.now)
    delete_on = models.DateField(_("deleted on"))
    confirmed_by = models.CharField(_("confirmed by"), max_length=150, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    called_off_by = models.CharField(_("called off by"), max_length=150, blank=True)
    exported_by = models.CharField(_("last exported by"), max_length=150, blank=True)
    exported_at = models.DateTimeField(_("last exported"), null=True)
    export_sha256 = models.CharField(_("fingerprint of the export"), max_length=64, blank=True)
    deleted_at = models.DateTimeField(_("deleted"), null=True)
    counts = models.JSONField(_("rows deleted"), default=dict)
    files_deleted = models.PositiveIntegerField(_("files deleted"), default=0)
    files_left = models.JSONField(_("files still to be deleted"), default=list)
    kept_file = models.FileField(storage=private_storage, upload_to="departed", max_length=200, blank=True)
    kept_parts = models.JSONField(_("kept by law"), default=dict)
    kept_until = models.DateField(_("kept until"), null=True)
    error = models.CharField(max_length=400, blank=True)

    class Meta:
        verbose_name = _("association that leaves")
        verbose_name_plural = _("associations that leave")
        ordering = ["-asked_at", "-pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["slug"], condition=models.Q(state__in=sorted(OPEN)), name="one_departure_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by="") | ~models.Q(confirmed_by=models.F("asked_by")),
                name="departure_confirmed_by_somebody_else",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.ico})"

    def is_due(self, today: date) -> bool:
        """Whether it may be deleted: a second person has agreed, or the announced day has come."""
        return self.state == DepartureState.CONFIRMED or (
            self.state == DepartureState.CLOSED and self.delete_on <= today
        )
