"""The demonstration's meetings (``meetings/demo/*.json``): what is ahead, what was held, moved, called off."""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files import File
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Page

from portal.tenancy.models import Association

from .demo_history import published_at, write_history
from .models import MeetingBody, MeetingIndexPage, MeetingPage, MeetingRules
from .notices.healing import heal

DATA = Path(__file__).parent / "demo"
FILES = DATA / "files"


def load_meetings(association: Association) -> None:
    """Publish the association's notices with their history; those that are there stay as they are.

    Nothing is told to anybody: what was told is written down with the moment when it was (`demo_history`).
    """
    data = json.loads((DATA / f"{association.slug}.json").read_text(encoding="utf-8"))
    MeetingRules.objects.filter(site=association.site, signed_name="").update(**data["rules"])
    index = MeetingIndexPage.objects.child_of(association.root_page).get()
    there = set(MeetingPage.objects.child_of(index).values_list("slug", flat=True))
    new = [entry for entry in data["meetings"] if entry["slug"] not in there]
    for entry in sorted(new, key=published_at):
        _load(entry, index, association)


def _load(entry: dict[str, Any], index: MeetingIndexPage, association: Association) -> None:
    page = _draft(entry, index, association)
    write_history(page, entry, association)
    # On the board since it was announced, not since now: the notice's lines first, then the page as people publish it.
    Page.objects.filter(pk=page.pk).update(live=True)
    heal(page)
    page.refresh_from_db()
    page.save_revision().publish()
    Page.objects.filter(pk=page.pk).update(last_published_at=published_at(entry))


def _draft(entry: dict[str, Any], index: MeetingIndexPage, association: Association) -> MeetingPage:
    bodies = MeetingBody.objects.filter(site=association.site, slug=entry["body"])
    points = [{"type": "point", "value": _point(point, association)} for point in entry["programme"]]
    cancelled = [line for line in entry["history"] if line["kind"] == "cancelled"]
    page = MeetingPage(
        locale=index.locale,
        live=False,
        first_published_at=published_at(entry),
        body=bodies.first(),
        municipality_id=entry["municipality"],
        starts_at=moment_of(entry, "starts_at"),
        ends_at=moment_of(entry, "ends_at"),
        cancelled_at=timezone.make_aware(datetime.fromisoformat(cancelled[0]["at"])) if cancelled else None,
        programme=json.dumps(points, ensure_ascii=False),
        note=entry["note_for_citizens"],
        **{name: entry[name] for name in AS_WRITTEN},
    )
    # Treebeard counts children in memory; another step may have added some since `index` was read.
    Page.objects.get(pk=index.pk).add_child(instance=page)
    return page


AS_WRITTEN = (
    "slug", "title", "lead", "kind", "place", "address", "latitude", "longitude", "barrier_free", "barrier_free_note",
    "who_may_come", "outcome",
)  # fmt: skip


def _point(point: dict[str, Any], association: Association) -> dict[str, Any]:
    """A point of the programme as it is stored, with those below it."""
    return {
        "title": point["title"],
        "note": point.get("note", ""),
        "speaker": point.get("speaker", ""),
        "is_public": point.get("is_public", True),
        "files": list(_documents(point.get("files", []), association)),
        "points": [_point(each, association) for each in point.get("points", [])],
    }


def _documents(files: list[dict[str, str]], association: Association) -> Iterable[int]:
    """Keys of the documents, each of which the association has once."""
    documents = get_document_model().objects
    for entry in files:
        found = documents.filter(collection=association.collection, title=entry["title"]).first()
        if found is None:
            with (FILES / entry["name"]).open("rb") as content:
                file = File(content, name=entry["name"])
                found = documents.create(title=entry["title"], file=file, collection=association.collection)
        yield found.pk


def moment_of(entry: dict[str, Any], name: str) -> datetime:
    """The day and the time of day, as written: in Prague."""
    return timezone.make_aware(datetime.fromisoformat(f"{entry['date']}T{entry[name]}"))
