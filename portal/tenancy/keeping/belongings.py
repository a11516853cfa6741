"""Everything that belongs to one association, table by table."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import FileField, ForeignKey, Model
from wagtail.models import Page

from portal.core.keeping.stored import alias_of

from ..models import Association
from .registry import all_models, belongs_to_somebody, loose_files, rule_of, ties

AT_ONCE = 500
"""Keys in one statement."""


def chunks(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]


class Belongings:
    """What `association` owns, read when asked for and remembered: as it was then, even after it was deleted."""

    def __init__(self, association: Association, *, known_elsewhere: frozenset[int] | None = None) -> None:
        self.association = association
        self.site_id = association.site_id
        self._keys: dict[type[Model], list[Any]] = {}
        self._known_elsewhere = known_elsewhere

    # --- What everything else is measured by ------------------------------------------------------------
    @cached_property
    def group_ids(self) -> list[int]:
        return [self.association.manager_group_id, self.association.editor_group_id]

    @cached_property
    def trees(self) -> list[str]:
        """Paths of the home pages, one in each language."""
        root = Page.objects.get(pk=self.association.root_page_id)
        return sorted(Page.objects.filter(translation_key=root.translation_key, depth=2).values_list("path", flat=True))

    @cached_property
    def people(self) -> list[int]:
        """Accounts that work for this association and for nobody else."""
        users = get_user_model()._default_manager.filter(is_superuser=False, groups__in=self.group_ids)
        elsewhere = get_user_model()._default_manager.filter(groups__isnull=False).exclude(groups__in=self.group_ids)
        both = get_user_model().groups.through._default_manager.exclude(group__in=self.group_ids)
        others = set(both.values_list("user_id", flat=True)) | set(elsewhere.values_list("pk", flat=True))
        return sorted(set(users.values_list("pk", flat=True)) - others)

    @cached_property
    def known_elsewhere(self) -> frozenset[int]:
        """Of these people, those that rows of others name: their accounts are closed and emptied, not deleted."""
        if self._known_elsewhere is not None:
            return self._known_elsewhere
        nobody = Belongings(self.association, known_elsewhere=frozenset(self.people))
        found: set[int] = set()
        for key in keys_to(get_user_model()):
            own = set(nobody.keys(key.model)) if belongs_to_somebody(key.model) else set()
            for part in chunks(self.people):
                rows = key.model._base_manager.filter(**{f"{key.attname}__in": part}).values_list("pk", key.attname)
                found.update(user for pk, user in rows if pk not in own)
        return frozenset(found)

    @property
    def accounts(self) -> list[int]:
        """The accounts that go."""
        return [pk for pk in self.people if pk not in self.known_elsewhere]

    # --- Rows -------------------------------------------------------------------------------------------
    def keys(self, model: type[Model] | str) -> list[Any]:
        """Keys of the association's rows of `model`, in order. Raises UnknownBelonging."""
        model = apps.get_model(model) if isinstance(model, str) else model
        if model not in self._keys:
            rule = rule_of(model)
            found = set(rule(self)) if rule else self._tied(model)
            self._keys[model] = sorted(found)
        return self._keys[model]

    def _tied(self, model: type[Model]) -> set[Any]:
        found: set[Any] = set()
        if belongs_to_somebody(model):
            for key in ties(model):
                found.update(self.where(model, key.attname, self.keys(key.related_model)))
        return found

    def where(self, model: type[Model] | str, column: str, values: Sequence[Any]) -> set[Any]:
        """Keys of the rows of `model` whose `column` has one of `values`."""
        model = apps.get_model(model) if isinstance(model, str) else model
        found: set[Any] = set()
        for part in chunks(values):
            found.update(model._base_manager.filter(**{f"{column}__in": part}).values_list("pk", flat=True))
        return found

    def about(self, model: str, content_type: str = "content_type_id", key: str = "object_id") -> set[Any]:
        """Keys of the rows of `model` that name one of the association's rows by its kind and key."""
        from django.contrib.contenttypes.models import ContentType

        described, found = apps.get_model(model), set()
        kinds = described._base_manager.order_by().values_list(content_type, flat=True).distinct()
        for kind in ContentType.objects.filter(pk__in=set(kinds)):
            target = kind.model_class()
            if target is None or target._meta.proxy or not belongs_to_somebody(target) or target is described:
                continue
            for part in chunks([str(pk) for pk in self.keys(target)]):
                rows = described._base_manager.filter(**{content_type: kind.pk, f"{key}__in": part})
                found.update(rows.values_list("pk", flat=True))
        return found

    def tables(self) -> Iterator[tuple[type[Model], list[Any]]]:
        """Each model that can belong to an association, with the keys of its rows."""
        for model in all_models():
            if belongs_to_somebody(model):
                yield model, self.keys(model)

    def counts(self) -> dict[str, int]:
        """Rows by model, of those that have any."""
        return {model._meta.label: len(keys) for model, keys in self.tables() if keys}

    # --- Files ------------------------------------------------------------------------------------------
    def files(self) -> list[tuple[str, str]]:
        """Storage and name of every file of the association."""
        found: set[tuple[str, str]] = set()
        for model, keys in self.tables():
            for field in model._meta.local_fields:
                if isinstance(field, FileField):
                    found.update((alias_of(field), name) for name in self._names(model, field.attname, keys))
        for rule in loose_files():
            found.update(rule(self))
        return sorted(found)

    def _names(self, model: type[Model], column: str, keys: Sequence[Any]) -> Iterable[str]:
        for part in chunks(keys):
            names = model._base_manager.filter(pk__in=part).values_list(column, flat=True)
            yield from (name for name in names if name)


def keys_to(target: type[Model]) -> list["ForeignKey[Any, Any]"]:
    """Every foreign key of any model to `target`."""
    return [
        field
        for model in all_models()
        for field in model._meta.local_fields
        if isinstance(field, ForeignKey) and field.related_model is target
    ]
