"""One import of services from a file: who, which file, what it says, what came of it."""

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.tenancy.models import SiteOwned

from ..importing.enums import CHANGEABLE, WORKING, ImportState, Stage


def private_storage() -> Storage:
    """Where imported files and reports lie: outside the public media folder, they hold internal contacts."""
    return storages["private"]


class ImportRun(SiteOwned):
    """An import in the admin, kept as history. Moved on only by `services_directory.importing.actions`.

    `mapping` and `options` are `importing.mapping.Mapping` and `importing.run.Options` as JSON, `counts` the
    rows by outcome, `report` the entries of `importing.report` as a JSON file. `fingerprint` names what the
    dry run found: only exactly that is written.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=pgettext_lazy("import", "who"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.MAPPING)
    original_name = models.CharField(_("file"), max_length=150)
    file = models.FileField(
        storage=private_storage, upload_to="services_directory/imports/%Y/%m", max_length=200, blank=True
    )
    size = models.PositiveIntegerField(_("size"), default=0, help_text=_("in bytes"))
    header_key = models.CharField(max_length=64, blank=True, editable=False)
    shape = models.CharField(max_length=10, blank=True, editable=False)
    mapping = models.JSONField(default=dict, editable=False)
    options = models.JSONField(default=dict, editable=False)

    stage = models.CharField(max_length=10, choices=Stage, default=Stage.WAITING, blank=True, editable=False)
    rows_read = models.PositiveIntegerField(default=0, editable=False)
    rows_total = models.PositiveIntegerField(_("rows"), default=0, editable=False)
    task_id = models.CharField(max_length=64, blank=True, editable=False)
    counts = models.JSONField(default=dict, editable=False)
    report = models.FileField(
        storage=private_storage, upload_to="services_directory/imports/%Y/%m", max_length=200, blank=True
    )
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    error = models.TextField(blank=True, editable=False)

    created_at = models.DateTimeField(_("uploaded"), default=timezone.now, editable=False)
    touched_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(pgettext_lazy("import", "finished"), null=True, editable=False)

    class Meta:
        verbose_name = _("import of services")
        verbose_name_plural = _("imports of services")
        ordering = ["-created_at", "-pk"]
        default_permissions = ("add", "change", "view")
        indexes = [
            models.Index(fields=["site", "-created_at"], name="import_run_listing"),
            models.Index(fields=["site", "header_key"], name="import_run_header"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["site"],
                condition=Q(state="writing"),
                name="import_run_one_at_a_time",
                violation_error_message=_("Another import of this association is being written."),
            ),
        ]

    def __str__(self) -> str:
        return self.original_name

    @property
    def is_working(self) -> bool:
        """Whether it goes on by itself."""
        return self.state in WORKING

    @property
    def is_changeable(self) -> bool:
        """Whether a person may still change its columns and options, or throw it away."""
        return self.state in CHANGEABLE and bool(self.file)

    @property
    def stage_label(self) -> str:
        return str(Stage(self.stage).label)
