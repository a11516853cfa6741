"""The required points as the programme gives them; what the Union words differently stays."""

import json
from pathlib import Path
from typing import Any

from ..models.bodies import RequiredPoint

DATA = Path(__file__).parent.parent / "data" / "required_points.json"


def load_required_points(_union: Any = None) -> None:
    """Make the rows of the code list that are missing; idempotent (MTG-5)."""
    rows: list[dict[str, Any]] = json.loads(DATA.read_text(encoding="utf-8"))
    present = set(RequiredPoint.objects.values_list("code", flat=True))
    RequiredPoint.objects.bulk_create(RequiredPoint(**row) for row in rows if row["code"] not in present)
