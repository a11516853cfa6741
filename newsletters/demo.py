"""The demonstration's issues (``newsletters/demo/*.json``)."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.dateparse import parse_date
from wagtail.models import Page

from portal.core.pages import ensure_child
from portal.tenancy.models import Association

from .models import NewsletterIndexPage, NewsletterIssuePage

DATA = Path(__file__).parent / "demo"


def load_issues(association: Association) -> None:
    """Publish the association's issues; those that are there stay as they are."""
    path = DATA / f"{association.slug}.json"
    index = NewsletterIndexPage.objects.child_of(association.root_page).get()
    for entry in reversed(json.loads(path.read_text(encoding="utf-8"))["issues"]):
        ensure_child(
            index,
            NewsletterIssuePage,
            slug=entry["slug"],
            title=entry["title"],
            lead=entry["lead"],
            number=entry["number"],
            year=entry["year"],
            published_on=parse_date(entry["published_on"]),
            body=json.dumps(list(_blocks(entry, association)), ensure_ascii=False),
        )


def _blocks(entry: dict[str, Any], association: Association) -> Iterator[dict[str, Any]]:
    """The data file's parts of an issue as blocks of `newsletters.blocks.IssueBlock`."""
    for section in entry["sections"]:
        yield {"type": "article", "value": {"heading": section["heading"], "text": section["html"]}}
    if people := entry.get("people"):
        yield {"type": "people", "value": {"heading": people["heading"], "introduction": people["html"]}}
    if directory := entry.get("directory"):
        yield {"type": "directory", "value": {"heading": directory["heading"], "text": directory["html"]}}
    if (meeting := entry.get("meeting")) and (notice := _notice(association, meeting["slug"])):
        value = {"heading": meeting["heading"], "meeting": notice.pk, "text": meeting["html"]}
        yield {"type": "meeting", "value": value}
    if deadlines := entry.get("deadlines"):
        items = [{name: item[name] for name in ("date", "title", "note")} for item in deadlines["items"]]
        yield {"type": "deadlines", "value": {"heading": deadlines["heading"], "items": items}}
    yield {"type": "closing", "value": entry["closing"]}


def _notice(association: Association, slug: str) -> Page | None:
    """The meeting notice of this slug in the association's tree."""
    notices = Page.objects.descendant_of(association.root_page).live().filter(content_type__app_label="meetings")
    notice: Page | None = notices.filter(slug=slug).first()
    return notice
