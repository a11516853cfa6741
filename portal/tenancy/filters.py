"""The boundary of listing filters: their choices come from what the user may meet.

Wagtail's filters offer the users and sites of the whole installation (who owns a page, who edited it, in
which site it stands), and a filter on a foreign key offers every row there is. All of them ask one method
of django-filter for their choices, so the scope is put there.
"""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django_filters.filters import QuerySetRequestMixin
from wagtail.models import Collection, Page, Site

from .boundary import collections_of, is_union_user, pages_of, visible_to
from .models import Association

_unscoped = QuerySetRequestMixin.get_queryset


def choices_for(user: Any, choices: QuerySet[Any]) -> QuerySet[Any]:
    """The part of `choices` that may be offered to `user`; everything to the Union."""
    model = choices.model
    if is_union_user(user):
        return choices
    if model is Site:
        return choices.filter(pk__in=_associations_of(user).values("site"))
    if model is Association:
        return choices.filter(pk__in=_associations_of(user).values("pk"))
    if model is get_user_model():
        return choices.filter(groups__in=user.groups.values("pk")).distinct()
    if model is Group:
        return choices.filter(pk__in=user.groups.values("pk"))
    if model is Collection:
        return choices.filter(pk__in=collections_of(user).values("pk"))
    if issubclass(model, Page):
        return pages_of(user, choices)
    return visible_to(user, choices)


def _associations_of(user: Any) -> QuerySet[Association]:
    groups = user.groups.values("pk")
    return Association.objects.filter(manager_group__in=groups) | Association.objects.filter(editor_group__in=groups)


def _scoped(self: Any, request: HttpRequest | None) -> Any:
    choices = _unscoped(self, request)
    user = getattr(request, "user", None)
    if choices is None or user is None or not user.is_authenticated:
        return choices
    return choices_for(user, choices.all())


def scope_filter_choices() -> None:
    """Put the scope in front of every filter's choices; called once, when the apps are ready."""
    QuerySetRequestMixin.get_queryset = _scoped
