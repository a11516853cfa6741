"""Migrations that could not run beside the version before are refused, unless somebody wrote down why they may."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import connection, migrations, models
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Q
from django.utils import timezone

from portal.core import migrating
from portal.core.models import UseCount

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

import migration_guard
import migration_rules
from migration_rules import objections, unanswered

APP = "jobs"


def before() -> ProjectState:
    """A large table and a small one."""
    state = ProjectState()
    fields = [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=80)),
        ("note", models.TextField(null=True)),
        ("kept", models.IntegerField(db_default=0)),
        ("sum", models.DecimalField(max_digits=8, decimal_places=2)),
    ]
    for name in ("OutboxMessage", "Small"):
        state.add_model(ModelState(APP, name, [(each, field.clone()) for each, field in fields]))
    return state


def refused(*operations: Any, atomic: bool = True) -> list[str]:
    migration = migrations.Migration("0099_new", APP)
    migration.operations, migration.atomic = list(operations), atomic
    return [each.what for each in objections(migration, before())]


def fill(apps: Any, schema_editor: Any) -> None:
    """Stands for work on rows."""


INDEX = models.Index(fields=["name"], name="by_name")
CHECK = models.CheckConstraint(condition=Q(kept__gte=0), name="kept_positive")
ONCE = models.UniqueConstraint(fields=["name"], name="name_once")


@pytest.mark.parametrize(
    ("operation", "what"),
    [
        (migrations.RemoveField("small", "name"), "RemoveField small.name"),
        (migrations.DeleteModel("Small"), "DeleteModel Small"),
        (migrations.RenameField("small", "name", "title"), "RenameField small.name"),
        (migrations.RenameModel("Small", "Little"), "RenameModel Small"),
        (migrations.AlterModelTable("small", "little"), "AlterModelTable small"),
        (migrations.AddField("small", "x", models.IntegerField(default=1)), "AddField small.x"),
        (migrations.AddField("small", "x", models.CharField(max_length=9, null=True, unique=True)), "AddField small.x"),
        (
            migrations.AddField("outboxmessage", "x", models.ForeignKey("Small", models.CASCADE, null=True)),
            "AddField outboxmessage.x",
        ),
        (
            migrations.AddField("outboxmessage", "x", models.IntegerField(null=True, db_index=True)),
            "AddField outboxmessage.x",
        ),
        (migrations.AlterField("small", "note", models.TextField(default="")), "AlterField small.note"),
        (migrations.AlterField("small", "name", models.CharField(max_length=40)), "AlterField small.name"),
        (migrations.AlterField("small", "name", models.IntegerField()), "AlterField small.name"),
        (migrations.AlterField("small", "kept", models.IntegerField()), "AlterField small.kept"),
        (migrations.AlterField("small", "name", models.CharField(max_length=80, unique=True)), "AlterField small.name"),
        (
            migrations.AlterField("small", "name", models.CharField(max_length=80, db_column="n")),
            "AlterField small.name",
        ),
        (
            migrations.AlterField("small", "sum", models.DecimalField(max_digits=6, decimal_places=2)),
            "AlterField small.sum",
        ),
        (migrations.AddIndex("outboxmessage", INDEX), "AddIndex outboxmessage.by_name"),
        (migrating.AddIndexUnlocked("outboxmessage", INDEX), "AddIndexUnlocked outboxmessage.by_name"),
        (migrations.AddConstraint("small", CHECK), "AddConstraint small.kept_positive"),
        (migrations.AddConstraint("small", ONCE), "AddConstraint small.name_once"),
        (migrations.RunPython(fill, migrations.RunPython.noop), "RunPython fill"),
        (migrations.RunSQL("UPDATE  small SET kept = 1"), "RunSQL UPDATE small SET kept = 1"),
        (migrations.AlterUniqueTogether("small", {("name", "kept")}), "AlterUniqueTogether small"),
        (
            migrations.SeparateDatabaseAndState(database_operations=[migrations.RemoveField("small", "name")]),
            "RemoveField small.name",
        ),
    ],
)
def test_what_breaks_the_version_before_or_locks_a_table_is_refused(operation: Any, what: str) -> None:
    assert refused(operation) == [what]


@pytest.mark.parametrize(
    "operation",
    [
        migrations.CreateModel("New", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("outboxmessage", "x", models.TextField(null=True)),
        migrations.AddField("outboxmessage", "x", models.IntegerField(default=0, db_default=0)),
        migrations.AddField("small", "x", models.ForeignKey("Small", models.CASCADE, null=True)),
        migrations.AddField("small", "x", models.ManyToManyField("OutboxMessage")),
        migrations.AlterField("small", "name", models.CharField(max_length=120, null=True)),
        migrations.AlterField("small", "name", models.TextField()),
        migrations.AddIndex("small", INDEX),
        migrations.AlterModelOptions("small", {"verbose_name": "x"}),
        migrations.RunPython(migrations.RunPython.noop),
        # Out of the state only: the column goes in the release after.
        migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("small", "name")]),
    ],
)
def test_what_the_version_before_does_not_notice_may_run(operation: Any) -> None:
    assert refused(operation) == []


def test_a_migration_that_is_no_transaction_may_do_more() -> None:
    unlocked = migrating.AddIndexUnlocked("outboxmessage", INDEX)
    slow = migrations.RunPython(fill, migrations.RunPython.noop)
    assert refused(unlocked, slow, AddConstraintNotValid("outboxmessage", CHECK), atomic=False) == []
    assert refused(migrations.RunPython(fill), atomic=False) == ["RunPython fill"]  # no way back


def test_a_table_the_migration_makes_itself_is_nobodys_yet() -> None:
    new = migrations.CreateModel("New", [("id", models.BigAutoField(primary_key=True))])
    field = migrations.AddField("new", "x", models.IntegerField(default=1))
    assert refused(new, field) == []


def test_a_reason_lets_a_migration_pass_and_an_idle_one_does_not_stay() -> None:
    migration = migrations.Migration("0099_new", APP)
    migration.operations = [migrations.RemoveField("small", "name")]
    found = objections(migration, before())
    why = "Nobody has read it since the release of the spring."
    assert unanswered(found, {"RemoveField small.name": why}) == []
    assert unanswered(found, {"RemoveField small.name": "because"}) == [
        "RemoveField small.name: the reason is too short"
    ]
    assert unanswered([], {"RemoveField small.name": why}) != []
    assert len(unanswered(found, {})) == 1


def test_migrations_after_the_baseline_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(migration_guard.faults()) == []
    monkeypatch.setitem(migration_guard.BASELINE, "newsletters", 4)
    assert any("0005_nobody_notes_openings: RemoveField" in line for line in migration_guard.faults())


def test_the_large_tables_are_there() -> None:
    assert {label for label in migration_rules.LARGE if not apps.get_model(label)} == set()
    ours = {config.label for config in apps.get_app_configs() if ".venv" not in config.path}
    with_migrations = {label for label in ours if (Path(apps.get_app_config(label).path) / "migrations").is_dir()}
    assert set(migration_guard.BASELINE) == with_migrations


@contextmanager
def other_connection() -> Iterator[Any]:
    """One beside the test's transaction: an index can't be built concurrently within one."""
    other = connection.copy()
    if connection.vendor == "sqlite":
        other.settings_dict = {**other.settings_dict, "NAME": ":memory:"}
    try:
        yield other
    finally:
        other.close()


@pytest.mark.django_db
def test_an_index_is_built_without_a_lock() -> None:
    state = before()
    add = migrating.AddIndexUnlocked("small", INDEX)
    after = state.clone()
    add.state_forwards(APP, after)
    remove = migrating.RemoveIndexUnlocked("small", INDEX.name)
    model = state.apps.get_model(APP, "Small")

    said: list[str] = []

    def listen(run: Any, sql: str, *arguments: Any) -> Any:
        said.append(sql)
        return run(sql, *arguments)

    with other_connection() as other, other.execute_wrapper(listen), other.schema_editor(atomic=False) as editor:

        def indexes() -> set[str]:
            with other.cursor() as cursor:
                return set(other.introspection.get_constraints(cursor, model._meta.db_table))

        editor.create_model(model)
        try:
            add.database_forwards(APP, editor, state, after)
            assert INDEX.name in indexes()
            remove.database_forwards(APP, editor, after, state)
            assert INDEX.name not in indexes()
            remove.database_backwards(APP, editor, state, after)
            assert INDEX.name in indexes()
            add.database_backwards(APP, editor, after, state)
            assert INDEX.name not in indexes()
        finally:
            editor.delete_model(model)
    unlocked = [sql for sql in said if "CONCURRENTLY" in sql]
    assert len(unlocked) == (4 if connection.vendor == "postgresql" else 0)


@pytest.mark.django_db
def test_rows_are_changed_in_batches_even_when_they_vanish_meanwhile() -> None:
    rows = UseCount.objects.filter(key__startswith="batch")
    UseCount.objects.bulk_create(
        [UseCount(key=f"batch {number}", number=number, until=timezone.now()) for number in range(5)]
    )
    seen: list[list[str]] = []

    def change(keys: list[str]) -> None:
        seen.append(keys)
        UseCount.objects.filter(pk="batch 3").delete()

    assert migrating.in_batches(rows, change, size=2) == 4
    assert seen == [["batch 0", "batch 1"], ["batch 2", "batch 4"]]
