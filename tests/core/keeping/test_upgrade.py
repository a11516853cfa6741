"""A database of the first release is migrated to today's state, and its data are still right.

On PostgreSQL, as most of the time goes by in Django's own bookkeeping of models; `--both` runs it on SQLite too.
"""

import lzma
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from wagtail.models import Page

from contact_centre.models import Activity, CitizenRequest
from meetings.models import MeetingPage, Notice
from meetings.notices.clock import write_down
from newsletters.models import NewsletterIssuePage
from portal.core import remembered
from portal.core.keeping.restoring import resync_sequences
from portal.tenancy import frame
from portal.tenancy.models import Association
from services_directory.models import Service
from services_directory.search.query import Question

pytestmark = [pytest.mark.only_on("postgresql"), pytest.mark.spec("P1")]

FOLDER = Path(__file__).parent / "first_release"
HOST = {"host": "svazekobci1866.localhost"}


def _let_go() -> None:
    """Leave the database, and forget what was remembered of it: keys mean something else in the other one."""
    connection.close()
    if hasattr(connection, "close_pool"):
        connection.close_pool()
    ContentType.objects.clear_cache()
    cache.clear()
    frame.forget()
    remembered.forget()


@pytest.fixture
def db(django_db_setup: None, django_db_blocker: object, tmp_path: Path) -> Iterator[None]:
    """In place of pytest-django's: the connection leads to the first release's database."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        settings = connection.settings_dict
        former = settings["NAME"]
        if connection.vendor == "sqlite":
            name = str(tmp_path / "first.sqlite3")
            with lzma.open(FOLDER / "portal.sqlite3.xz") as packed, open(name, "wb") as file:
                shutil.copyfileobj(packed, file)
        else:
            name = f"{former}_first"
            with connection.cursor() as cursor:
                cursor.execute(f"DROP DATABASE IF EXISTS {name}")
                cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
            program = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_restore"))[-1]
            address = f"postgresql://{settings['USER']}@{settings['HOST']}:{settings['PORT']}/{name}"
            subprocess.run([program, "--no-owner", f"--dbname={address}", FOLDER / "portal.dump"], check=True)
        _let_go()
        settings["NAME"] = name
        try:
            yield
        finally:
            _let_go()
            settings["NAME"] = former
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute(f"DROP DATABASE {name}")


def test_the_first_releases_database_becomes_todays(db: None, client: Client) -> None:
    call_command("migrate", verbosity=0)
    call_command("migrate", "--check", verbosity=0)
    ContentType.objects.clear_cache()
    resync_sequences()

    assert Association.objects.count() == 3
    assert [model.objects.count() for model in (Service, Activity, CitizenRequest)] == [123, 62, 12]
    assert [model.objects.count() for model in (NewsletterIssuePage, MeetingPage)] == [10, 12]
    assert Page.find_problems() == ([], [], [], [], [])
    assert get_user_model().objects.get(username="union-admin").password.startswith("pbkdf2_sha256$")
    # What later releases ask of each row was worked out for those that were there.
    assert not Activity.objects.filter(reference="").exists()
    assert not Service.objects.filter(uid=None).exists()
    assert not CitizenRequest.objects.filter(status_token="").exists()
    write_down()  # the job that makes good what was published before there were notices
    assert Notice.objects.filter(meeting__live=True).exists()
    association = Association.objects.get(slug="svazekobci1866")
    assert Service.objects.matching(Question("knihovna"), [association.site]).exists()
    for path in ("/", "/sluzby/", "/setkani/", "/zpravodaj/", "/kontakt/"):
        assert client.get(path, headers=HOST).status_code == 200, path
