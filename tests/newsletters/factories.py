"""Newsletter issues for tests: in the archive the association was provisioned with."""

import json
from datetime import date
from typing import Any

from wagtail.models import Page

from newsletters.models import NewsletterIndexPage, NewsletterIssuePage
from portal.tenancy.models import Association


def archive_of(association: Association) -> NewsletterIndexPage:
    return NewsletterIndexPage.objects.child_of(association.root_page).get()


def article(heading: str = "Co je nového", text: str = "<p>Opravujeme chodník.</p>") -> dict[str, Any]:
    return {"type": "article", "value": {"heading": heading, "text": text}}


def make_issue(
    association: Association, number: int = 1, year: int = 2026, *, live: bool = True, blocks: Any = None, **fields: Any
) -> NewsletterIssuePage:
    """An issue of the association, published unless `live` is false."""
    issue = NewsletterIssuePage(
        **{
            "title": f"Novinky {number}/{year}",
            "slug": f"zpravodaj-{number}-{year}",
            "number": number,
            "year": year,
            "published_on": date(year, 4, 1),
            "body": json.dumps([article()] if blocks is None else blocks),
            "live": live,
            "has_unpublished_changes": not live,
            **fields,
        }
    )
    archive_of(association).add_child(instance=issue)
    issue.save_revision()
    if live:
        issue.latest_revision.publish()
    issue.refresh_from_db()
    return issue


def make_many_issues(association: Association, count: int, *, first: int = 100) -> None:
    """`count` published issues in one go, ten a year, for counting queries."""
    archive = Page.objects.get(pk=archive_of(association).pk)
    for number in range(first, first + count):
        archive.add_child(
            instance=NewsletterIssuePage(
                title=f"Novinky {number}", slug=f"hromada-{number}", number=number % 10 + 1, year=1990 + number // 10
            )
        )
