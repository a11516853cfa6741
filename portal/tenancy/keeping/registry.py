"""To whom the rows of each table belong. Every model says it; one that doesn't stops export and deletion.

Most say it by themselves: a row belongs to the association of its site (`SiteOwned`), of the page it is, or of a row
that it can't be without. Where that says nothing, the app registers in ``AppConfig.ready()`` either a rule or that the
model is everybody's. ``tests/tenancy/keeping`` walks all models.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import CASCADE, PROTECT, Field, ForeignKey, Model

from ..models import SiteOwned

if TYPE_CHECKING:
    from .belongings import Belongings

Rule = Callable[["Belongings"], Iterable[Any]]
"""Gets what belongs to an association so far; gives the keys of its rows of one model."""
FilesRule = Callable[["Belongings"], Iterable[tuple[str, str]]]
"""Gives storage and name of files that no row names."""
Subjects = Callable[[list[Any]], Iterable[tuple[str, Any]]]
"""Gets the arguments of a durable task; gives model label and key of the rows that it is about."""

_rules: dict[str, Rule] = {}
_shared: dict[str, str] = {}
_files: list[FilesRule] = []
_subjects: dict[str, Subjects] = {}
_unexported: dict[str, frozenset[str] | None] = {}


class UnknownBelonging(LookupError):
    """A model doesn't say to whom its rows belong."""


def register_belonging(label: str, rule: Rule) -> None:
    """Let `rule` say which rows of the model (``app.Model``) are an association's."""
    _rules[label] = rule


def register_shared(why: str, *labels: str) -> None:
    """Say that rows of these models are nobody's own: they stay when an association goes."""
    _shared.update(dict.fromkeys(labels, why))


def register_loose_files(rule: FilesRule) -> None:
    """Let `rule` name files of an association that no column of a row holds."""
    _files.append(rule)


def register_task_subjects(task_path: str, subjects: Subjects) -> None:
    """Say which rows a durable task is about: with the last of them its note goes."""
    _subjects[task_path] = subjects


def register_unexported(label: str, *fields: str) -> None:
    """Keep these columns of a model (without any: the whole model) out of exports: secrets, and what we alone read."""
    _unexported[label] = frozenset(fields) or None


def rule_of(model: type[Model]) -> Rule | None:
    return _rules.get(model._meta.label)


def why_shared(model: type[Model]) -> str | None:
    return _shared.get(model._meta.label)


def loose_files() -> tuple[FilesRule, ...]:
    return tuple(_files)


def subjects_of(task_path: str) -> Subjects | None:
    return _subjects.get(task_path)


def unexported(model: type[Model]) -> frozenset[str] | None:
    """Columns that aren't exported; None if the whole model isn't."""
    return _unexported.get(model._meta.label, frozenset())


def all_models() -> list[type[Model]]:
    """Every model with a table of its own, m2m tables included, by label."""
    models = apps.get_models(include_auto_created=True)
    return sorted((one for one in models if one._meta.managed and not one._meta.proxy), key=lambda one: one._meta.label)


def ties(model: type[Model]) -> list["ForeignKey[Any, Any]"]:
    """The keys of a row to what it can't be without, as far as that belongs to somebody."""
    if rule_of(model) or why_shared(model):
        return []
    keys = [field for field in model._meta.local_fields if isinstance(field, ForeignKey)]
    bound = [key for key in keys if _binds(key) and not why_shared(_target(key))]
    firm = [key for key in bound if not key.null]
    if issubclass(model, SiteOwned):
        return [key for key in firm if key.name == "site"]
    return firm or [key for key in bound if key.remote_field.on_delete is CASCADE]


def _binds(key: "ForeignKey[Any, Any]") -> bool:
    return key.remote_field.on_delete in (CASCADE, PROTECT) and _target(key) is not key.model


def _target(key: "Field[Any, Any]") -> type[Model]:
    target = key.related_model
    assert isinstance(target, type)  # noqa: S101 - for the type checker
    return target


def belongs_to_somebody(model: type[Model]) -> bool:
    """Whether rows of the model belong to an association. Raises UnknownBelonging if it doesn't say."""
    if why_shared(model):
        return False
    if rule_of(model) or ties(model):
        return True
    raise UnknownBelonging(
        f"{model._meta.label} doesn't say to whom its rows belong: register it (portal.tenancy.keeping.registry)"
    )
