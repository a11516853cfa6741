"""Content of the sites for tests."""

import json
from datetime import date
from itertools import count
from typing import Any

from home.models import StandardPage
from portal.core.pages import ensure_child, publish_everywhere
from portal.tenancy.models import Association, Mandate, Membership, Municipality, Union
from tests.tenancy.factories import MunicipalityFactory

# The run's own associations hold municipalities with the first codes of the factory.
_codes = count(600_001)


def make_municipality(**details: Any) -> Municipality:
    return MunicipalityFactory(**{"code": str(next(_codes)), **details})


def add_page(
    tenant: Association | Union, slug: str, title: str, *blocks: dict[str, Any], **fields: Any
) -> StandardPage:
    """A published standard page below the tenant's home page, shown in every language."""
    page = ensure_child(tenant.root_page, StandardPage, slug=slug, title=title)
    page.body = json.dumps(blocks)
    for name, value in fields.items():
        setattr(page, name, value)
    return publish_everywhere(page)


def text(html: str) -> dict[str, Any]:
    return {"type": "text", "value": html}


def add_members(association: Association, number: int, **details: Any) -> None:
    """`number` new municipalities that belong to the association since 2020, each with a mayor."""
    for _number in range(number):
        municipality = make_municipality(**details)
        Membership.objects.create(association=association, municipality=municipality, joined_on=date(2020, 1, 1))
        Mandate.objects.create(
            municipality=municipality,
            person_name="starostka",
            email="starostka@example.org",
            valid_from=date(2022, 10, 24),
        )
