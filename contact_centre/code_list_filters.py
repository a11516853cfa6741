"""Filters by an entry of a code list: their choices are kept in memory, no list asks for them (decision 36)."""

from typing import Any

import django_filters
from django.utils.translation import get_language

from portal.core.remembered import Remembered

from .models import ActivityArea, ActivityOutput, ActivitySubarea, ActivityTrigger, Handler

type CodeList = type[ActivityArea | ActivitySubarea | ActivityTrigger | ActivityOutput | Handler]


def _read_choices(key: tuple[CodeList, str | None]) -> tuple[tuple[int, str], ...]:
    model, _language = key
    return tuple((entry.pk, str(entry)) for entry in model._default_manager.all())


_choices: Remembered[tuple[CodeList, str | None], tuple[tuple[int, str], ...]] = Remembered(
    _read_choices,
    *(
        f"contact_centre.{model.__name__}"
        for model in (ActivityArea, ActivitySubarea, ActivityTrigger, ActivityOutput, Handler)
    ),
)


class CodeListFilter(django_filters.ChoiceFilter):
    """In place of a ModelChoiceFilter with all entries of `model` (the retired ones, too)."""

    def __init__(self, model: CodeList, **options: Any) -> None:
        super().__init__(choices=lambda: _choices.get((model, get_language())), **options)
