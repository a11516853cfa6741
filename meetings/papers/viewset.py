"""Papers of meetings in the admin: the centre's own list, the Union reads those of all (MTG-3, MTG-6)."""

from typing import Any

import django_filters
import structlog
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import NullAdminURLFinder
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView

from portal.core.czech import fold
from portal.core.templatetags.portal import cs_date, cs_datetime
from portal.tenancy.lists import OfWhom
from portal.tenancy.panels import SitePanel
from portal.tenancy.viewsets import TenantModelViewSet

from ..enums import PaperKind
from ..models import MeetingPage, MeetingPaper
from .keeping import FileDiffers, content_of
from .preview import LETTER, POSTER, LetterView, PosterView

AFTER = "announcement.get_kind_display"
INDEX, DOWNLOAD = "meeting_papers:index", "meeting_papers:download"

logger = structlog.get_logger(__name__)


class MeetingFilter(django_filters.ModelChoiceFilter):
    """Meetings with papers; the boundary leaves those of the user's associations."""

    def __init__(self, **kwargs: Any) -> None:
        with_papers = MeetingPage.objects.filter(papers__isnull=False).distinct().order_by("-starts_at", "-pk")
        super().__init__(queryset=with_papers.defer("programme"), label=gettext_lazy("Meeting"), **kwargs)

    @property
    def field(self) -> Any:
        field = super().field
        field.label_from_instance = lambda meeting: f"{cs_date(meeting.starts_at)} {meeting.draft_title}"
        return field


class PaperFilterSet(WagtailFilterSet):
    meeting = MeetingFilter(field_name="meeting")
    kind = django_filters.ChoiceFilter(label=gettext_lazy("Kind"), choices=PaperKind.choices)

    class Meta:
        model = MeetingPaper
        fields: list[str] = []


def download_url(paper: MeetingPaper) -> str:
    return reverse(DOWNLOAD, args=[paper.pk])


class PaperIndexView(OfWhom, IndexView):
    """The newest first; with its fingerprint each can be compared with what somebody holds in their hand."""

    page_title = gettext_lazy("Documents of meetings")
    default_ordering = "-made_at"

    def get_base_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_base_queryset()
        return rows.select_related("announcement", "meeting").defer("announcement__facts", "meeting__programme")

    def order_queryset(self, queryset: Any) -> Any:
        return queryset.order_by("-made_at", "-pk")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("kind", label=_("Document"), accessor="get_kind_display", get_url=download_url),
            *self.of_whom(),
            Column("meeting", label=_("Meeting"), accessor="meeting.title"),
            Column("held", label=_("Held on"), accessor=lambda row: cs_date(row.announcement.starts_at)),
            Column("after", label=_("After"), accessor="announcement.get_kind_display"),
            Column("made_at", label=_("Stored"), accessor=lambda row: cs_datetime(row.made_at)),
            Column("size", label=_("Size"), accessor=lambda row: filesizeformat(row.size)),
            Column("keep_until", label=_("Kept until"), accessor=lambda row: cs_date(row.keep_until) or "–"),
            Column("sha256", label=_("Fingerprint"), accessor=lambda row: row.sha256[:16]),
        ]


class DownloadView(View):
    """A paper as it went out, checked by its fingerprint, to who may see the meeting's documents."""

    model = MeetingPaper

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        paper = get_object_or_404(MeetingPaper.objects.for_user(request.user, "view"), pk=pk)
        try:
            content = content_of(paper)
        except FileDiffers:
            logger.error("meeting_paper_differs", paper=paper.pk)
            messages.error(
                request,
                _("The stored file isn't the one that was kept: its fingerprint differs. Restore it from a backup."),
            )
            return redirect(INDEX)
        response = HttpResponse(content, content_type="application/pdf")
        response["Content-Disposition"] = str(content_disposition_header(True, name_of(paper)))
        response["Cache-Control"] = "private, no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response


def name_of(paper: MeetingPaper) -> str:
    """The name of the file as it is downloaded: which meeting, which paper, the number of what was told."""
    kind = slugify(fold(str(paper.get_kind_display())))
    return f"{paper.meeting.slug}-{kind}-{paper.announcement.number}.pdf"


class PaperViewSet(TenantModelViewSet):
    """Papers are stored by the portal; people only read them."""

    model = MeetingPaper
    name = "meeting_papers"
    url_prefix = "meetings/papers"
    icon = "folder-open-inverse"
    menu_label = gettext_lazy("Documents of meetings")
    add_to_reference_index = False
    panels = [SitePanel()]
    index_view_class = PaperIndexView
    filterset_class = PaperFilterSet
    list_per_page = 50
    list_export = ["get_kind_display", "meeting.title", AFTER, "made_at", "size", "keep_until", "sha256"]
    export_headings = {
        "get_kind_display": gettext_lazy("Document"),
        "meeting.title": gettext_lazy("Meeting"),
        AFTER: gettext_lazy("After"),
    }
    search_backend_name = None
    search_fields = ["meeting__title"]
    url_finder_class = NullAdminURLFinder
    left_out = frozenset({"add", "edit", "delete", "usage", "history", "history_results"})

    def get_urlpatterns(self) -> list[URLPattern]:
        kept = [pattern for pattern in super().get_urlpatterns() if pattern.name not in self.left_out]
        return [
            *kept,
            path("<int:pk>/download/", self.construct_view(DownloadView), name=DOWNLOAD.partition(":")[2]),
            path("letter/<int:page_id>/", LetterView.as_view(), name=LETTER.partition(":")[2]),
            path("poster/<int:page_id>/", PosterView.as_view(), name=POSTER.partition(":")[2]),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        absent = {f"{name}_url_name": None for name in self.left_out}
        return super().get_common_view_kwargs(**{**absent, **kwargs})
