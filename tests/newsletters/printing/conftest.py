"""What every test of printing stands on: an issue the Union agreed to, and the Union's address."""

import pytest

from newsletters.models import NewsletterIssuePage
from portal.tenancy.models import Association, Union

from ..factories import make_issue
from .paper import UNION


@pytest.fixture
def live(dso_a: Association) -> NewsletterIssuePage:
    return make_issue(dso_a)


@pytest.fixture
def union_told(union: Union) -> None:
    Union.objects.update(email=UNION)
