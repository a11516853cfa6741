"""An issue on paper: how many copies go where, what was delivered, and what the Union gets (X7, NWS-3)."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from portal.tenancy.models import Municipality, SiteOwned

from ..enums import PrintKind, PrintLayout


class DropPoint(SiteOwned):
    """A place where printed issues lie for people to take, or from where they are carried to households."""

    municipality = models.ForeignKey(
        Municipality, verbose_name=_("municipality"), on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(_("place"), max_length=150, help_text=_("For example: municipal office, shop, library."))
    address = models.CharField(_("address"), max_length=200, blank=True)
    contact = models.CharField(_("who takes it over"), max_length=150, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    copies = models.PositiveIntegerField(_("usual copies"), default=0)
    is_used = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("drop point")
        verbose_name_plural = _("drop points")
        ordering = ["municipality__sort_key", "name"]
        indexes = [models.Index(fields=["site", "municipality"], name="drop_point_listing")]
        constraints = [
            models.UniqueConstraint(
                "site",
                "municipality",
                Lower("name"),
                name="drop_point_once",
                violation_error_message=_("This place is here already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class PrintRun(SiteOwned):
    """One way in which an issue is printed, with the copies that were ordered."""

    issue = models.ForeignKey(
        "newsletters.NewsletterIssuePage", verbose_name=_("issue"), on_delete=models.PROTECT, related_name="print_runs"
    )
    kind = models.CharField(_("how"), max_length=10, choices=PrintKind, default=PrintKind.FREE)
    layout = models.CharField(_("layout"), max_length=10, choices=PrintLayout, default=PrintLayout.COLOUR)
    periodical = models.CharField(
        _("municipal periodical"),
        max_length=150,
        blank=True,
        help_text=_("Where the issue, or a part of it, is printed."),
    )
    municipality = models.ForeignKey(
        Municipality, verbose_name=_("municipality"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    copies = models.PositiveIntegerField(_("copies printed"))
    printer = models.CharField(_("printed by"), max_length=150, blank=True)
    price = models.DecimalField(_("price in CZK"), max_digits=10, decimal_places=2, null=True, blank=True)
    printed_on = models.DateField(_("printed on"), null=True, blank=True)
    note = models.TextField(_("note"), max_length=1000, blank=True)
    union_told_at = models.DateTimeField(_("the Union was told"), null=True, blank=True, editable=False)
    archived_on = models.DateField(_("the Union has its copy since"), null=True, blank=True, editable=False)
    archived_by = models.CharField(max_length=150, blank=True, editable=False)

    class Meta:
        verbose_name = _("print run")
        verbose_name_plural = _("print runs")
        ordering = ["-pk"]
        default_permissions = ("add", "change", "view")
        permissions = [("archive_printrun", "Can note the Union's copy of a print run")]
        indexes = [models.Index(fields=["site", "issue"], name="print_run_listing")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="municipal") | Q(municipality__isnull=False) & ~Q(periodical=""),
                name="print_run_names_periodical",
                violation_error_message=_("Name the municipality and its periodical."),
            ),
            models.UniqueConstraint(
                fields=["issue", "kind"],
                condition=~Q(kind="municipal"),
                name="print_run_once",
                violation_error_message=_("This issue has a print run of this kind already."),
            ),
            models.UniqueConstraint(
                fields=["issue", "municipality"],
                condition=Q(kind="municipal"),
                name="print_run_once_in_municipality",
                violation_error_message=_("This issue is in the periodical of this municipality already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id}: {self.kind}"


class PrintDrop(SiteOwned):
    """The copies of one print run for one place, and whether they got there."""

    run = models.ForeignKey(PrintRun, on_delete=models.CASCADE, related_name="drops")
    drop_point = models.ForeignKey(
        DropPoint, verbose_name=_("drop point"), on_delete=models.PROTECT, related_name="drops"
    )
    copies = models.PositiveIntegerField(_("copies"))
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)
    delivered_by = models.CharField(_("ticked off by"), max_length=150, blank=True, editable=False)
    returned = models.PositiveIntegerField(_("left over"), default=0)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("delivery of printed copies")
        verbose_name_plural = _("deliveries of printed copies")
        ordering = ["drop_point__municipality__sort_key", "drop_point__name"]
        default_permissions = ("add", "change", "view")
        indexes = [models.Index(fields=["site", "run"], name="print_drop_listing")]
        constraints = [
            models.UniqueConstraint(fields=["run", "drop_point"], name="print_drop_once"),
            models.CheckConstraint(
                condition=Q(returned__lte=models.F("copies")),
                name="print_drop_returned_fits",
                violation_error_message=_("More copies can't be left over than were brought."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.drop_point_id}"
