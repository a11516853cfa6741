"""The Union's view of background work: what runs when, and which mail is stuck. No texts, no full addresses (A5)."""

from datetime import datetime, timedelta
from typing import Any

import django_filters
from django.contrib import messages
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.admin.widgets import BooleanRadioSelect

from portal.tenancy.viewsets import UnionModelViewSet

from . import runner
from .actions import send_again
from .bounces.intake import NOT_DELIVERED, SETTLED
from .enums import STUCK, JobCondition
from .models import OutboxMessage, PeriodicJob, ReturnedMail
from .permissions import may_send_again


class ReadOnlyViewSet(UnionModelViewSet):
    """Listing (and inspection) only: no address leads to a form."""

    list_per_page = 50

    def get_urlpatterns(self) -> list[URLPattern]:
        patterns = [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]
        if self.inspect_view_enabled:
            patterns.append(path("inspect/<str:pk>/", self.inspect_view, name="inspect"))
        return patterns


# --- Outgoing mail ---------------------------------------------------------------------------------
class OutboxFilterSet(WagtailFilterSet):
    came_back = django_filters.BooleanFilter(
        field_name="bounced_at",
        lookup_expr="isnull",
        exclude=True,
        label=gettext_lazy("Came back"),
        widget=BooleanRadioSelect,
    )

    class Meta:
        model = OutboxMessage
        fields = ["state", "personal", "site"]


class OutboxIndexView(generic.IndexView):
    def get_base_queryset(self) -> QuerySet[OutboxMessage]:
        return super().get_base_queryset().select_related("site").defer("text", "html", "attachments")

    def order_queryset(self, queryset: Any) -> QuerySet[OutboxMessage]:
        ordered: QuerySet[OutboxMessage] = super().order_queryset(queryset) if self.ordering else queryset.stuck_first()
        return ordered


class OutboxInspectView(generic.InspectView):
    own_labels = {"masked_recipient": gettext_lazy("Recipient"), "attachment_names": gettext_lazy("Attachments")}

    def get_field_label(self, field_name: str, field: Any) -> str:
        return str(self.own_labels.get(field_name) or super().get_field_label(field_name, field))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        resend = reverse("outbox:resend", args=[quote(self.object.pk)])
        allowed = self.object.is_stuck and may_send_again(self.request.user)
        return super().get_context_data(resend_url=resend if allowed else "", **kwargs)


