"""An association deleted: nothing of it is left, and everybody else's is the same byte for byte (P1)."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.db.utils import DatabaseError
from django.utils import timezone
from wagtail.models import Collection, Page, PageLogEntry

from portal.tenancy.keeping import belongings, deleting, registry
from portal.tenancy.keeping.belongings import Belongings
from portal.tenancy.keeping.deleting import DeletionRefused, delete_files, delete_rows, leftovers
from portal.tenancy.models import Association, LiaisonExpert, StaffMember
from services_directory.models import Verification

from .everything import contents, empty_models, fill_everything, stored_files

pytestmark = [pytest.mark.django_db, pytest.mark.spec("P1")]

MARK, OTHER = "tajnostb", "sousedka"
COUNTED = {"wagtailcore_page": "Root", "wagtailcore_collection": "Root"}
"""Rows everything hangs on; they count their children."""


def of_people(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [row for row in rows if MARK in " ".join(row).lower()]


def test_nothing_is_left_and_others_are_unchanged(dso_a: Association, dso_b: Association) -> None:
    earlier = stored_files()
    fill_everything(dso_a, mark=OTHER, number=80_002)
    fill_everything(dso_b, mark=MARK, number=90_001)
    assert empty_models() == [], "every model has a row, so that every model is proved"
    of, rows_before, files_before = Belongings(dso_b), contents(), stored_files()
    own = {model._meta.db_table: len(keys) for model, keys in of.tables()}

    deleted = delete_rows(dso_b)

    assert delete_files(deleted.files) == []
    assert leftovers(of) == []
    assert sum(deleted.counts.values()) == sum(own.values())
    for table, rows in contents().items():
        if "_fts" in table:
            assert not of_people(rows), f"words of the association are left in {table}"
            continue
        added, gone = set(rows) - set(rows_before[table]), set(rows_before[table]) - set(rows)
        if table in COUNTED:
            counted = {row for row in added | gone if COUNTED[table] in row}
            added, gone = added - counted, gone - counted
        assert added == set(), f"a row of somebody else changed in {table}"
        assert len(gone) == own.get(table, 0), f"other rows than its own are gone from {table}"
        # Mandates are of the register of municipalities, which is everybody's.
        assert table == "tenancy_mandate" or not of_people(rows), f"something of it is left in {table}"
    files = stored_files()
    assert {name: content for name, content in files_before.items() if name not in deleted.files} == files
    assert not [name for name in files.keys() - earlier if MARK in str(name) or MARK.encode() in files[name]]


@pytest.mark.only_on("sqlite")
def test_the_tree_stays_whole(dso_a: Association, dso_b: Association) -> None:
    delete_rows(dso_b)
    assert Page.find_problems() == ([], [], [], [], [])
    assert Collection.find_problems() == ([], [], [], [], [])


def test_what_may_not_be_deleted_may_not_afterwards_either(dso_a: Association, dso_b: Association) -> None:
    for association in (dso_a, dso_b):
        Verification.objects.create(
            site=association.site, uid=uuid4(), name="Knihovna", on=timezone.localdate(), method="phone", result="ok"
        )
    assert f"{Verification._meta.db_table}_never_delete" in delete_rows(dso_b).triggers
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {Verification._meta.db_table}")


@pytest.mark.only_on("sqlite")
def test_every_model_says_to_whom_its_rows_belong() -> None:
    for model in registry.all_models():
        registry.belongs_to_somebody(model)


@pytest.mark.only_on("sqlite")
def test_a_model_that_does_not_say_stops_everything(dso_b: Association, monkeypatch: pytest.MonkeyPatch) -> None:
    class Newcomer(models.Model):  # noqa: DJ008 - never shown
        class Meta:
            app_label = "tenancy"
            managed = True

        @classmethod
        def gone(cls) -> None:
            cls._meta.apps.all_models["tenancy"].pop("newcomer", None)
            cls._meta.apps.clear_cache()

    try:
        with pytest.raises(registry.UnknownBelonging, match=r"tenancy\.Newcomer"):
            delete_rows(dso_b)
    finally:
        Newcomer.gone()
    assert Association.objects.filter(pk=dso_b.pk).exists()


@pytest.mark.only_on("sqlite")
def test_a_person_whom_others_name_keeps_an_empty_account(
    dso_a: Association, dso_b: Association, manager_b: Any, editor_a: Any
) -> None:
    PageLogEntry.objects.create(
        page_id=dso_a.root_page_id,
        user=manager_b,
        content_type=ContentType.objects.get_for_model(Page),
        label="Úvod",
        action="wagtail.edit",
        timestamp="2026-01-01T00:00:00Z",
    )
    deleted = delete_rows(dso_b)
    account = get_user_model().objects.get(pk=manager_b.pk)
    assert deleted.accounts_closed == 1
    assert (account.username, account.email, account.is_active) == (f"closed-{manager_b.pk}", "", False)
    assert not account.has_usable_password()
    assert not account.groups.exists()
    assert get_user_model().objects.filter(pk=editor_a.pk, is_active=True).exists()


@pytest.mark.only_on("sqlite")
def test_who_works_elsewhere_too_keeps_the_account(dso_a: Association, dso_b: Association, manager_b: Any) -> None:
    manager_b.groups.add(dso_a.editor_group)
    delete_rows(dso_b)
    account = get_user_model().objects.get(pk=manager_b.pk)
    assert account.is_active
    assert account.username == manager_b.username
    assert list(account.groups.all()) == [dso_a.editor_group]


@pytest.mark.only_on("sqlite")
def test_another_association_that_hangs_on_it_stops_the_deletion(
    dso_a: Association, dso_b: Association, manager_b: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    StaffMember.objects.create(site=dso_a.site, name="Jan", position="x", user=manager_b)
    monkeypatch.setattr(Belongings, "known_elsewhere", frozenset())
    with pytest.raises(DeletionRefused, match=r"tenancy\.StaffMember"):
        delete_rows(dso_b)
    assert Association.objects.filter(pk=dso_b.pk).exists()


@pytest.mark.only_on("sqlite")
def test_the_unions_row_only_loses_the_link(
    dso_b: Association, manager_b: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    expert = LiaisonExpert.objects.create(name="Eva", email="eva@example.org", user=manager_b)
    monkeypatch.setattr(Belongings, "known_elsewhere", frozenset())
    assert delete_rows(dso_b).emptied == {"tenancy.LiaisonExpert.user_id": 1}
    expert.refresh_from_db()
    assert expert.user_id is None


@pytest.mark.only_on("sqlite")
def test_a_file_that_resists_is_named(dso_b: Association, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stubborn:
        def delete(self, name: str) -> None:
            raise OSError

    monkeypatch.setattr(deleting, "storages", {"private": Stubborn()})
    assert delete_files([("private", "a.pdf")]) == [("private", "a.pdf")]


@pytest.mark.only_on("sqlite")
def test_keys_are_asked_for_in_portions(dso_b: Association, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Belongings(dso_b).counts()
    monkeypatch.setattr(belongings, "AT_ONCE", 1)
    assert Belongings(dso_b).counts() == whole
