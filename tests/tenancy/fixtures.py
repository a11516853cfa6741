"""Fixtures of every test: the Union and two associations that must never see each other."""

from typing import Any

import pytest

from portal.tenancy.models import Association, Union
from portal.tenancy.roles import Role

from .factories import make_association, make_union, make_user


@pytest.fixture
def union(db: None) -> Union:
    return make_union()


@pytest.fixture
def dso_a(union: Union) -> Association:
    """The association the test's user works for, at ``horni.localhost``."""
    return make_association("horni")


@pytest.fixture
def dso_b(union: Union) -> Association:
    """The other one, at ``dolni.localhost``."""
    return make_association("dolni")


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
