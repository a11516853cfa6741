"""The initial code list of kinds (`data/kinds.json`) into the database, any number of times."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from .models import ServiceKind

KINDS = Path(__file__).parent / "data" / "kinds.json"


@transaction.atomic
def load_kinds(_union: Any = None) -> int:
    """Add the kinds that are missing and return how many; what the Union has changed stays as it is."""
    rows = json.loads(KINDS.read_text(encoding="utf-8"))
    known = {kind.code: kind for kind in ServiceKind.objects.all()}
    added = 0
    for row in sorted(rows, key=lambda row: row["parent"] is not None):
        if row["code"] in known:
            continue
        known[row["code"]] = ServiceKind.objects.create(
            code=row["code"],
            parent=known[row["parent"]] if row["parent"] else None,
            name=row["name"],
            name_plural=row["name_plural"],
            translations=row["translations"],
            plural_translations=row["name_plural_translations"],
            icon=row["icon"],
            order=row["order"],
            synonyms="\n".join(row["synonyms"]),
        )
        added += 1
    return added
