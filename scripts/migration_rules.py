"""What a migration must not do while the version before goes on working beside it (decision 62).

`objections(migration, before)` are the operations that break the older version or hold a lock for long, by rule.
A migration that does one all the same says why in its module: ``ACCEPTED = {"RemoveField NoticePage.opened_at": "…"}``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import models
from django.db.migrations import Migration, RunPython, RunSQL, SeparateDatabaseAndState
from django.db.migrations import operations as ops
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import NOT_PROVIDED

LARGE = frozenset(
    {
        "contact_centre.activity",
        "contact_centre.activitychange",
        "contact_centre.citizenrequest",
        "contact_centre.dataaccess",
        "contact_centre.requestmessage",
        "jobs.outboxmessage",
        "meetings.invitation",
        "newsletters.consentevent",
        "newsletters.delivery",
        "newsletters.subscriber",
        "services_directory.linkcheck",
        "services_directory.placekey",
        "services_directory.searchentry",
        "services_directory.service",
        "services_directory.servicecontact",
        "services_directory.verification",
        "services_directory.wordkey",
    }
)
"""Tables that grow beyond what a statement reads in a blink; with them go those that are not ours."""
HARMLESS = (
    ops.CreateModel,
    ops.AlterModelOptions,
    ops.AlterModelManagers,
    ops.AlterModelTableComment,
    ops.RemoveConstraint,
    ops.RenameIndex,
)
SAME_ROWS = {
    ("CharField", "TextField"),
    ("SlugField", "CharField"),
    ("EmailField", "CharField"),
    ("URLField", "CharField"),
}
"""Changes of a type for which PostgreSQL rewrites nothing."""
LEAST_REASON = 20


class Objection(NamedTuple):
    """`what` the operation is called in ACCEPTED, and `why` it is refused."""

    what: str
    why: str


def objections(migration: Migration, before: ProjectState) -> list[Objection]:
    """All of `migration`; `before` is the project's state it starts from."""
    found: list[Objection] = []
    made: set[str] = set()
    state = before.clone()
    for operation in migration.operations:
        found += _of_operation(operation, migration, state, made)
        operation.state_forwards(migration.app_label, state)
    return found


def _of_operation(
    operation: Operation, migration: Migration, state: ProjectState, made: set[str]
) -> Iterator[Objection]:
    app = migration.app_label
    if isinstance(operation, SeparateDatabaseAndState):
        inner = state.clone()
        for each in operation.database_operations:
            yield from _of_operation(each, migration, inner, made)
            each.state_forwards(app, inner)
        return
    if isinstance(operation, ops.CreateModel):
        made.add(operation.name_lower)
        return
    name = _name_of(operation)
    # Nobody reads or writes yet what this very migration makes.
    if isinstance(operation, HARMLESS) or getattr(operation, "model_name_lower", None) in made:
        return
    why = _why(operation, migration, state)
    if why:
        yield Objection(name, why)


def _name_of(operation: Operation) -> str:
    """``AddField Notice.title``, ``DeleteModel Notice``, ``RunSQL SELECT 1``."""
    kind = type(operation).__name__
    if isinstance(operation, RunPython):
        return f"{kind} {getattr(operation.code, '__name__', 'code')}"
    if isinstance(operation, RunSQL):
        return f"{kind} {' '.join(str(operation.sql).split())[:40]}"
    model = (
        getattr(operation, "model_name", None) or getattr(operation, "old_name", None) or getattr(operation, "name", "")
    )
    part = getattr(operation, "index", None) or getattr(operation, "constraint", None)
    member = part.name if part else getattr(operation, "name", "") or getattr(operation, "old_name", "")
    return f"{kind} {model}.{member}" if getattr(operation, "model_name", None) else f"{kind} {model}"


def _why(operation: Operation, migration: Migration, state: ProjectState) -> str:
    """Why it is refused; empty for what may run beside the version before."""
    if isinstance(operation, ops.RemoveField | ops.DeleteModel):
        return "the version before still reads it: take it out of the code and the state first, drop it a release later"
    if isinstance(operation, ops.RenameField | ops.RenameModel | ops.AlterModelTable):
        return "the version before knows it by its old name: add the new one, copy, drop the old one a release later"
    if isinstance(operation, ops.AddField):
        return _adding(operation.field, _is_large(migration.app_label, operation.model_name))
    if isinstance(operation, ops.AlterField):
        old = _model(state, migration.app_label, operation.model_name).fields[operation.name]
        return _altering(old, operation.field, _is_large(migration.app_label, operation.model_name))
    if isinstance(operation, ops.AddIndex | ops.RemoveIndex):
        return _indexing(operation, migration)
    if isinstance(operation, ops.AddConstraint):
        return _constraining(operation, migration)
    if isinstance(operation, RunPython):
        return _running(operation, migration)
    if isinstance(operation, ops.AlterUniqueTogether | ops.AlterOrderWithRespectTo):
        return "it reads the whole table under a lock, and the version before may write what it forbids"
    return "the rules don't know what it does to a database in use"


