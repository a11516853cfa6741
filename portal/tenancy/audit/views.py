"""Finding lines of the log: all of them for the Union, those about its own association for a manager."""

from typing import Any

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import IntegerField, QuerySet, Value
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.views.reports.audit_logging import LogEntriesView
from wagtail.log_actions import log
from wagtail.log_actions import registry as log_actions
from wagtail.models import ModelLogEntry, PageLogEntry

from portal.core.exports import harmless
from portal.users.models import User

from ..admin.branding import manages_any
from ..boundary import is_union_user
from ..models import Association
from ..roles import Role
from .actions import AUDIT_SEARCHED
from .belonging import lines_of, managed_by

INDEX = "audit:index"
LOGS = (ModelLogEntry, PageLogEntry)


def may_read(user: Any) -> bool:
    """Whether `user` may search the log at all: the Union's administrators and associations' managers."""
    # Asked by the menu of every page; which lines are shown is asked of the database (`managed`).
    return reads_everything(user) or manages_any(user)


def reads_everything(user: Any) -> bool:
    return is_union_user(user) and (user.is_superuser or str(Role.UNION_ADMIN) in user.rights.groups)


class AuditFilterSet(WagtailFilterSet):
    """Who, whose, what and when. Each of them is asked of both logs."""

    timestamp = django_filters.DateFromToRangeFilter(label=_("When"), widget=DateRangePickerWidget)
    user = django_filters.ModelChoiceFilter(label=_("Who"), queryset=lambda request: people(request.user))
    action = django_filters.ChoiceFilter(label=_("What"), choices=lambda: sorted_actions())
    association = django_filters.ModelChoiceFilter(
        label=_("Association"), queryset=lambda request: associations(request.user), method="of_association"
    )
    label = django_filters.CharFilter(label=_("Name"), lookup_expr="icontains")

    class Meta:
        model = ModelLogEntry
        fields: list[str] = []

    def of_association(self, queryset: QuerySet[Any], _name: str, value: Association | None) -> QuerySet[Any]:
        return queryset if value is None else queryset.filter(lines_of(queryset.model, value))


def managed(user: Any) -> list[Association]:
    """The associations of which `user` is a manager, asked once for each user object."""
    if not hasattr(user, "_portal_managed"):
        user._portal_managed = list(managed_by(user).select_related("root_page"))
    found: list[Association] = user._portal_managed
    return found


def people(user: Any) -> QuerySet[User]:
    """Whose lines `user` may ask for."""
    if reads_everything(user):
        return User.objects.order_by("username")
    groups = [group for of in managed(user) for group in (of.manager_group_id, of.editor_group_id)]
    return User.objects.filter(groups__in=groups).distinct().order_by("username")


def associations(user: Any) -> QuerySet[Association]:
    found = Association.objects.all() if reads_everything(user) else managed_by(user)
    return found.order_by("sort_key")


def sorted_actions() -> list[tuple[str, str]]:
    return sorted(((name, str(label)) for name, label in log_actions.get_choices()), key=lambda pair: pair[1])


class AuditView(LogEntriesView):
    """Wagtail's report of both logs within what its reader may know; taking it out is a line itself."""

    page_title = _("Record of activity")
    header_icon = "history"
    filterset_class = AuditFilterSet
    index_url_name = INDEX
    index_results_url_name = "audit:index_results"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_read(request.user):
            raise PermissionDenied
        response = super().dispatch(request, *args, **kwargs)
        if self.is_export:
            log(request.user, AUDIT_SEARCHED, user=request.user, title=f"{User._meta.verbose_name} {request.user.pk}")
        return response

    @cached_property
    def own(self) -> list[Association]:
        return [] if reads_everything(self.request.user) else managed(self.request.user)

    def get_filtered_queryset(self) -> Any:
        self.log_models = list(LOGS)
        parts = [self._part(number, model) for number, model in enumerate(LOGS)]
        return parts[0].union(*parts[1:], all=True).order_by("-timestamp")

    def _part(self, number: int, model: Any) -> QuerySet[Any]:
        lines = model.objects.all()
        if not reads_everything(self.request.user):
            visible = lines_of(model, self.own[0])
            for association in self.own[1:]:
                visible |= lines_of(model, association)
            lines = lines.filter(visible)
        marked = lines.values("pk", "timestamp").annotate(log_model_index=Value(number, output_field=IntegerField()))
        return self.filter_queryset(marked).order_by()

    def decorate_paginated_queryset(self, queryset: Any) -> list[Any]:
        """The lines themselves, in their order; no look at what each is about, however many kinds there are."""
        found: dict[tuple[int, int], Any] = {}
        rows = list(queryset)
        for number, model in enumerate(LOGS):
            keys = [row["pk"] for row in rows if row["log_model_index"] == number]
            lines = model.objects.select_related("user__wagtail_userprofile").filter(pk__in=keys) if keys else ()
            for line in lines:
                line.edit_url = ""
                if line.content_type_id:
                    line.content_type = ContentType.objects.get_for_id(line.content_type_id)
                found[number, line.pk] = line
        return [found[row["log_model_index"], row["pk"]] for row in rows]

    def get_filename(self) -> str:
        return f"zaznam-cinnosti-{timezone.localdate().isoformat()}"

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        shown = super().preprocess_field_value(field, value, export_format)
        return harmless(shown) if export_format == "csv" else shown
