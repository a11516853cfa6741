"""Filters of the lists in the admin; their choices are those of the rows the user may see."""

from typing import Any

import django_filters
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from portal.core.czech import fold
from portal.tenancy.boundary import is_union_user
from portal.tenancy.models import Association, Municipality, StaffMember

from .completeness import FACTS, without_fact
from .enums import ACCESS_FACTS, ServiceState
from .keeping import kept_by
from .models import Service, ServiceKind
from .verification.phoning.queue import QueueList, listed

DRAFT_CHANGES = "changes"
NO_CONTACT = "contact"
MINE, NOBODYS = "mine", "nobody"


def access_choices() -> list[tuple[str, Any]]:
    labels = {field.name: field.verbose_name for field in Service._meta.fields}
    return [(name, labels[name]) for name in ACCESS_FACTS]


class ServiceFilters(WagtailFilterSet):
    """What every list of services is filtered by; the association only where there are several."""

    association = django_filters.ModelChoiceFilter(
        label=_("Association"), queryset=Association.objects.order_by("sort_key"), method="filter_association"
    )
    kind = django_filters.ModelChoiceFilter(
        label=_("Kind"), queryset=ServiceKind.objects.select_related("parent"), method="filter_kind"
    )
    municipality = django_filters.ModelChoiceFilter(label=_("Municipality"), queryset=Municipality.objects.none())
    keeper = django_filters.ChoiceFilter(label=_("Keeper"), choices=[], method="filter_keeper")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        visible = Service.objects.for_user(self.request.user)
        self.filters["municipality"].field.queryset = Municipality.objects.filter(
            pk__in=visible.values("municipality")
        ).order_by("sort_key")
        people = StaffMember.objects.for_user(self.request.user).filter(kept_services__isnull=False).distinct()
        own = [(MINE, _("me")), (NOBODYS, _("nobody in particular"))]
        self.filters["keeper"].extra["choices"] = [*own, *((str(person.pk), person.name) for person in people)]
        if not is_union_user(self.request.user):
            del self.filters["association"]

    def filter_association(self, queryset: Any, name: str, value: Association) -> Any:
        return queryset.for_association(value)

    def filter_kind(self, queryset: Any, name: str, value: ServiceKind) -> Any:
        return queryset.of_kind(value)

    def filter_keeper(self, queryset: Any, name: str, value: str) -> Any:
        if value == NOBODYS:
            return queryset.filter(keeper=None)
        if value != MINE:
            return queryset.filter(keeper=value)
        return queryset.filter(kept_by(self.request.user))

    def filter_missing(self, queryset: Any, name: str, value: str) -> Any:
        if value == NO_CONTACT:
            return without_fact(without_fact(queryset, "phone"), "online")
        return without_fact(queryset, value)


class ServiceFilterSet(ServiceFilters):
    """Filters of the list of services."""

    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[*ServiceState.choices, (DRAFT_CHANGES, _("with changes not published yet"))],
        method="filter_state",
    )
    missing = django_filters.ChoiceFilter(
        label=_("Missing"),
        choices=[(NO_CONTACT, _("any public contact")), *((fact.key, fact.label) for fact in FACTS)],
        method="filter_missing",
    )
    access = django_filters.ChoiceFilter(label=_("Accessibility"), choices=access_choices, method="filter_access")

    class Meta:
        model = Service
        fields = ["association", "kind", "municipality", "state", "missing", "access"]

    def filter_state(self, queryset: Any, name: str, value: str) -> Any:
        closed = Q(closed_on__lte=timezone.localdate())
        if value == DRAFT_CHANGES:
            return queryset.filter(live=True, has_unpublished_changes=True)
        if value == ServiceState.DRAFT:
            return queryset.filter(live=False)
        if value == ServiceState.CLOSED:
            return queryset.filter(closed, live=True)
        return queryset.published()

    def filter_access(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(**{value: "yes"})


class CompletenessFilterSet(ServiceFilters):
    """Filters of the list of what is missing."""

    missing = django_filters.ChoiceFilter(
        label=_("Missing"), choices=[(fact.key, fact.label) for fact in FACTS], method="filter_missing"
    )

    class Meta:
        model = Service
        fields = ["association", "missing", "municipality", "kind"]


class QueueFilterSet(ServiceFilters):
    """Filters of the queue of verifications; without a list chosen it is the whole queue."""

    list = django_filters.ChoiceFilter(label=_("List"), choices=QueueList.choices, method="filter_nothing")
    provider = django_filters.CharFilter(label=_("Operating body or its IČO"), method="filter_provider")

    class Meta:
        model = Service
        fields = ["association", "list", "keeper", "municipality", "kind", "provider"]

    def filter_queryset(self, queryset: Any) -> Any:
        return self.narrow(listed(queryset, self.form.cleaned_data["list"]))

    def narrow(self, queryset: Any) -> Any:
        """All filters apart from the list."""
        return super().filter_queryset(queryset)

    def filter_nothing(self, queryset: Any, name: str, value: str) -> Any:
        """The list is chosen before all else: without one it is the whole queue."""
        return queryset

    def filter_provider(self, queryset: Any, name: str, value: str) -> Any:
        typed = value.replace(" ", "")
        if typed.isdigit():
            return queryset.filter(operator_ico=typed.zfill(8))
        names = queryset.order_by().values_list("operator_name", flat=True).distinct()
        words = fold(value).split()
        return queryset.filter(operator_name__in=[body for body in names if all(word in fold(body) for word in words)])
