"""What the list of subscribers is narrowed by. Choices are those of the user's associations."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from portal.tenancy.boundary import sites_of
from portal.tenancy.models import Municipality

from ..enums import SubscriberKind
from ..models import Subscriber, SubscriptionTopic
from .standing import Standing

NOWHERE = "none"


def own_municipalities(request: HttpRequest | None) -> QuerySet[Municipality]:
    """Municipalities that are or were members of an association the user works for, in Czech order."""
    if request is None:
        return Municipality.objects.none()
    sites = sites_of(request.user, Subscriber, "view")
    return Municipality.objects.filter(memberships__association__site__in=sites).distinct().order_by("sort_key")


class SubscriberFilterSet(WagtailFilterSet):
    """How they stand, why they get it, about what, and where they are at home."""

    standing = django_filters.ChoiceFilter(label=_("State"), choices=Standing.choices)
    kind = django_filters.ChoiceFilter(label=_("Why they get it"), choices=SubscriberKind.choices)
    topics = django_filters.ModelChoiceFilter(label=_("Topic"), queryset=SubscriptionTopic.objects.all())
    municipality = django_filters.ModelChoiceFilter(
        label=_("Municipality"),
        queryset=own_municipalities,
        null_value=NOWHERE,
        null_label=_("without a municipality"),
    )

    class Meta:
        model = Subscriber
        fields: list[Any] = []
