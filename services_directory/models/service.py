"""A public service of an association: where it is, whom it serves, how to reach it, when it was verified."""

import uuid
from typing import Any

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin

from portal.core.czech import fold, sort_key
from portal.core.validators import validate_ico
from portal.tenancy.models import Municipality, SiteOwned, StaffMember

from .. import life
from ..enums import WIDE_SCOPES, Access, BarrierFree, Method, NumberKind, Scope, ServiceState
from ..forms import ServiceForm
from ..hours import validate_opening_hours
from ..panels import SERVICE_PANELS
from ..querysets import ServiceQuerySet
from .kind import ServiceKind

LONGEST_HOURS = 4000
KEPT_BY_THE_SERVICE = (
    "site_id", "uid", "source_id", "source_values", "slug",
    "verified_on", "verified_how", "verify_by", "planned_for", "check_since", "keeper_id",
)  # fmt: skip
"""Facts of the service itself: an older draft that is published never brings back their old values."""
NOT_BY_SAVING = frozenset({"verified_on", "verified_how", "verify_by", "planned_for", "check_since", "keeper"})
"""Fields written past the editor, by `verification` and `keeping`: saving what was read before takes nothing back."""


class Service(PreviewableMixin, DraftStateMixin, RevisionMixin, ClusterableModel, SiteOwned):
    """A service of the directory (DIR-1), public once it is published. `uid` is for good, every `slug` it had leads on.

    `municipality` is where the service is, `served` whom it serves (D3); without any the scope says it.
    `verified_on` and `verified_how` move only by `actions.record_verification`; `verify_by`, the last day on which it
    must be verified again, follows by `verification.dates`. `source_values` are the values an import
    brought last: later imports touch only what changed in the source, never an editor's correction.
    """

    uid = models.UUIDField(_("identifier"), default=uuid.uuid4, unique=True, editable=False)
    source_id = models.CharField(_("identifier in the source"), max_length=100, blank=True, editable=False)
    source_values = models.JSONField(default=dict, editable=False)
    slug = models.SlugField(_("address"), max_length=120, editable=False)
    name = models.CharField(_("name"), max_length=255, help_text=_("As people know the place or the service."))
    kind = models.ForeignKey(ServiceKind, verbose_name=_("kind"), on_delete=models.PROTECT, related_name="services")
    operator_name = models.CharField(
        _("operating body"), max_length=255, help_text=_("Who runs the service, by its full name.")
    )
    operator_ico = models.CharField(_("IČO of the operating body"), max_length=8, blank=True, validators=[validate_ico])
    subject = models.TextField(
        _("subject of activity"), blank=True, help_text=_("What one gets here, in a sentence or two.")
    )
    description = models.TextField(_("more about the service"), blank=True)

    scope = models.CharField(_("scope"), max_length=20, choices=Scope, default=Scope.MUNICIPALITY)
    served = ParentalManyToManyField(
        Municipality,
        verbose_name=_("municipalities served"),
        blank=True,
        related_name="services_serving",
        help_text=_("Only if they can't be told from the scope, for example a school in one village for three others."),
    )

    municipality = models.ForeignKey(
        Municipality, verbose_name=_("municipality"), on_delete=models.PROTECT, related_name="services"
    )
    part = models.CharField(_("part of the municipality"), max_length=100, blank=True)
    street = models.CharField(_("street"), max_length=150, blank=True)
    number_kind = models.CharField(_("kind of number"), max_length=2, choices=NumberKind, blank=True)
    house_number = models.CharField(_("house number"), max_length=10, blank=True)
    orientation_number = models.CharField(_("orientation number"), max_length=10, blank=True)
    psc = models.CharField(_("postcode"), max_length=5, blank=True)
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(48.5), MaxValueValidator(51.1)]
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(12.0), MaxValueValidator(18.9)]
    )

    barrier_free = models.CharField(
        _("barrier-free access"), max_length=10, choices=BarrierFree, default=BarrierFree.UNKNOWN
    )
    barrier_free_note = models.CharField(
        _("note on access"), max_length=255, blank=True, help_text=_("For example: ramp at the back entrance.")
    )
    accessible_toilet = models.CharField(
        _("wheelchair-accessible toilet"), max_length=10, choices=Access, default=Access.UNKNOWN
    )
    accessible_parking = models.CharField(
        _("parking for disabled people"), max_length=10, choices=Access, default=Access.UNKNOWN
    )
    lift = models.CharField(_("lift"), max_length=10, choices=Access, default=Access.UNKNOWN)
    hearing_loop = models.CharField(_("induction loop"), max_length=10, choices=Access, default=Access.UNKNOWN)
    tactile_guidance = models.CharField(
        _("guidance for blind people"), max_length=10, choices=Access, default=Access.UNKNOWN
    )

    opening_hours = models.TextField(
        _("opening hours"),
        blank=True,
        validators=[MaxLengthValidator(LONGEST_HOURS), validate_opening_hours],
        help_text=_("In the notation of OpenStreetMap, for example: Mo-Fr 08:00-12:00,13:00-16:30; PH off"),
    )
    hours_note = models.CharField(
        _("note on opening hours"), max_length=255, blank=True, help_text=_("For example: by appointment only.")
    )

    photo = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("photograph"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    internal_note = models.TextField(
        _("internal note"), blank=True, help_text=_("For the association only, never shown to the public.")
    )
    closed_on = models.DateField(
        _("closed on"), null=True, blank=True, help_text=_("The first day on which the service is no more.")
    )
    successor = models.ForeignKey(
        "self",
        verbose_name=_("successor"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="predecessors",
        help_text=_("Where people go instead, if there is such a place."),
    )

    verified_on = models.DateField(_("verified on"), null=True, blank=True, editable=False)
    verified_how = models.CharField(_("verified how"), max_length=10, choices=Method, blank=True, editable=False)
    verify_by = models.DateField(_("verify by"), null=True, blank=True, editable=False)
    planned_for = models.DateField(_("first verification planned for"), null=True, blank=True, editable=False)
    check_since = models.DateField(_("to be checked since"), null=True, blank=True, editable=False)
    keeper = models.ForeignKey(
        StaffMember,
        verbose_name=_("keeper"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="kept_services",
    )
    changed_at = models.DateTimeField(auto_now=True, editable=False)
    sort_key = models.CharField(max_length=800, editable=False)
    search_text = models.TextField(editable=False, default="")
    serves_all = models.BooleanField(default=False, editable=False)

    objects = ServiceQuerySet.as_manager()  # type: ignore[misc]
    base_form_class = ServiceForm
    edit_handler = SERVICE_PANELS

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["sort_key", "pk"]
        indexes = [
            models.Index(fields=["site", "live", "sort_key"], name="service_listing"),
            models.Index(fields=["site", "live", "kind", "municipality", "sort_key"], name="service_by_kind"),
            models.Index(fields=["site", "live", "municipality", "sort_key"], name="service_by_municipality"),
            models.Index(fields=["site", "operator_ico"], name="service_by_body"),
            models.Index(fields=["site", "changed_at"], name="service_changes"),
            models.Index(fields=["changed_at"], name="service_all_changes"),
            models.Index(fields=["site", "live", "verify_by"], name="service_to_verify"),
            models.Index(fields=["live", "verify_by"], name="service_all_to_verify"),
            models.Index(
                fields=["site", "check_since"], condition=Q(check_since__isnull=False), name="service_to_check"
            ),
            models.Index(
                fields=["site", "closed_on"], condition=Q(closed_on__isnull=False), name="service_closing_days"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["site", "slug"], name="service_address_once"),
            models.UniqueConstraint(
                fields=["site", "source_id"], condition=~Q(source_id=""), name="service_imported_once"
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="service_place_whole",
                violation_error_message=_("Give both the latitude and the longitude, or neither."),
            ),
            models.CheckConstraint(condition=~Q(name=""), name="service_has_a_name"),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("id")),
                name="service_succeeds_another",
                violation_error_message=_("A service can't be its own successor."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> ServiceState:
        """Draft, published, or closed since `closed_on` (today in Prague)."""
        if not self.live:
            return ServiceState.DRAFT
        if self.closed_on is not None and self.closed_on <= timezone.localdate():
            return ServiceState.CLOSED
        return ServiceState.PUBLISHED

    def prepare_keys(self) -> None:
        """Set what is derived: the Czech sort key, and whether all members are served."""
        self.sort_key = sort_key(self.name)[:800]
        self.serves_all = self.scope in WIDE_SCOPES and not self.served.all()
        self.prepare_search_text()

    def prepare_search_text(self) -> None:
        """Set what lists in the admin are searched by (`ServiceQuerySet.named`)."""
        self.search_text = fold(f"{self.name} {self.operator_name} {self.operator_ico}")

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug:
            self.slug = type(self).objects.free_slug(self)
        if kwargs.get("update_fields") is None:
            self.prepare_keys()
        super().save(*args, **kwargs)
        life.saved(self, kwargs.get("update_fields"))

    def _do_update(
        self, base_qs: Any, using: Any, pk_val: Any, values: Any, update_fields: Any, *args: Any, **kwargs: Any
    ) -> Any:
        if update_fields is None:
            values = [value for value in values if value[0].name not in NOT_BY_SAVING]
        return super()._do_update(base_qs, using, pk_val, values, update_fields, *args, **kwargs)

    @transaction.atomic
    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> None:
        """Publish or schedule `revision`; address, index and open data go along, whoever published.

        Raises ValidationError at every fact that publishing needs and that is missing (D1).
        """
        life.demand_needed(revision.as_object())
        super().publish(revision, *args, **kwargs)
        life.published(self.pk, user=kwargs.get("user"))

    @transaction.atomic
    def unpublish(self, *args: Any, **kwargs: Any) -> None:
        """Take the service off the site and out of the search index; who copied our open data is told (O4)."""
        was_public = self.live
        super().unpublish(*args, **kwargs)
        if was_public:
            life.unpublished(self)

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> Any:
        was_public = self.live or self.first_published_at is not None
        result = super().delete(*args, **kwargs)
        if was_public:
            life.deleted([(self.site_id, self.uid)])
        return result

    def with_content_json(self, content: dict[str, Any]) -> "Service":
        obj: Service = super().with_content_json(content)
        for name in KEPT_BY_THE_SERVICE:
            setattr(obj, name, getattr(self, name))
        if obj.successor is not None and obj.successor.site_id != self.site_id:
            # It has been moved to another association since.
            obj.successor = None
        return obj

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        # The editor doesn't write the address; it is made before uniqueness is checked.
        if not self.slug and self.site_id and self.name:
            self.slug = type(self).objects.free_slug(self)
        super().full_clean(*args, **kwargs)

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return "services_directory/service.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        from ..detail import service_context
        from ..sections import directory_page

        shown = service_context(self, preview=True)
        return {**super().get_preview_context(request, mode_name), **shown, "page": directory_page(self.site)}
