"""The initial code list of kinds (`data/kinds.json`) into the database, any number of times."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from .actions import reindex_kind
from .models import ServiceKind

KINDS = Path(__file__).parent / "data" / "kinds.json"


@transaction.atomic
def load_kinds(_union: Any = None) -> int:
    """Add the kinds that are missing and return how many; what the Union has changed stays as it is.

    A kind that is there gets the words for it that are new in the product, and its services are found by
    them. Words the Union struck out don't come back.
    """
    rows = json.loads(KINDS.read_text(encoding="utf-8"))
    known = {kind.code: kind for kind in ServiceKind.objects.all()}
    added = 0
    for row in sorted(rows, key=lambda row: row["parent"] is not None):
        if row["code"] in known:
            add_new_words(known[row["code"]], row["synonyms"])
            continue
        words = "\n".join(row["synonyms"])
        known[row["code"]] = ServiceKind.objects.create(
            code=row["code"],
            parent=known[row["parent"]] if row["parent"] else None,
            name=row["name"],
            name_plural=row["name_plural"],
            translations=row["translations"],
            plural_translations=row["name_plural_translations"],
            icon=row["icon"],
            order=row["order"],
            synonyms=words,
            shipped_synonyms=words,
        )
        added += 1
    return added


def add_new_words(kind: ServiceKind, shipped: list[str]) -> None:
    """Give `kind` those `shipped` words that the product did not come with before and that it hasn't got."""
    words = "\n".join(shipped)
    if kind.shipped_synonyms == words:
        return
    before = set(kind.shipped_synonyms.splitlines())
    has = {word.strip().casefold() for word in kind.synonyms.splitlines()}
    new = [word for word in shipped if word not in before and word.casefold() not in has]
    kind.shipped_synonyms = words
    kind.synonyms = "\n".join([*kind.synonyms.rstrip().splitlines(), *new])
    kind.save(update_fields=["synonyms", "shipped_synonyms", "changed_at"])
    if new:
        reindex_kind(kind=kind)