def _adding(field: Any, is_large: bool) -> str:
    if field.many_to_many:
        return ""
    if getattr(field, "generated", False):
        return "the whole table is written anew under a lock"
    if not field.null and field.db_default is NOT_PROVIDED:
        return "the version before writes rows without it: give it a db_default, or allow null and fill it in batches"
    if field.unique:
        return "a unique index is built under a lock: add the field, then the index in a migration of its own"
    if is_large and (field.db_index or field.remote_field):
        return "an index of a large table is built under a lock: db_index=False and AddIndexUnlocked"
    return ""


def _altering(old: Any, new: Any, is_large: bool) -> str:
    if old.null and not new.null:
        return "NOT NULL reads the whole table under a lock, and the version before may still write null"
    kinds = (old.get_internal_type(), new.get_internal_type())
    if kinds[0] != kinds[1] and kinds not in SAME_ROWS:
        return f"from {kinds[0]} to {kinds[1]} the table is written anew, and the version before reads another type"
    if _shorter(old.max_length, new.max_length):
        return "narrower: the table is written anew, and the version before may write longer values"
    if _shorter(getattr(old, "max_digits", None), getattr(new, "max_digits", None)):
        return "narrower: the version before may write larger numbers"
    if old.db_column != new.db_column:
        return "the version before knows the column by its old name"
    if old.db_default is not NOT_PROVIDED and new.db_default is NOT_PROVIDED and not new.null:
        return "the version before writes rows without it: the db_default goes a release later"
    if new.unique and not old.unique:
        return "a unique index is built under a lock, and the version before may write doubles"
    if is_large and new.db_index and not old.db_index:
        return "an index of a large table is built under a lock: AddIndexUnlocked"
    return ""


def _shorter(old: int | None, new: int | None) -> bool:
    return new is not None and (old is None or new < old)


def _indexing(operation: Operation, migration: Migration) -> str:
    is_unlocked = type(operation).__name__ in {"AddIndexUnlocked", "RemoveIndexUnlocked"}
    if is_unlocked:
        return "" if not migration.atomic else "needs atomic = False in its migration"
    if isinstance(operation, ops.AddIndex) and _is_large(migration.app_label, operation.model_name):
        return "an index of a large table is built under a lock: AddIndexUnlocked and atomic = False"
    return ""


def _constraining(operation: ops.AddConstraint, migration: Migration) -> str:
    if isinstance(operation.constraint, models.UniqueConstraint):
        return "a unique index is built under a lock, and the version before may write doubles"
    if type(operation).__name__ == "AddConstraintNotValid":
        return ""
    if _is_large(migration.app_label, operation.model_name):
        return "the whole table is read under a lock: AddConstraintNotValid, then ValidateConstraint"
    return "the version before may write what it forbids"


def _running(operation: RunPython, migration: Migration) -> str:
    if operation.code is RunPython.noop:
        return ""
    is_atomic = migration.atomic if operation.atomic is None else operation.atomic
    if is_atomic:
        return "all rows stay locked to the end: atomic = False and portal.core.migrating.in_batches"
    return "" if operation.reversible else "there is no way back: give reverse_code (RunPython.noop will do)"


def _model(state: ProjectState, app: str, name: str) -> ModelState:
    return state.models[app, name.lower()]


def _is_large(app: str, model: str) -> bool:
    return f"{app}.{model.lower()}" in LARGE


def unanswered(found: list[Objection], accepted: dict[str, str]) -> list[str]:
    """What is left to say: refused and not accepted, accepted without a word, accepted for nothing."""
    said = [f"{each.what}: {each.why}" for each in found if each.what not in accepted]
    said += [f"{what}: the reason is too short" for what, why in accepted.items() if len(why.strip()) < LEAST_REASON]
    names = {each.what for each in found}
    return said + [f"{what}: accepted, but nothing objects to it" for what in accepted if what not in names]
