"""Fixtures of every test: the Union and two associations that must never see each other.

Making a whole association takes seconds, so the Union and both associations are made once for the run and
stand in the database of every test; what a test does to them is rolled back. Ask for the fixture, never for
the first row there is.
"""

from typing import Any

import pytest

from portal.tenancy.models import Association, Union
from portal.tenancy.roles import Role

from .factories import make_association, make_union, make_user


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """pytest-django's database with the Union, Horní and Dolní in it."""
    with django_db_blocker.unblock():
        if not Union.objects.exists():
            make_union()
            make_association("horni")
            make_association("dolni")


@pytest.fixture
def union(db: None) -> Union:
    return Union.objects.select_related("site").get()


@pytest.fixture
def dso_a(db: None) -> Association:
    """The association the test's user works for, at ``horni.localhost``."""
    return Association.objects.select_related("site").get(slug="horni")


@pytest.fixture
def dso_b(db: None) -> Association:
    """The other one, at ``dolni.localhost``."""
    return Association.objects.select_related("site").get(slug="dolni")


@pytest.fixture
def manager_a(dso_a: Association) -> Any:
    return make_user(Role.MANAGER, dso_a)


@pytest.fixture
def editor_a(dso_a: Association) -> Any:
    return make_user(Role.EDITOR, dso_a)


@pytest.fixture
def manager_b(dso_b: Association) -> Any:
    return make_user(Role.MANAGER, dso_b)


@pytest.fixture
def union_admin(union: Union) -> Any:
    return make_user(Role.UNION_ADMIN)


@pytest.fixture
def union_reviewer(union: Union) -> Any:
    return make_user(Role.UNION_REVIEWER)
