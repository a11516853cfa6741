"""Everything of an association deleted, in one transaction, and nothing of anybody else's touched (P1)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.files.storage import storages
from django.db import connection, transaction
from django.db.models import CASCADE, F, Model
from wagtail.models import Collection, Page

from portal.core import remembered
from portal.core.way_through import deletions_allowed

from .. import versions
from ..models import Association
from .belongings import Belongings, chunks, keys_to
from .registry import all_models, belongs_to_somebody


class DeletionRefused(Exception):
    """Something of somebody else's hangs on what would go; the message names it."""


@dataclass
class Deleted:
    """What was deleted, and what is left to do after the commit."""

    counts: dict[str, int]
    files: list[tuple[str, str]]
    accounts_closed: int = 0
    emptied: dict[str, int] = field(default_factory=dict)
    """Columns of the Union's rows that named something of the association."""
    triggers: list[str] = field(default_factory=list)


@transaction.atomic
def delete_rows(association: Association) -> Deleted:
    """Delete every row that belongs to `association`; its files are left to `delete_files`.

    Raises DeletionRefused, UnknownBelonging, OperationalError (a table was busy); then nothing has changed.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # What is deleted is overwritten with zeros.
            cursor.execute("PRAGMA secure_delete = ON")
    of = Belongings(Association.objects.select_for_update().get(pk=association.pk))
    tables = dict(of.tables())
    deleted = Deleted(of.counts(), of.files())
    closed = sorted(of.known_elsewhere)
    parents = _parents(of)
    loose = list(_loose_ends(tables))
    with deletions_allowed(connection, (model._meta.db_table for model, keys in tables.items() if keys)) as triggers:
        deleted.triggers = triggers
        for model, column, keys in loose:
            _set_null(model, column, keys)
            deleted.emptied[f"{model._meta.label}.{column}"] = len(keys)
        for model, keys in tables.items():
            for part in chunks(keys):
                # Neither signals nor cascades: what goes is listed, and nothing else does.
                model._base_manager.filter(pk__in=part)._raw_delete(connection.alias)
        deleted.accounts_closed = _close_accounts(closed)
        for node, children in parents:
            type(node)._base_manager.filter(pk=node.pk).update(numchild=F("numchild") - children)
        connection.check_constraints()
        _forget_words()
    transaction.on_commit(forget_kept)
    return deleted


def _forget_words() -> None:
    """SQLite's full-text tables only strike deleted words out: merge them, so that the words are gone.

    What PostgreSQL deletes is overwritten by its own VACUUM.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL%%fts5%%'")
        for name in [connection.ops.quote_name(name) for (name,) in cursor.fetchall()]:
            cursor.execute(f"INSERT INTO {name}({name}) VALUES ('optimize')")  # noqa: S608 - names of our own


def forget_kept() -> None:
    """Drop what is kept in memory and in the cache: answers may still hold what is gone."""
    versions.touch(versions.EVERYWHERE)
    cache.clear()
    remembered.forget()


def delete_files(files: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Delete the files; those that could not be deleted, to be tried again."""
    left = []
    for alias, name in files:
        try:
            storages[alias].delete(name)
        except OSError:
            left.append((alias, name))
    return left


def _parents(of: Belongings) -> list[tuple[Any, int]]:
    """What the association's trees hang on, and how many of its children go."""
    root, top = Page.objects.get(depth=1), of.association.collection.get_parent()
    return [(root, len(of.trees)), (Collection.objects.get(pk=top.pk), 1)]


def _loose_ends(tables: dict[type[Model], list[Any]]) -> Iterable[tuple[type[Model], str, list[Any]]]:
    """Rows that stay and name one that goes, by model and column. Raises DeletionRefused for another association's."""
    for target, going in tables.items():
        for key in keys_to(target):
            if not going or not getattr(key, "db_constraint", True):
                continue
            own = set(tables.get(key.model, ()))
            staying: list[Any] = []
            for part in chunks(going):
                rows = key.model._base_manager.filter(**{f"{key.attname}__in": part}).values_list("pk", flat=True)
                staying += [pk for pk in rows if pk not in own]
            if not staying:
                continue
            if belongs_to_somebody(key.model) or not key.null or key.remote_field.on_delete is CASCADE:
                raise DeletionRefused(
                    f"{key.model._meta.label} {staying[0]} belongs to somebody else and names {target._meta.label} "
                    f"of this association in {key.name!r}"
                )
            yield key.model, key.attname, staying


def _set_null(model: type[Model], column: str, keys: list[Any]) -> None:
    for part in chunks(keys):
        model._base_manager.filter(pk__in=part).update(**{column: None})


def _close_accounts(pks: list[int]) -> int:
    """Empty and close the accounts of people whom rows of others name; how many."""
    users = get_user_model()
    for user in users._default_manager.filter(pk__in=pks):
        user.username, user.email, user.first_name, user.last_name = f"closed-{user.pk}", "", "", ""
        user.is_active = user.is_staff = False
        user.set_unusable_password()
        user.save()
    return len(pks)


def leftovers(of: Belongings) -> list[str]:
    """Columns of any table that still name what belonged to `of` (read before it went); empty when all is gone."""
    found = []
    for target, going in of.tables():
        for key in keys_to(target):
            for part in chunks(going):
                if key.model._base_manager.filter(**{f"{key.attname}__in": part}).exists():
                    found.append(f"{key.model._meta.label}.{key.name}")
                    break
    for model in all_models():
        for part in chunks(of.keys(model) if belongs_to_somebody(model) else []):
            if model._base_manager.filter(pk__in=part).exists():
                found.append(model._meta.label)
                break
    return found
