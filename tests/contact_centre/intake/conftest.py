"""Fixtures of the tests of taking in."""

import pytest

from portal.tenancy.models import Association


@pytest.fixture
def centre(dso_a: Association) -> Association:
    """The association with an address of its centre."""
    dso_a.email = "centrum@example.org"
    dso_a.short_name = "Svazek obcí 1866"
    dso_a.save()
    return dso_a
