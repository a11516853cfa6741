"""The national table and the region's members, loaded once for a module and rolled back at its end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from portal.tenancy.models import Association

from .region import whole_region


@pytest.fixture(scope="module")
def region(django_db_setup: None, django_db_blocker: DjangoDbBlocker, real_data: Path) -> Iterator[Association]:
    """The association with the whole region as its members; what a test does to it is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield whole_region(real_data)
        transaction.set_rollback(True)
