"""What every installation and every association gets: the code lists, and the page with people and the form."""

import json
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from portal.core.models import CodeListEntry
from portal.tenancy.models import Association, Union
from portal.tenancy.provisioning import ensure_in_every_language

from .models import (
    ActivityArea,
    ActivityOutput,
    ActivitySubarea,
    ActivityTrigger,
    ContactPage,
    Handler,
    RequestCategory,
)

DATA = Path(__file__).parent / "data" / "codelists.json"
LISTS: dict[str, type[CodeListEntry]] = {
    "triggers": ActivityTrigger,
    "areas": ActivityArea,
    "subareas": ActivitySubarea,
    "handlers": Handler,
    "outputs": ActivityOutput,
    "request_categories": RequestCategory,
}
SLUGS = {"cs": "kontakt", "en": "contact"}


def load_code_lists(_union: Union | None = None) -> None:
    """Make the initial rows of the code lists that are missing; what the Union changed stays as it is (ACT-6)."""
    data: dict[str, list[dict[str, Any]]] = json.loads(DATA.read_text(encoding="utf-8"))
    areas: dict[str, ActivityArea] = {}
    for key, model in LISTS.items():
        present = set(model._default_manager.values_list("code", flat=True))
        if model is ActivitySubarea:
            areas = {area.code: area for area in ActivityArea.objects.all()}
        rows = []
        for row in data[key]:
            if row["code"] in present:
                continue
            if model is ActivitySubarea:
                row = {**row, "area": areas[row["area"]]}
            rows.append(model(**row))
        model._default_manager.bulk_create(rows)


def make_contact_page(association: Association) -> None:
    """Make the contact page in every language the product speaks."""
    load_code_lists()
    ensure_in_every_language(association.root_page, ContactPage, _texts, show_in_menus=True)


def _texts(language_code: str) -> dict[str, Any] | None:
    if language_code not in SLUGS:
        return None
    return {
        "slug": SLUGS[language_code],
        "title": _("Contact"),
        "lead": _("Call, come or write: we help the people of all our municipalities."),
    }
