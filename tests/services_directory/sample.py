"""Rows in the region's shape for the importer's tests."""

import csv
import io
from pathlib import Path
from typing import Any

from services_directory.importing.region import COLUMNS

HEADER = [*sorted(COLUMNS), "ico_valid"]


def region_row(n: int, **values: Any) -> dict[str, Any]:
    """A good row of a library; the municipality has to be given."""
    return {
        **dict.fromkeys(HEADER, ""),
        "layer": "knihovny",
        "source_id": f"KNIH{n}",
        "category": "library",
        "name": f"Obecní knihovna číslo {n}",
        "kind": "muzejní",
        "provider": "Obec Lhota",
        "ico": "00194972",
        "street": "Husova",
        "number_type": "č.p.",
        "house_number": str(n),
        "psc": "50801 ",
        "web": "https://www.example.org/",
        "phone": "+420491000101",
        "email": "knihovna@example.org",
        "lat": "50.36",
        "lon": "15.63",
        "accessibility": "ano",
        **values,
    }


def write_csv(
    path: Path,
    rows: list[dict[str, Any]],
    *,
    encoding: str = "utf-8",
    delimiter: str = ",",
    header: list[str] | None = None,
) -> Path:
    """Write `rows` as a file a source might send."""
    text = io.StringIO()
    writer = csv.DictWriter(text, header or HEADER, delimiter=delimiter, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path
