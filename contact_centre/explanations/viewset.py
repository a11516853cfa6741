"""Periods to be explained in the admin: the Union's list over all centres, a centre's own (TGT-4)."""

from collections import OrderedDict
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView

from portal.core.templatetags.portal import cs_date
from portal.programme.models import MonitoringPeriod
from portal.tenancy.boundary import is_union_user
from portal.tenancy.lists import OfWhom, RememberedOrder
from portal.tenancy.models import Association
from portal.tenancy.panels import SitePanel

from ..models import Explanation, PeriodEvaluation
from ..viewsets import KeptViewSet, day_column
from .page import PAGE, ExplanationPage
from .standing import OF_CENTRE, OF_UNION, Standing, with_standing

WAITING = {"explain": OF_CENTRE, "answer": OF_UNION}


class ExplanationFilterSet(WagtailFilterSet):
    """For whom it waits, how it stands, which period; the association only where there are several."""

    association = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Association"),
        queryset=Association.objects.order_by("sort_key"),
        to_field_name="slug",
        method="filter_association",
    )
    waiting = django_filters.ChoiceFilter(
        label=gettext_lazy("Waits for"),
        choices=[("explain", gettext_lazy("the centre")), ("answer", gettext_lazy("the Union"))],
        method="filter_waiting",
    )
    standing = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("State"), choices=Standing.choices, widget=forms.CheckboxSelectMultiple, distinct=False
    )
    period = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Period"), queryset=MonitoringPeriod.objects.filter(is_checked=True).order_by("-starts_on")
    )

    class Meta:
        model = PeriodEvaluation
        fields: list[Any] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_union_user(self.request.user):
            del self.filters["association"]

    def filter_association(self, queryset: Any, name: str, value: Association) -> Any:
        return queryset.for_association(value)

    def filter_waiting(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(standing__in=WAITING[value])


def standing_label(row: Any) -> str:
    return str(Standing(row.standing).label)


def sent_on(row: Any) -> str:
    """When the first explanation came, and whether that was late."""
    if row.first_sent_at is None:
        return ""
    text = cs_date(row.first_sent_at)
    due: date | None = row.explanation_due_on
    is_late = due is not None and timezone.localdate(row.first_sent_at) > due
    return _("%(day)s, late") % {"day": text} if is_late else text


def page_url(row: Any) -> str:
    return reverse(PAGE, args=[row.pk])


class ExplanationIndexView(OfWhom, RememberedOrder, IndexView):
    """What waits stands first; nothing is written or deleted here."""

    page_title = capfirst(Explanation._meta.verbose_name_plural)
    tie_breakers = ("-period__starts_on", "-pk")
    list_export = [
        "association",
        "period",
        "starts_on",
        "ends_on",
        "counted",
        "minimum",
        "advice",
        "explanation_due_on",
        "sent_on",
        "opinion_due_on",
        "answered_on",
        "state",
    ]
    export_headings = {
        "association": gettext_lazy("Association"),
        "period": gettext_lazy("Period"),
        "starts_on": gettext_lazy("From"),
        "ends_on": gettext_lazy("To"),
        "counted": gettext_lazy("Closed activities"),
        "minimum": gettext_lazy("Minimum"),
        "advice": gettext_lazy("Expert advice"),
        "explanation_due_on": gettext_lazy("Explanation due on"),
        "sent_on": gettext_lazy("Sent on"),
        "opinion_due_on": gettext_lazy("Opinion due on"),
        "answered_on": gettext_lazy("Answered on"),
        "state": gettext_lazy("State"),
    }

    def get_base_queryset(self) -> Any:
        rows = PeriodEvaluation.objects.select_related("period__programme")
        return with_standing(rows.for_user(self.request.user))

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("period", label=_("Period"), get_url=page_url, sort_key="period__starts_on"),
            *self.of_whom(),
            Column("counted", label=_("Closed activities"), accessor=_reached, sort_key="counted"),
            day_column("due_on", _("Due on")),
            Column("sent_on", label=_("Sent on"), accessor=sent_on, sort_key="first_sent_at"),
            day_column("last_answered_at", _("Answered on")),
            Column("standing", label=_("State"), accessor=standing_label, sort_key="standing"),
        ]

    def to_row_dict(self, item: Any) -> OrderedDict[str, Any]:
        return OrderedDict(
            association=self._names.get(item.site_id, ""),
            period=str(item.period),
            starts_on=item.period.starts_on,
            ends_on=item.period.ends_on,
            counted=item.counted,
            minimum=item.minimum,
            advice=item.advice,
            explanation_due_on=item.explanation_due_on,
            sent_on=timezone.localdate(item.first_sent_at) if item.first_sent_at else None,
            opinion_due_on=item.opinion_due_on,
            answered_on=timezone.localdate(item.last_answered_at) if item.last_answered_at else None,
            state=standing_label(item),
        )


def _reached(row: Any) -> str:
    return _("%(counted)s of %(minimum)s") % {"counted": row.counted, "minimum": row.minimum}


class ExplanationViewSet(KeptViewSet):
    """Evaluations come from the period's end; explanations from their page."""

    model = PeriodEvaluation
    name = "explanations"
    url_prefix = "contact_centre/explanations"
    icon = "mail"
    menu_label = gettext_lazy("Explanations of targets")
    menu_order = 14
    left_out = frozenset({"add", "edit", "delete", "usage", "history", "history_results"})
    panels = [SitePanel()]
    index_view_class = ExplanationIndexView
    inspect_view_class = ExplanationPage
    filterset_class = ExplanationFilterSet
    search_backend_name = None
    list_per_page = 50
    ordering = "standing"
    export_filename = "vysvetleni"

    @cached_property
    def url_finder_class(self) -> type:
        return type("ExplanationURLFinder", (super().url_finder_class,), {"edit_url_name": PAGE})
