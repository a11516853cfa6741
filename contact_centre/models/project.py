"""Projects of intermunicipal cooperation, as far as the register needs them (ACT-7)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.tenancy.models import SiteOwned

from ..enums import ProjectStage


class Project(SiteOwned):
    """A change with a start and an end; its preparation, its realisation and each of its outputs count (ACT-7)."""

    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("short description"))
    stage = models.CharField(_("stage"), max_length=20, choices=ProjectStage, default=ProjectStage.INITIATION)
    municipalities = models.ManyToManyField(
        "tenancy.Municipality", verbose_name=_("municipalities involved"), related_name="projects", blank=True
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("to"), null=True, blank=True, help_text=_("The last day."))

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["site", "name"], name="project_listing")]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "name"],
                name="project_name_once",
                violation_error_message=_("There is a project of this name already."),
            ),
            models.CheckConstraint(
                condition=models.Q(stage__in=ProjectStage.values),
                name="project_stage_known",
                violation_error_message=_("Unknown stage."),
            ),
            models.CheckConstraint(
                condition=models.Q(starts_on__isnull=True)
                | models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="project_ends_after_it_starts",
                violation_error_message=_("A project ends after it starts."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
