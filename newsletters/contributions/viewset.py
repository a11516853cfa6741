"""Contributions in the admin: what waits, one piece with its decision, and the pages of an issue (N1)."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.widgets.button import HeaderButton

from portal.core.templatetags.portal import cs_date
from portal.tenancy.panels import SitePanel
from portal.tenancy.viewsets import TenantModelViewSet

from ..enums import ContributionState
from ..models import Contribution
from ..review.rounds import association_of
from .admin_forms import LeaveOutForm, put_errors
from .issue_views import ADD, INSPECT, ISSUE, AddPieceView, AskView, IssueView
from .rights import may_work_with
from .taking import leave_out, stands_in, take_in, why_not


def inspect_url(piece: Contribution) -> str:
    return reverse(INSPECT, args=[piece.pk])


def from_whom(piece: Contribution) -> str:
    """The municipality and the author, as far as they are known."""
    return ", ".join(filter(None, [piece.municipality.name if piece.municipality else "", piece.author_name])) or "–"


class ContributionIndexView(IndexView):
    """What came to all issues, what waits first."""

    page_title = gettext_lazy("Contributions to newsletters")

    def get_base_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_base_queryset()
        # "waiting" is the last of the states in the alphabet.
        return rows.select_related("issue", "municipality").order_by("-state", "-submitted_at", "-pk")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("title", label=_("Title"), get_url=inspect_url),
            Column("from", label=_("From"), accessor=from_whom),
            Column("issue", label=_("Issue"), accessor="issue.designation"),
            Column("submitted_at", label=_("Received"), accessor=lambda row: cs_date(row.submitted_at)),
            Column("state", label=_("State"), accessor="get_state_display"),
        ]


class ContributionPage(InspectView):
    """One piece as it came, with the two buttons; POST decides (``do`` is ``take`` or ``leave``)."""

    model: Any = Contribution
    template_name = "newsletters/contributions/admin/piece.html"
    page_title = gettext_lazy("Contribution")
    header_icon = "doc-full"
    object: Contribution

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.association = association_of(self.object.issue)
        return super().dispatch(request, *args, **kwargs)

    def get_object(self, queryset: Any = None) -> Contribution:
        rows = Contribution.objects.select_related("issue", "municipality", "image", "contributor")
        return get_object_or_404(rows, pk=self.pk)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_work_with(request.user, self.association):
            raise PermissionDenied
        piece, form = self.object, LeaveOutForm(request.POST)
        try:
            if request.POST.get("do") == "take":
                form = LeaveOutForm()
                take_in(contribution=piece, user=request.user)
                self._say_taken()
                return redirect(reverse(ISSUE, args=[piece.issue_id]))
            if form.is_valid():
                leave_out(contribution=piece, reason=form.cleaned_data["reason"], user=request.user)
                messages.success(request, _("The piece is left out; its author gets your words."))
                return redirect(reverse(ISSUE, args=[piece.issue_id]))
        except ValidationError as error:
            if form.is_bound:
                put_errors(form, error)
            else:
                messages.error(request, " ".join(error.messages))
        self.object = self.get_object()
        return self.render_to_response(self.get_context_data(form=form))

    def _say_taken(self) -> None:
        url = reverse("wagtailadmin_pages:edit", args=[self.object.issue_id])
        button = messages.button(url, _("Open the draft"))
        messages.success(self.request, _("The piece is in the draft; you may edit it there."), buttons=[button])

    @cached_property
    def header_buttons(self) -> list[Any]:
        url = reverse(ISSUE, args=[self.object.issue_id])
        return [HeaderButton(_("All contributions to this issue"), url=url, icon_name="list-ul")]

    @property
    def header_more_buttons(self) -> list[Any]:
        return []

    def get_edit_url(self) -> None:
        return None

    def get_delete_url(self) -> None:
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        piece, issue = self.object, self.object.issue
        body = str(issue.latest_revision.content.get("body", "")) if issue.latest_revision is not None else ""
        is_gone = piece.state == ContributionState.TAKEN and not stands_in(piece, body)
        refused = why_not(issue)
        may_decide = may_work_with(self.request.user, self.association)
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "form": kwargs.get("form") or LeaveOutForm(),
            "piece": piece,
            "issue": issue,
            "is_gone": is_gone,
            "why_not": refused,
            "may_take": may_decide and not refused and (is_gone or piece.state == ContributionState.WAITING),
            "may_leave_out": may_decide and piece.state == ContributionState.WAITING,
        }


class ContributionViewSet(TenantModelViewSet):
    """Pieces come by links and from people with an account; each is decided once, none is deleted."""

    model = Contribution
    name = "contribution"
    url_prefix = "newsletters/contributions"
    icon = "mail"
    menu_label = gettext_lazy("Contributions to newsletters")
    add_to_reference_index = False
    inspect_view_enabled = True
    panels = [SitePanel()]
    index_view_class = ContributionIndexView
    inspect_view_class = ContributionPage
    list_filter = ["state"]
    list_per_page = 50
    search_backend_name = None
    search_fields = ["title"]
    left_out = frozenset({"add", "edit", "delete", "usage", "history", "history_results"})

    @cached_property
    def url_finder_class(self) -> type:
        return type("ContributionURLFinder", (super().url_finder_class,), {"edit_url_name": INSPECT})

    def get_urlpatterns(self) -> list[URLPattern]:
        kept = [pattern for pattern in super().get_urlpatterns() if pattern.name not in self.left_out]
        return [
            *kept,
            path("issue/<int:page_id>/", self.construct_view(IssueView), name=ISSUE.partition(":")[2]),
            path("issue/<int:page_id>/ask/", self.construct_view(AskView), name="ask"),
            path("issue/<int:page_id>/add/", self.construct_view(AddPieceView), name=ADD.partition(":")[2]),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        absent = {f"{name}_url_name": None for name in self.left_out}
        return super().get_common_view_kwargs(**{**absent, **kwargs})
