"""Every model says on whose public pages its rows stand, or why on nobody's; and nothing is written unnoticed."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from portal.tenancy import versions, watched, written
from portal.tenancy.models import Agenda, Association, Municipality, StaffMember
from portal.tenancy.public_facts import STRANGERS
from services_directory.models import Service
from tests.services_directory.factories import make_service

from .server import touched

pytestmark = pytest.mark.only_on("sqlite")


def test_every_model_is_watched_or_named_as_never_shown() -> None:
    named = watched.models_not_shown()
    unknown, twice = [], []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.auto_created:
            # A table that connects two models: watched with either.
            continue
        is_watched = watched.sites_shown_on(model) is not None
        if model in named and is_watched:
            twice.append(model._meta.label)
        if not is_watched and model not in named and model._meta.app_label not in STRANGERS:
            unknown.append(model._meta.label)
    assert (unknown, twice) == ([], []), "say in the app's public_facts.py whether the public sees these rows"
    assert all(reason for reason in [*named.values(), *STRANGERS.values()])


def test_no_app_of_ours_is_taken_for_a_strangers() -> None:
    ours = {config.label for config in apps.get_app_configs() if config.name.split(".")[0] not in {"django", "wagtail"}}
    assert not {"home", "services_directory", "newsletters", "meetings", "contact_centre", "tenancy"} & STRANGERS.keys()
    assert {"home", "meetings"} <= ours


def test_rows_say_whose_pages_they_stand_on(
    dso_a: Association, dso_b: Association, django_capture_on_commit_callbacks: Any
) -> None:
    capture = django_capture_on_commit_callbacks
    service = make_service(dso_a)
    contact = service.contacts.get()
    assert touched(contact.save, capture) == {dso_a.site_id}
    assert touched(service.save, capture) == {dso_a.site_id}
    person = StaffMember.objects.create(site=dso_a.site, name="Jana Nová")
    agenda = Agenda.objects.create(site=dso_a.site, title="Odpady")
    assert touched(lambda: person.agendas.add(agenda), capture) == {dso_a.site_id}
    assert touched(lambda: agenda.staff.clear(), capture) == {dso_a.site_id}
    assert touched(dso_b.save, capture) == {dso_b.site_id}
    assert touched(Municipality.objects.all()[0].save, capture) == {versions.EVERYWHERE}
    assert touched(lambda: Service.objects.filter(pk=service.pk).delete(), capture) == {dso_a.site_id}


def test_what_is_said_of_a_draft_concerns_nobody(dso_a: Association, django_capture_on_commit_callbacks: Any) -> None:
    page = dso_a.root_page.specific
    assert touched(page.save_revision, django_capture_on_commit_callbacks) == set()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE services_directory_service SET note = note",
        'update "services_directory_service" set name = name',
        "DELETE FROM services_directory_service WHERE id = -1",
        "WITH x AS (SELECT 1) UPDATE services_directory_service SET name = name",
    ],
)
def test_plain_sql_is_noticed(dso_a: Association, django_capture_on_commit_callbacks: Any, statement: str) -> None:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement.replace("note = note", "name = name"))

    assert touched(run, django_capture_on_commit_callbacks) == {versions.EVERYWHERE}


def test_reading_and_writing_elsewhere_is_nothing(dso_a: Association, django_capture_on_commit_callbacks: Any) -> None:
    def run() -> None:
        list(Service.objects.all())
        with connection.cursor() as cursor:
            cursor.execute("UPDATE core_usecount SET number = number")

    assert touched(run, django_capture_on_commit_callbacks) == set()


def test_a_bulk_write_counts_for_all_unless_somebody_says_whose_it_is(
    dso_a: Association, django_capture_on_commit_callbacks: Any
) -> None:
    make_service(dso_a)
    services = Service.objects.filter(site=dso_a.site)
    capture = django_capture_on_commit_callbacks

    def said(before: bool) -> None:
        with transaction.atomic():
            if before:
                versions.touch(dso_a.site_id, of=(Service,))
            services.update(name="Jinak")
            if not before:
                versions.touch(dso_a.site_id, of=(Service,))

    assert touched(lambda: services.update(name="Jinak"), capture) == {versions.EVERYWHERE}
    assert touched(lambda: said(before=True), capture) == {dso_a.site_id}
    assert touched(lambda: said(before=False), capture) == {dso_a.site_id}


def test_what_one_transaction_said_covers_no_other(dso_a: Association, django_capture_on_commit_callbacks: Any) -> None:
    make_service(dso_a)
    services = Service.objects.filter(site=dso_a.site)
    with django_capture_on_commit_callbacks(execute=True):
        versions.touch(dso_a.site_id, of=(Service,))
    connection.run_on_commit.clear()
    assert touched(lambda: services.update(name="Jinak"), django_capture_on_commit_callbacks) == {versions.EVERYWHERE}


def test_a_save_that_failed_silences_nothing_for_long(
    dso_a: Association, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    make_service(dso_a)
    written._saving(Service)
    monkeypatch.setattr(written, "BEING_SAVED", 0.0)
    try:
        change = Service.objects.filter(site=dso_a.site).update
        found = touched(lambda: change(name="Jinak"), django_capture_on_commit_callbacks)
    finally:
        written._saved(Service)
    assert found == {versions.EVERYWHERE}
