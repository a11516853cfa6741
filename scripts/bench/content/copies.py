"""Copies of an association: every row that belongs to it once more, with keys, paths, addresses and proofs of its own.

The product's own code needs seconds for each association; copied rows need milliseconds and hold the same. What belongs
to it is found by the foreign keys of all models, not by a list that a new model would be missing from.
"""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from bench.content.words import hostname_of, ico_of, name_of, slug_of

Rows = dict[Any, dict[Any, Any]]
"""Instances of models by their keys."""
Keys = dict[Any, dict[Any, Any]]
"""By model: the copy's key for each key of the original."""

LEFT_OUT = {"ModelLogEntry", "PageLogEntry", "IndexEntry", "Municipality", "ContentType", "Session"}
"""Nobody's belongings: what was done, what `update_index` writes, what is made for each association anew."""
NAMESPACE = uuid.UUID("8a1f6d1e-0000-4000-8000-000000000010")
STEP = 4
"""Characters of a path for each level of a tree."""
AT_ONCE = 2_000


def belongings(association: Any) -> Rows:
    """Everything that belongs to the association: its pages in every language, its rows, what hangs on them."""
    from django.apps import apps
    from wagtail.models import Page

    found: Rows = defaultdict(dict)
    _add(found, [association, association.site, association.collection])
    _add(found, [association.manager_group, association.editor_group])
    _add(found, association.municipalities.all())
    for root in Page.objects.filter(translation_key=association.root_page.translation_key):
        _add(found, Page.objects.filter(path__startswith=root.path))
    models = [one for one in apps.get_models(include_auto_created=True) if one.__name__ not in LEFT_OUT]
    size = 0
    while size != (size := sum(len(rows) for rows in found.values())):
        for model in models:
            for parent, field in _parents(model):
                if found.get(parent):
                    _add(found, model._base_manager.filter(**{f"{field.name}__in": list(found[parent])}))
            _add_by_content_type(found, model)
    return {
        model: dict(sorted(rows.items(), key=lambda entry: str(entry[0]).zfill(20)))
        for model, rows in found.items()
        if model.__name__ not in LEFT_OUT
    }


def _add(found: Rows, rows: Iterable[Any]) -> None:
    for row in rows:
        found[type(row)].setdefault(row.pk, row)


def _parents(model: Any) -> Iterator[tuple[Any, Any]]:
    """Foreign keys of the model's own table, with the model each points to."""
    for field in model._meta.local_concrete_fields:
        if field.remote_field is not None and hasattr(field, "related_model") and field.related_model is not None:
            yield field.related_model._meta.concrete_model, field


def _add_by_content_type(found: Rows, model: Any) -> None:
    """Rows that name what they belong to by its type and its key: revisions, workflows, references."""
    names = {field.name for field in model._meta.local_concrete_fields}
    if not {"base_content_type", "object_id"} <= names:
        return
    from django.contrib.contenttypes.models import ContentType

    for owner, rows in list(found.items()):
        if not owner._meta.parents and rows:
            kind = ContentType.objects.get_for_model(owner, for_concrete_model=False)
            keys = [str(key) for key in rows]
            _add(found, model._base_manager.filter(base_content_type=kind, object_id__in=keys))


class Copier:
    """Makes copies of what belongs to one association."""

    def __init__(self, association: Any) -> None:
        from django.contrib.contenttypes.models import ContentType
        from wagtail.models import Page

        self.rows = belongings(association)
        self.types = {kind.pk: kind.model_class() for kind in ContentType.objects.all()}
        self.next_key = {model: self._next(model) for model in self.rows}
        roots = Page.objects.filter(translation_key=association.root_page.translation_key).order_by("path")
        self.roots = list(roots.values_list("path", flat=True))
        self.original = association
        self.waiting: dict[Any, list[Any]] = defaultdict(list)

    def _next(self, model: Any) -> int | None:
        """The first free key of a model whose keys are counted; None for those that have another table's."""
        if not model._meta.pk.get_internal_type().endswith("AutoField"):
            return None
        last = model._base_manager.order_by("-pk").values_list("pk", flat=True).first()
        return int(last or 0) + 1

    def copy(self, n: int, *, page_paths: list[str], collection_path: str, places: dict[str, str]) -> None:
        """The association once more as the `n`-th, below the given paths; `places` are its municipalities' codes."""
        from portal.tenancy.models import Municipality

        keys: Keys = {Municipality: places}
        for model, rows in self.rows.items():
            start = self.next_key[model]
            if start is not None:
                keys[model] = {key: start + i for i, key in enumerate(rows)}
                self.next_key[model] = start + len(rows)
            elif isinstance(next(iter(rows)), uuid.UUID):
                keys[model] = {key: uuid.uuid5(NAMESPACE, f"{n} {key}") for key in rows}
        paths = dict(zip(self.roots, page_paths, strict=True))
        rewriter = Rewriter(n, keys, paths, collection_path, self)
        for model, rows in self.rows.items():
            self.waiting[model] += [rewriter.copy_of(model, row) for row in rows.values()]
        if sum(map(len, self.waiting.values())) > AT_ONCE:
            self.write()

    def write(self) -> None:
        """Store what was copied since the last time, past all signals."""
        from django.db import connection

        # What other tables point to comes in the same transaction; the database looks at the end of it.
        for model, copies in self.waiting.items():
            fields = model._meta.local_concrete_fields
            size = connection.ops.bulk_batch_size(fields, copies)
            for first in range(0, len(copies), size):
                model._base_manager.all()._insert(copies[first : first + size], fields=fields, raw=True)
        self.waiting.clear()