class ResendView(View):
    """POST: put a stuck message back into the queue."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: str) -> HttpResponse:
        if not may_send_again(request.user):
            raise PermissionDenied
        message = get_object_or_404(OutboxMessage, pk=pk)
        try:
            send_again(message=message, user=request.user)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, _("The message will be sent again."))
        return redirect("outbox:index")


class OutboxViewSet(ReadOnlyViewSet):
    model = OutboxMessage
    name = "outbox"
    icon = "mail"
    menu_label = gettext_lazy("Outgoing mail")
    index_view_class = OutboxIndexView
    inspect_view_class = OutboxInspectView
    inspect_view_enabled = True
    inspect_template_name = "jobs/admin/outbox_inspect.html"
    inspect_view_fields = [
        "event", "masked_recipient", "subject", "attachment_names", "site", "state", "personal", "attempts",
        "last_error", "bounced_at", "bounce_detail", "created_at", "next_attempt_at", "sent_at", "message_id",
    ]  # fmt: skip
    filterset_class = OutboxFilterSet
    search_fields = ["event"]
    list_display = [
        "event",
        Column("masked_recipient", label=gettext_lazy("Recipient")),
        Column("subject", label=gettext_lazy("Subject")),
        StatusTagColumn(
            "state",
            label=gettext_lazy("State"),
            accessor="get_state_display",
            primary=lambda message: message.state in STUCK,
        ),
        Column("attempts", label=gettext_lazy("Attempts")),
        Column("last_error", label=gettext_lazy("Last error")),
        DateColumn("bounced_at", label=gettext_lazy("Came back"), sort_key="bounced_at"),
        DateColumn("created_at", label=gettext_lazy("Created"), sort_key="created_at"),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("resend/<str:pk>/", ResendView.as_view(), name="resend")]


# --- Returned mail ---------------------------------------------------------------------------------
class ReturnedFilterSet(WagtailFilterSet):
    class Meta:
        model = ReturnedMail
        fields = ["outcome"]


class ReturnedIndexView(generic.IndexView):
    def get_base_queryset(self) -> QuerySet[ReturnedMail]:
        return super().get_base_queryset().select_related("message").defer("message__text", "message__html")


class ReturnedViewSet(ReadOnlyViewSet):
    model = ReturnedMail
    name = "returned_mail"
    icon = "warning"
    menu_label = gettext_lazy("Returned mail")
    index_view_class = ReturnedIndexView
    filterset_class = ReturnedFilterSet
    search_fields: list[str] = []
    list_display = [
        StatusTagColumn(
            "outcome",
            label=gettext_lazy("Taken for"),
            accessor="get_outcome_display",
            primary=lambda mail: mail.outcome in SETTLED,
        ),
        Column("message", label=gettext_lazy("Message"), accessor=lambda mail: str(mail.message or "")),
        Column("why", label=gettext_lazy("Why it came back"), accessor=lambda mail: _why(mail)),
        Column("received_at", label=gettext_lazy("Received"), accessor=lambda mail: moment(mail.received_at)),
    ]


def _why(mail: ReturnedMail) -> str:
    return mail.message.bounce_detail if mail.message and mail.outcome in NOT_DELIVERED else ""


def moment(value: datetime | None) -> str:
    """A time to the second, in Prague; some of these jobs run every few."""
    return f"{date_format(localtime(value), 'SHORT_DATE_FORMAT')} {localtime(value):%H:%M:%S}" if value else ""


def in_words(interval: timedelta) -> str:
    """An interval in its largest whole unit: "15 seconds", "1 day"."""
    seconds = int(interval.total_seconds())
    if seconds % 86400 == 0:
        return ngettext("%(n)s day", "%(n)s days", seconds // 86400) % {"n": seconds // 86400}
    if seconds % 3600 == 0:
        return ngettext("%(n)s hour", "%(n)s hours", seconds // 3600) % {"n": seconds // 3600}
    if seconds % 60 == 0:
        return ngettext("%(n)s minute", "%(n)s minutes", seconds // 60) % {"n": seconds // 60}
    return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}


# --- Periodic jobs ---------------------------------------------------------------------------------
class PeriodicJobIndexView(generic.IndexView):
    def get_base_queryset(self) -> QuerySet[PeriodicJob]:
        runner.sync_jobs()
        return super().get_base_queryset()


class PeriodicJobViewSet(ReadOnlyViewSet):
    model = PeriodicJob
    name = "periodic_jobs"
    icon = "history"
    menu_label = gettext_lazy("Periodic jobs")
    index_view_class = PeriodicJobIndexView
    search_fields: list[str] = []
    list_display = [
        Column("label", label=gettext_lazy("Job"), accessor=str),
        Column("name", label=gettext_lazy("Name")),
        StatusTagColumn(
            "condition",
            label=gettext_lazy("State"),
            accessor=lambda job: job.condition.label,
            primary=lambda job: job.condition is not JobCondition.FINE,
        ),
        Column("interval", label=gettext_lazy("Interval"), accessor=lambda job: in_words(job.interval)),
        Column("last_started", label=gettext_lazy("Last start"), accessor=lambda job: moment(job.last_started)),
        Column("last_ok", label=gettext_lazy("Last success"), accessor=lambda job: moment(job.last_ok)),
        Column("next_run", label=gettext_lazy("Next run"), accessor=lambda job: moment(job.next_run)),
        Column("last_error", label=gettext_lazy("Last error")),
    ]


class OperationsViewSetGroup(ModelViewSetGroup):
    menu_label = gettext_lazy("Operations")
    menu_icon = "cogs"
    menu_order = 900
    items = (OutboxViewSet, ReturnedViewSet, PeriodicJobViewSet)
