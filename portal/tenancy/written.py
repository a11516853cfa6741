"""What is written to public tables past the signals of their models: by ``update``, in bulk, in plain SQL.

Each statement that writes is looked at, once it has run. One that writes to a table of a watched model
(`portal.tenancy.watched`) while no row of the model is being saved or deleted counts for all sites, unless somebody in
the same transaction says for which it counts (``versions.touch(site, of=(Service,))``). So nothing can be written
that kept pages do not learn of; whoever wants other associations' pages to stay says whose they are.
"""

import re
import threading
import time
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import connections, transaction
from django.db.backends.signals import connection_created
from django.db.models import Model
from django.db.models.signals import (
    m2m_changed,
    post_delete,
    post_migrate,
    post_save,
    pre_delete,
    pre_migrate,
    pre_save,
)
from wagtail.models import Page

from . import versions, watched

WRITES = re.compile(
    r"(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?)\s+(?:ONLY\s+)?\"?(\w+)",
    re.IGNORECASE,
)
OF_DRAFTS = re.compile(
    r'UPDATE "\w+" SET "(?:latest_revision_id|live_revision_id|has_unpublished_changes|draft_title)" = %s WHERE '
)
"""A statement that says something of a draft or an old text, as deleting texts does."""
BEING_SAVED = 10.0
"""Seconds after which a row whose saving was begun is taken for one whose saving has failed."""
FIRST_LETTERS = frozenset("IURDTWiurdtw")


class _Said:
    """What one transaction has written and not said yet, and for which tables it has said all."""

    def __init__(self) -> None:
        self.unsaid: set[str] = set()
        self.answered: set[str] = set()
        # Kept, so that it can be found again among the transaction's hooks.
        self.hook = self.settle

    def settle(self) -> None:
        """After the commit, when the transaction has said what it had to say."""
        left, self.unsaid = self.unsaid - self.answered, set()
        if left:
            versions.touch(versions.EVERYWHERE)


class _Mine(threading.local):
    """What this thread is doing: tables whose rows are being saved (since when), and what its transaction has said."""

    def __init__(self) -> None:
        self.saving: dict[str, float] = {}
        self.said: _Said | None = None


_mine = _Mine()
_tables: set[str] = set()
_is_paused = False


def tables_of(model: type[Model]) -> set[str]:
    """The tables a row of `model` is written to, with those that connect it to others."""
    kinds = [model, *model._meta.all_parents]
    through: list[Any] = [field.remote_field.through for kind in kinds for field in kind._meta.local_many_to_many]
    return {kind._meta.db_table for kind in [*kinds, *through] if not kind._meta.abstract}


def answered_for(models: tuple[type[Model], ...]) -> None:
    """This transaction says whose pages its writing to these models' tables concerns."""
    if models and transaction.get_connection().in_atomic_block:
        _said().answered.update(*(tables_of(model) for model in models))


def _said() -> _Said:
    """What the running transaction has said; of one that was rolled back the hooks are gone, and so is what it said."""
    said = _mine.said
    if said is None or not any(hook[1] is said.hook for hook in transaction.get_connection().run_on_commit):
        said = _mine.said = _Said()
        transaction.on_commit(said.hook)
    return said


def look(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Wrapper of every statement (``connection.execute_wrappers``)."""
    result = execute(sql, params, many, context)
    if sql.__class__ is str and sql[:1] in FIRST_LETTERS and not _is_paused and not OF_DRAFTS.match(sql):
        for table in WRITES.findall(sql):
            if table in _known_tables() and not _is_being_saved(table):
                _unsaid(table)
    return result


def _known_tables() -> set[str]:
    if not _tables:
        models = [model for model in apps.get_models() if watched.sites_shown_on(model) is not None]
        _tables.update(*(tables_of(model) for model in models))
    return _tables


def _is_being_saved(table: str) -> bool:
    begun = _mine.saving.get(table)
    return begun is not None and time.monotonic() - begun < BEING_SAVED


def _unsaid(table: str) -> None:
    if transaction.get_connection().in_atomic_block:
        _said().unsaid.add(table)
    else:
        versions.touch(versions.EVERYWHERE)


# --- Signals ---------------------------------------------------------------------------------------
def _saving(sender: Any, **kwargs: Any) -> None:
    if watched.sites_shown_on(sender) is not None:
        now = time.monotonic()
        _mine.saving.update(dict.fromkeys(tables_of(sender), now))


def _saved(sender: Any, **kwargs: Any) -> None:
    if watched.sites_shown_on(sender) is not None:
        for table in tables_of(sender):
            _mine.saving.pop(table, None)
        if issubclass(sender, Page):
            # The tree is kept in order by statements of its own, in the transaction of the page that was saved.
            answered_for((Page,))


def _connecting(sender: Any, action: str, **kwargs: Any) -> None:
    if action.startswith("pre_"):
        _mine.saving[sender._meta.db_table] = time.monotonic()
    else:
        _mine.saving.pop(sender._meta.db_table, None)


def _pause(**kwargs: Any) -> None:
    global _is_paused
    _is_paused = True


def _go_on(**kwargs: Any) -> None:
    global _is_paused
    if _is_paused:
        _is_paused = False
        if versions.PublicVersion._meta.db_table in connections["default"].introspection.table_names():
            versions.touch(versions.EVERYWHERE)


def _wrap(connection: Any, **kwargs: Any) -> None:
    if look not in connection.execute_wrappers:
        connection.execute_wrappers.append(look)


def connect() -> None:
    """Look at every statement from now on; called once, when the app is ready."""
    connection_created.connect(_wrap, dispatch_uid="written_wrap")
    for begins in (pre_save, pre_delete):
        begins.connect(_saving, dispatch_uid="written_saving")
    for ends in (post_save, post_delete):
        ends.connect(_saved, dispatch_uid="written_saved")
    m2m_changed.connect(_connecting, dispatch_uid="written_connecting")
    # Migrations write what they like, with tables that are not there yet.
    pre_migrate.connect(_pause, dispatch_uid="written_pause")
    post_migrate.connect(_go_on, dispatch_uid="written_go_on")
