"""The bodies an association begins with, and its rules of inviting; what it changes is its own (M10, M2)."""

import json
from pathlib import Path
from typing import Any

from portal.tenancy import versions
from portal.tenancy.models import Association

from .models import MeetingBody, MeetingRules

DATA = Path(__file__).parent / "data" / "bodies.json"


def make_bodies(association: Association) -> None:
    """The bodies every association has and the row of its rules; idempotent.

    An association that has a body already keeps its own: what it renamed or gave up doesn't come back.
    """
    MeetingRules.objects.get_or_create(site_id=association.site_id)
    if MeetingBody.objects.filter(site_id=association.site_id).exists():
        return
    rows: list[dict[str, Any]] = json.loads(DATA.read_text(encoding="utf-8"))
    MeetingBody.objects.bulk_create(
        MeetingBody(site_id=association.site_id, order=place, **row) for place, row in enumerate(rows, start=1)
    )
    versions.touch(association.site_id, of=(MeetingBody,))


def rules_of(site_id: int) -> MeetingRules:
    """The association's rules; those that hold without a choice where no row was made yet, not saved."""
    return MeetingRules.objects.filter(site_id=site_id).first() or MeetingRules(site_id=site_id)
