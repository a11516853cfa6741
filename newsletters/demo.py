"""The demonstration's issues (``newsletters/demo/*.json``) and their readers."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.dateparse import parse_date
from wagtail.models import Page

from portal.programme.models import Programme
from portal.tenancy.models import Association

from .demo_contributions import collect_contributions
from .demo_readers import load_readers
from .demo_review import account, give_experts, publish_as_reviewed, submit, submit_and_return
from .models import NewsletterIndexPage, NewsletterIssuePage

DATA = Path(__file__).parent / "demo"
PROGRAMME = "css_demo_2026"


def load_issues(association: Association) -> None:
    """Bring the association's issues as far as the data file says; those that are there stay as they are."""
    give_experts(association)
    path = DATA / f"{association.slug}.json"
    index = NewsletterIndexPage.objects.child_of(association.root_page).get()
    there = set(NewsletterIssuePage.objects.child_of(index).values_list("slug", flat=True))
    for entry in reversed(json.loads(path.read_text(encoding="utf-8"))["issues"]):
        if entry["slug"] not in there:
            _bring_on_its_way(_draft(entry, index, association), entry, association)
    load_readers(association)


def _draft(entry: dict[str, Any], index: Page, association: Association) -> NewsletterIssuePage:
    programme = Programme.objects.filter(code=PROGRAMME).first()
    issue = NewsletterIssuePage(
        **{name: entry[name] for name in ("slug", "title", "lead", "number", "year", "is_printed")},
        mk_registration_number=entry.get("mk_registration_number", ""),
        published_on=parse_date(entry.get("published_on") or ""),
        body=json.dumps(list(_blocks(entry)), ensure_ascii=False),
        programme=programme,
        calendar_number=entry["calendar_number"] if programme else None,
        owner=account(association.editor_group.name),
        locale=index.locale,
        live=False,
    )
    # Treebeard counts children in memory; another issue may have been added since `index` was read.
    Page.objects.get(pk=index.pk).add_child(instance=issue)
    issue.save_revision(user=issue.owner)
    return issue


def _bring_on_its_way(issue: NewsletterIssuePage, entry: dict[str, Any], association: Association) -> None:
    match entry.get("state", "published"):
        case "published":
            publish_as_reviewed(issue, association)
        case "waiting":
            submit(issue, association)
        case "returned":
            submit_and_return(issue, association, entry["comment"])
        case "draft":
            collect_contributions(issue, entry, association)


def _blocks(entry: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The data file's parts of an issue as blocks of `newsletters.blocks.IssueBlock`."""
    for section in entry["sections"]:
        yield {"type": "article", "value": {"heading": section["heading"], "text": section["html"]}}
    if people := entry.get("people"):
        yield {"type": "people", "value": {"heading": people["heading"], "introduction": people["html"]}}
    if directory := entry.get("directory"):
        yield {"type": "services", "value": {"heading": directory["heading"], "introduction": directory["html"]}}
    if meeting := entry.get("meeting"):
        yield {"type": "meetings", "value": {"heading": meeting["heading"], "introduction": meeting["html"]}}
    if deadlines := entry.get("deadlines"):
        items = [{name: item[name] for name in ("date", "title", "note")} for item in deadlines["items"]]
        yield {"type": "deadlines", "value": {"heading": deadlines["heading"], "items": items}}
    yield {"type": "closing", "value": entry["closing"]}