class Rewriter:
    """What is written differently in the `n`-th copy."""

    def __init__(self, n: int, keys: Keys, paths: dict[str, str], collection: str, copier: Copier) -> None:
        self.n, self.keys, self.paths, self.collection = n, keys, paths, collection
        self.types, self.original = copier.types, copier.original
        self.proofs: dict[str, str] = {}

    def copy_of(self, model: Any, row: Any) -> Any:
        copy = model.__new__(model)
        copy.__dict__ = {key: value for key, value in row.__dict__.items() if not key.startswith("_")}
        copy._state = type(row._state)()
        for field in model._meta.local_concrete_fields:
            setattr(copy, field.attname, self._value(model, field, getattr(row, field.attname)))
        rewrite = getattr(self, f"_rewrite_{model.__name__.lower()}", None)
        if rewrite is not None:
            rewrite(copy, row)
        return copy

    def _value(self, model: Any, field: Any, value: Any) -> Any:
        if field.remote_field is not None:
            return self._key(field.related_model._meta.concrete_model, value)
        if field.primary_key:
            return self.keys.get(model, {}).get(value, value)
        if isinstance(value, uuid.UUID):
            return uuid.uuid5(NAMESPACE, f"{self.n} {value}")
        if field.unique and isinstance(value, str) and value:
            # Secrets of links, names: as long as they were.
            return uuid.uuid5(NAMESPACE, f"{self.n} {value}").hex[: len(value)] + value[32:]
        return value

    def _key(self, model: Any, value: Any) -> Any:
        """The copy's key for a row of `model` or of one it extends."""
        while model not in self.keys and model._meta.parents:
            model = next(iter(model._meta.parents))
        return self.keys.get(model, {}).get(value, value)

    def _path(self, path: str) -> str:
        for old, new in self.paths.items():
            if path.startswith(old):
                return new + path[len(old) :]
        return path

    def _rewrite_page(self, copy: Any, row: Any) -> None:
        copy.path = self._path(row.path)
        old = self.original.slug
        if row.depth == 2:
            copy.slug = row.slug.replace(old, slug_of(self.n), 1)
            copy.title = copy.draft_title = name_of(self.n)
        first, _, rest = row.url_path.lstrip("/").partition("/")
        copy.url_path = f"/{first.replace(old, slug_of(self.n), 1)}/{rest}"

    def _rewrite_collection(self, copy: Any, row: Any) -> None:
        copy.path, copy.name = self.collection, name_of(self.n)

    def _rewrite_group(self, copy: Any, row: Any) -> None:
        copy.name = row.name.replace(self.original.slug, slug_of(self.n), 1)

    def _rewrite_site(self, copy: Any, row: Any) -> None:
        copy.hostname, copy.site_name = hostname_of(self.n), name_of(self.n)

    def _rewrite_association(self, copy: Any, row: Any) -> None:
        copy.slug, copy.ico = slug_of(self.n), ico_of(self.n)
        copy.name = copy.short_name = name_of(self.n)
        if hasattr(copy, "sort_key"):
            from portal.core.czech import sort_key

            copy.sort_key = sort_key(copy.name)

    def _rewrite_revision(self, copy: Any, row: Any) -> None:
        model = self.types[row.base_content_type_id]
        copy.object_id = str(self._key(model, _number(row.object_id)))
        copy.content = self._content(self.types[row.content_type_id], dict(row.content))

    def _content(self, model: Any, content: dict[str, Any]) -> dict[str, Any]:
        """What a revision holds, told of the copy."""
        content["pk"] = self._key(model, content["pk"])
        for field in model._meta.concrete_fields:
            value = content.get(field.name)
            if value is not None and field.remote_field is not None:
                content[field.name] = self._key(field.related_model._meta.concrete_model, value)
        if "path" in content:
            from types import SimpleNamespace

            told = SimpleNamespace(**content)
            self._rewrite_page(told, SimpleNamespace(**content))
            content |= vars(told)
            content["translation_key"] = str(uuid.uuid5(NAMESPACE, f"{self.n} {content['translation_key']}"))
        return content

    def _rewrite_workflowstate(self, copy: Any, row: Any) -> None:
        copy.object_id = str(self._key(self.types[row.base_content_type_id], _number(row.object_id)))

    def _rewrite_referenceindex(self, copy: Any, row: Any) -> None:
        copy.object_id = str(self._key(self.types[row.base_content_type_id], _number(row.object_id)))
        copy.to_object_id = str(self._key(self.types[row.to_content_type_id], _number(row.to_object_id)))

    def _rewrite_noticeline(self, copy: Any, row: Any) -> None:
        """The chain of proofs is one of the association's own: it names the site and the address."""
        from meetings.notices.chain import hash_of, line_hash_of

        told = json.dumps(row.content).replace(self.original.site.hostname, hostname_of(self.n))
        for old, new in self.proofs.items():
            told = told.replace(old, new)
        copy.content = json.loads(told)
        copy.content_hash = self.proofs[row.content_hash] = hash_of(copy.content)
        key = uuid.uuid5(NAMESPACE, f"{self.n} {row.meeting.translation_key}")
        copy.previous_hash = self.proofs.get(row.previous_hash, "")
        copy.line_hash = self.proofs[row.line_hash] = line_hash_of(copy, key)


def _number(key: str) -> Any:
    return int(key) if key.isdigit() else key
