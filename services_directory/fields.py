"""Fields of the directory's forms."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.forms.models import ModelChoiceIterator


class KindsByField(ModelChoiceIterator):
    """The choices of a kind as groups, one a whole field; a field without kinds of its own stands alone."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        kinds = list(self.queryset.select_related("parent"))
        with_kinds = {kind.parent_id for kind in kinds if kind.parent_id}
        chosen = getattr(self.field, "chosen_kind", None)
        ordered = sorted(kinds, key=lambda kind: (kind.field.order, kind.field.code, kind.order, kind.code))
        for field, members in groupby(ordered, key=lambda kind: kind.field):
            offered = [kind for kind in members if kind.pk not in with_kinds or kind.pk == chosen]
            if field.pk not in with_kinds:
                yield from (self.choice(kind) for kind in offered)
            elif offered:
                yield (str(field), [self.choice(kind) for kind in offered])


def group_kinds(field: Any, chosen: int | None) -> None:
    """Offer in `field` the kinds in force, by field; a retired kind or a whole field only if it is `chosen` now."""
    kinds = field.queryset
    field.chosen_kind = chosen
    field.iterator = KindsByField
    field.queryset = kinds.current() | kinds.filter(pk=chosen)
