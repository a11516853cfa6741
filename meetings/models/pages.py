"""Notices of meetings, ahead and past (MTG-4)."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.documents import get_document_model_string
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, PageManager
from wagtail.search import index

from portal.core.models import BasePage
from portal.core.paging import CountedPaginator, PreparedRows
from portal.core.prepared import Prepared
from portal.core.trees import given_tree, in_tree
from portal.tenancy.context import current_association
from portal.tenancy.models import Municipality

from ..announcing.guarded import InvitedInTime
from ..announcing.routes import InvitedRoutes
from ..blocks import ProgrammeBlock
from ..calendars.routes import CalendarRoutes
from ..changing.guarded import GuardedMeeting
from ..enums import BarrierFree, MeetingKind
from ..forms import MeetingForm
from ..layout import tabs
from ..notices.routes import BoardRoutes, ProofRoutes
from ..papers.routes import PaperRoutes
from ..places import address_on_map, coordinate_errors, map_of
from ..programme import Point, programme_of, public_words
from ..querysets import MeetingQuerySet, asked_of_over, over
from .bodies import MeetingBody

PAST_PER_PAGE = 20
NOT_LISTED = ("programme", "who_may_come", "note", "outcome")
TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]


@Prepared["MeetingPage"]
def _upcoming() -> Any:
    meetings = MeetingPage.objects.filter(given_tree()).published().exclude(over())
    return meetings.defer(*NOT_LISTED).order_by("starts_at", "pk")


@Prepared["MeetingPage"]
def _past(first: int, end: int) -> Any:
    meetings = MeetingPage.objects.filter(given_tree()).published().filter(over())
    return meetings.defer(*NOT_LISTED).order_by("-starts_at", "-pk")[first:end]


@Prepared[dict[str, int]]
def _past_count() -> Any:
    meetings = MeetingPage.objects.filter(given_tree()).published().filter(over()).select_related(None).order_by()
    return meetings.values("depth").annotate(count=models.Count("pk"))


class MeetingIndexPage(BoardRoutes, InvitedRoutes, CalendarRoutes, RoutablePageMixin, BasePage):
    """Meetings ahead, the nearest first, then past ones. Made with the site, one for each language."""

    is_creatable = False
    subpage_types = ["meetings.MeetingPage"]
    kept_routes = frozenset({"board", "feed", "index_route"})

    class Meta:
        verbose_name = _("list of meetings")
        verbose_name_plural = _("lists of meetings")

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        asked = {**in_tree(self), **asked_of_over(timezone.now())}
        rows = PreparedRows(lambda first, end: _past.all(first, end, **asked))
        count = sum(row["count"] for row in _past_count.all(**asked))
        context["page_obj"] = CountedPaginator(rows, PAST_PER_PAGE, count).get_page(request.GET.get("page"))
        context["upcoming"] = _upcoming.all(**asked)
        return context


class MeetingPage(GuardedMeeting, InvitedInTime, PaperRoutes, ProofRoutes, RoutablePageMixin, BasePage):
    """A notice that a meeting will be held: when, where, with what programme, and who may come (MTG-4).

    After the meeting it says what was decided.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=MeetingKind, default=MeetingKind.MAYORS)
    body = models.ForeignKey(
        MeetingBody, verbose_name=_("body"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    place = models.CharField(
        _("place"),
        max_length=200,
        help_text=_("The room or building, for example: assembly room of the municipal office."),
    )
    address = models.CharField(
        _("address"), max_length=200, blank=True, help_text=_("Street and number, or the village.")
    )
    municipality = models.ForeignKey(
        Municipality, verbose_name=_("municipality"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(48.5), MaxValueValidator(51.1)]
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(12.0), MaxValueValidator(18.9)]
    )
    barrier_free = models.CharField(
        _("barrier-free access"), max_length=10, choices=BarrierFree, default=BarrierFree.UNKNOWN, blank=True
    )
    barrier_free_note = models.CharField(
        _("how to get in"),
        max_length=250,
        blank=True,
        help_text=_("For example: ramp from the yard, lift, no barrier-free toilet."),
    )
    notice_until = models.DateField(
        _("notice stands until"),
        null=True,
        blank=True,
        help_text=_("The last day on the board; then it stays in the archive. Empty: the day of the meeting."),
    )
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True, editable=False)
    programme = StreamField(ProgrammeBlock(), verbose_name=_("programme"), blank=True)
    who_may_come = RichTextField(
        _("who may come"),
        blank=True,
        features=TEXT_FEATURES,
        help_text=_("Whether citizens are welcome and need to sign up."),
    )
    note = RichTextField(
        _("for citizens"),
        blank=True,
        features=TEXT_FEATURES,
        help_text=_("How to put in a suggestion, whom to call about access to the building."),
    )
    outcome = RichTextField(
        _("what was decided"), blank=True, features=[*TEXT_FEATURES, "h3"], help_text=_("Filled in after the meeting.")
    )

    objects = PageManager.from_queryset(MeetingQuerySet)()

    base_form_class = MeetingForm
    parent_page_types = ["meetings.MeetingIndexPage"]
    kept_routes = frozenset({"calendar", "index_route"})
    subpage_types: list[str] = []
    # A copy is another meeting, which nobody has cancelled.
    exclude_fields_in_copy = ["cancelled_at"]

    edit_handler = tabs()
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("place"),
        # Not the field itself: Wagtail would index the points that aren't public too (M1).
        index.SearchField("programme_words"),
        index.SearchField("who_may_come"),
        index.SearchField("note"),
        index.SearchField("outcome"),
        index.FilterField("starts_at"),
    ]

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        indexes = [models.Index(fields=["starts_at"], name="meeting_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="meeting_ends_after_it_begins",
                violation_error_message=_("A meeting ends after it begins."),
            )
        ]

    def clean(self) -> None:
        super().clean()
        errors = coordinate_errors(self.latitude, self.longitude)
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            errors["ends_at"] = _("A meeting ends after it begins.")
        if errors:
            raise ValidationError(errors)

    @property
    def full_address(self) -> str:
        """Place, address and municipality on one line, each once: "zasedací místnost, Dlouhá 3, Smiřice"."""
        town = self.municipality.name if self.municipality else ""
        parts = [self.place, self.address, "" if town and town in self.address else town]
        return ", ".join(part for part in parts if part)

    @property
    def is_over(self) -> bool:
        """Whether it has ended, or its day has if no end was given; as `MeetingQuerySet.past` decides."""
        if self.ends_at:
            return self.ends_at <= timezone.now()
        return timezone.localdate(self.starts_at) < timezone.localdate()

    @property
    def same_day_end(self) -> datetime | None:
        """The end if it is on the day of the beginning, so that its time alone says enough."""
        if self.ends_at and timezone.localdate(self.ends_at) == timezone.localdate(self.starts_at):
            return self.ends_at
        return None

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def public_programme(self) -> list[Point]:
        """The points everybody may know, numbered (M1)."""
        return programme_of(self)

    @property
    def programme_words(self) -> str:
        """What searching finds of the programme."""
        return public_words(self)

    @property
    def body_label(self) -> str:
        """The body that meets, else the kind of the meeting."""
        return self.body.label if self.body else self.get_kind_display()

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["files"] = self.files.select_related("document")
        context["points"] = self.public_programme
        context["map"] = map_of(self, current_association(request))
        context["map_url"] = address_on_map(self)
        return context

    @path("calendar/", name="calendar")
    def calendar(self, request: HttpRequest) -> HttpResponse:
        """The meeting for the reader's own calendar."""
        from ..calendars.views import single_entry

        return single_entry(request, self)


class MeetingFile(Orderable):
    """A file of a meeting: the invitation, a presentation, the minutes."""

    page = ParentalKey(MeetingPage, on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey(
        get_document_model_string(), verbose_name=_("document"), on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(
        _("title"), max_length=200, blank=True, help_text=_("Left empty, it is the document's own title.")
    )

    panels = [FieldPanel("document"), FieldPanel("title")]

    class Meta(Orderable.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return self.title or str(self.document)
