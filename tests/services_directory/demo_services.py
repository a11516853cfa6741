"""The demonstration's services in the associations of the tests."""

import json

from portal.tenancy.demo import read
from portal.tenancy.models import Association, Membership, Municipality
from portal.tenancy.municipalities import STATUSES, write_municipalities
from services_directory.demo import DATA, record_of
from services_directory.importing.apply import apply_plan
from services_directory.importing.plan import make_plan
from services_directory.kinds import load_kinds
from services_directory.search.index import index_members

DEMO_ASSOCIATIONS = ("smiricko", "lesypolicka", "svazekobci1866")


def load_demo_directory(association: Association, slug: str) -> None:
    """Let `association` have the municipalities and services of the demonstration's `slug`, and no others."""
    load_kinds()
    write_municipalities(
        Municipality(**{**row, "status": STATUSES[row["status"]]}) for row in read("municipalities.json")
    )
    rows = json.loads((DATA / f"{slug}.json").read_text(encoding="utf-8"))
    Membership.objects.filter(association=association).delete()
    for code in sorted({row["municipality"] for row in rows}):
        Membership.objects.create(association=association, municipality_id=code, joined_on="2016-07-01")
    index_members(association.site_id)
    apply_plan(association.site, make_plan(association.site, [(n, record_of(row)) for n, row in enumerate(rows)]))
