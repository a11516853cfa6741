"""The register of activities (domain §1): what the centre did, for whom, and what came of it."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import Storage, storages
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portal.core.czech import fold
from portal.tenancy.models import SiteOwned

from ..enums import RUNNING_ACTIVITY, ActivitySource, ActivityStatus, AttachmentKind, ProjectPart
from ..querysets import ActivityQuerySet
from .activity_words import ActivityWords
from .codelists import ActivityArea, ActivityOutput, ActivitySubarea, ActivityTrigger, Handler

CLOSED_NEEDS = _("A closed activity needs an end date, an output and its description.")
ENDS_AFTER_START = _("An activity can't end before it started.")


def private_storage() -> Storage:
    """Where files of citizens and of the register lie: outside the public media folder."""
    return storages["private"]


class Activity(ActivityWords, SiteOwned):
    """Work that leads to the goals and ends with a concrete output (ACT-1).

    Opened, changed, closed and cancelled only through `contact_centre.actions`.
    """

    reference = models.CharField(_("number"), max_length=20, editable=False)
    title = models.CharField(_("title"), max_length=255)
    started_on = models.DateField(_("started on"), default=timezone.localdate)
    trigger = models.ForeignKey(ActivityTrigger, verbose_name=_("trigger"), on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(ActivityArea, verbose_name=_("area"), on_delete=models.PROTECT, related_name="+")
    subarea = models.ForeignKey(ActivitySubarea, verbose_name=_("sub-area"), on_delete=models.PROTECT, related_name="+")
    description = models.TextField(_("description"))
    handled_by = models.ForeignKey(Handler, verbose_name=_("handled by"), on_delete=models.PROTECT, related_name="+")
    responsible = models.ForeignKey(
        "tenancy.StaffMember",
        verbose_name=_("responsible person"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="activities",
    )
    status = models.CharField(_("state"), max_length=20, choices=ActivityStatus, default=ActivityStatus.OPEN)
    is_expert_advice = models.BooleanField(_("expert advice"), default=False)
    municipalities = models.ManyToManyField(
        "tenancy.Municipality", verbose_name=_("municipalities concerned"), blank=True, related_name="activities"
    )
    source = models.CharField(_("source"), max_length=20, choices=ActivitySource, default=ActivitySource.OWN)
    source_page = models.ForeignKey(
        Page,
        verbose_name=_("meeting or newsletter"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    project = models.ForeignKey(
        "contact_centre.Project",
        verbose_name=_("project"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
    )
    project_part = models.CharField(_("part of the project"), max_length=20, choices=ProjectPart, blank=True)
    project_output = models.CharField(_("output of the project"), max_length=200, blank=True)
    follows = models.ForeignKey(
        "self",
        verbose_name=_("follows up"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
    )
    specification = models.TextField(
        _("specification for the Union"),
        blank=True,
        help_text=_("What the specialist should answer. It goes to the Union by e-mail: no personal data."),
    )
    hours = models.DecimalField(
        _("hours of work"), max_digits=7, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    legal_hours = models.DecimalField(
        _("hours of legal advice"),
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    saved_czk = models.PositiveBigIntegerField(_("money saved (CZK)"), null=True, blank=True)
    brought_czk = models.PositiveBigIntegerField(
        _("money brought (CZK)"), null=True, blank=True, help_text=_("For example a grant that was won.")
    )

    closed_on = models.DateField(_("ended on"), null=True, blank=True)
    output = models.ForeignKey(
        ActivityOutput, verbose_name=_("output"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    output_description = models.TextField(_("description of the output"), blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("closed by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    times_reopened = models.PositiveSmallIntegerField(_("times reopened"), default=0, editable=False)
    reopened_because = models.TextField(_("reopened because"), blank=True, editable=False)

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)
    search_text = models.TextField(default="", blank=True, editable=False)

    objects = ActivityQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["-started_on", "-pk"]
        indexes = [
            models.Index(fields=["site", "-started_on", "-id"], name="activity_listing"),
            # Counts and sums of a period are read from this index alone.
            models.Index(
                fields=["site", "status", "closed_on", "is_expert_advice", "saved_czk", "brought_czk"],
                name="activity_by_state",
            ),
            models.Index(fields=["site", "title"], name="activity_by_title"),
            models.Index(
                fields=["site", "status", "legal_hours"],
                name="activity_with_lawyer",
                condition=Q(legal_hours__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["site", "reference"], name="activity_number_once"),
            models.CheckConstraint(
                condition=Q(status__in=ActivityStatus.values),
                name="activity_state_known",
                violation_error_message=_("Unknown state."),
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(description=""),
                name="activity_says_what",
                violation_error_message=_("An activity needs a title and a description."),
            ),
            models.CheckConstraint(
                condition=~Q(status=ActivityStatus.CLOSED)
                | (Q(closed_on__isnull=False) & Q(output__isnull=False) & ~Q(output_description="")),
                name="closed_activity_has_output",
                violation_error_message=CLOSED_NEEDS,
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(status=ActivityStatus.CLOSED),
                name="only_closed_activity_has_end",
                violation_error_message=_("Only a closed activity has an end date."),
            ),
            models.CheckConstraint(
                condition=Q(source__in=ActivitySource.values),
                name="activity_source_known",
                violation_error_message=_("Unknown source."),
            ),
            models.CheckConstraint(
                condition=Q(source=ActivitySource.PROJECT, project__isnull=False, project_part__in=ProjectPart.values)
                | (~Q(source=ActivitySource.PROJECT) & Q(project__isnull=True, project_part="")),
                name="activity_of_project_says_part",
                violation_error_message=_("An activity of a project says which project and which part of it."),
            ),
            models.CheckConstraint(
                condition=(Q(project_part=ProjectPart.OUTPUT) & ~Q(project_output=""))
                | (~Q(project_part=ProjectPart.OUTPUT) & Q(project_output="")),
                name="project_output_has_name",
                violation_error_message=_("An output of a project has a name."),
            ),
            models.UniqueConstraint(
                fields=["project", "project_part", "project_output"],
                condition=Q(project__isnull=False) & ~Q(status=ActivityStatus.CANCELLED),
                name="project_part_counts_once",
                violation_error_message=_("This part of the project has its activity already."),
            ),
            models.CheckConstraint(
                condition=(Q(hours__isnull=True) | Q(hours__gte=0))
                & (Q(legal_hours__isnull=True) | Q(legal_hours__gte=0)),
                name="activity_hours_not_negative",
                violation_error_message=_("Hours can't be less than none."),
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("started_on")),
                name="activity_ends_after_start",
                violation_error_message=ENDS_AFTER_START,
            ),
        ]

    def __str__(self) -> str:
        # Not the title: the log and messages show this, and people write names into titles (A5).
        return self.reference

    @property
    def is_running(self) -> bool:
        """Whether somebody still works on it, so that it may be changed, closed and cancelled."""
        return self.status in RUNNING_ACTIVITY

    @property
    def has_opinion(self) -> bool:
        """Whether a written opinion is attached (ACT-4)."""
        return self.attachments.filter(kind=AttachmentKind.OPINION).exists()

    def clean(self) -> None:
        """Check what no single field can. Raises ValidationError at the fields concerned."""
        errors: dict[str, Any] = {}
        if self.area_id and self.subarea_id and self.subarea.area_id != self.area_id:
            errors["subarea"] = _("This sub-area belongs to another area.")
        if self.responsible is not None and self.site_id and self.responsible.site_id != self.site_id:
            errors["responsible"] = _("This belongs to another association.")
        if self.closed_on and self.started_on and self.closed_on < self.started_on:
            errors["closed_on"] = ENDS_AFTER_START
        if errors:
            raise ValidationError(errors)

    def fold_words(self) -> None:
        """Bring the text that the register's search reads up to the others."""
        self.search_text = fold(" ".join([self.reference, self.title, self.description, self.output_description]))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the folded text the register's search reads."""
        self.fold_words()
        if (only := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*only, "search_text"}
        super().save(*args, **kwargs)


class StoredFile(models.Model):
    """A checked file in private storage, under a random name; what it was called is kept beside it."""

    file = models.FileField(_("file"), storage=private_storage, upload_to="contact_centre/%Y/%m", max_length=200)
    original_name = models.CharField(_("name"), max_length=150)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("size"), help_text=_("in bytes"), validators=[MinValueValidator(1)])
    added_at = models.DateTimeField(_("added at"), default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.original_name


class ActivityAttachment(StoredFile):
    """A file of an activity: a document, or the written opinion of a law firm or an expert (ACT-3, ACT-4)."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="attachments")
    kind = models.CharField(_("kind"), max_length=20, choices=AttachmentKind, default=AttachmentKind.ATTACHMENT)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["added_at", "pk"]
