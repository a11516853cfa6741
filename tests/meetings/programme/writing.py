"""Programmes as they are stored, for tests: points below points, files, what isn't public."""

import json
from typing import Any

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from portal.tenancy.models import Association

SECRET = "Tajemnice"
"""Begins every word that nobody outside may read."""


def item(value: Any, key: str) -> dict[str, Any]:
    return {"type": "item", "value": value, "id": key}


def written(title: str, *below: dict[str, Any], files: tuple[Any, ...] = (), **fields: Any) -> dict[str, Any]:
    """A point as the block stores it; its id is made of its title, so that a translation has the same."""
    return {
        "title": title,
        "note": "",
        "speaker": "",
        "is_public": True,
        "files": [item(document.pk, f"file-{document.pk}") for document in files],
        "points": [item(value, f"id-{value['title']}") for value in below],
        **fields,
    }


def programme(*points: dict[str, Any]) -> str:
    return json.dumps([{"type": "point", "value": value, "id": f"id-{value['title']}"} for value in points])


def secret_programme(*, files: tuple[Any, ...] = (), shown: tuple[Any, ...] = ()) -> str:
    """One public point with a secret one below it, a secret one, and a public one after it."""
    return programme(
        written("Zahájení", written(f"{SECRET}ctvi pod bodem", is_public=False), written("Volba zapisovatele")),
        written(
            f"{SECRET} o platech",
            written(f"{SECRET} ještě hlouběji"),
            is_public=False,
            note=f"{SECRET} v poznámce",
            speaker=f"{SECRET} Nováková",
            files=files,
        ),
        written("Rozpočet svazku", files=shown),
    )


def make_document(association: Association, title: str = "Příloha") -> Any:
    file = ContentFile(f"obsah {title}".encode(), name=f"{title.lower().replace(' ', '-')}.pdf")
    return get_document_model().objects.create(title=title, file=file, collection=association.collection)
