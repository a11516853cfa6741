"""Newsletter issues for tests: in the archive the association was provisioned with."""

import json
from datetime import date
from typing import Any
from unittest.mock import patch

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Page, TaskState, WorkflowState

from newsletters.enums import Channel, Outcome
from newsletters.models import NewsletterIndexPage, NewsletterIssuePage, ReviewDecision, ReviewRound, UnionReviewTask
from newsletters.review.deciding import approve_round
from newsletters.review.reviewers import Reviewer
from portal.tenancy.models import Association


def archive_of(association: Association) -> NewsletterIndexPage:
    return NewsletterIndexPage.objects.child_of(association.root_page).get()


def article(heading: str = "Co je nového", text: str = "<p>Opravujeme chodník.</p>") -> dict[str, Any]:
    return {"type": "article", "value": {"heading": heading, "text": text}}


def long_text(characters: int = 1800) -> str:
    """A paragraph of so many characters: with it an issue has its page of A4 (NWS-2)."""
    sentence = "Společně opravujeme chodníky, vozíme děti do školy a staráme se o lesy. "
    return f"<p>{(sentence * (characters // len(sentence) + 1)).strip()}</p>"


def ready_blocks() -> list[dict[str, Any]]:
    """A body with which even the first issue of an association may go to the Union (NWS-1, NWS-2, CIT-3)."""
    return [
        article(),
        article("Z obcí", long_text()),
        {"type": "people", "value": {"heading": "Kdo vám pomůže", "introduction": ""}},
        {"type": "services", "value": {"heading": "Veřejné služby", "introduction": ""}},
    ]


def make_issue(
    association: Association, number: int = 1, year: int = 2026, *, live: bool = True, blocks: Any = None, **fields: Any
) -> NewsletterIssuePage:
    """An issue of the association, published unless `live` is false."""
    issue = NewsletterIssuePage(
        **{
            "title": f"Novinky {number}/{year}",
            "slug": f"zpravodaj-{number}-{year}",
            "lead": "Co se u nás děje.",
            "number": number,
            "year": year,
            "published_on": date(year, 4, 1),
            "body": json.dumps(ready_blocks() if blocks is None else blocks),
            "live": False,
            "has_unpublished_changes": True,
            **fields,
        }
    )
    archive_of(association).add_child(instance=issue)
    issue.save_revision()
    issue.refresh_from_db()
    return publish_by_the_union(issue) if live else issue


def publish_by_the_union(issue: NewsletterIssuePage) -> NewsletterIssuePage:
    """The issue after the Union agreed to its newest revision, which published it."""
    approve_round(round=submit(issue), reviewer=Reviewer("Dana Svazová", Channel.ACCOUNT))
    issue.refresh_from_db()
    return issue


def submit(issue: NewsletterIssuePage, user: Any = None) -> ReviewRound:
    """The issue's newest revision goes to the Union, ready or not; the round it opens.

    A test about the review need not write a page of A4; those of the checks start the workflow themselves.
    """
    state = issue.current_workflow_state
    with patch("newsletters.checks.refusing.findings", return_value=[]):
        if state is not None and state.status == state.STATUS_NEEDS_CHANGES:
            state.resume(user)
        else:
            issue.get_workflow().start(issue, user)
    return issue.rounds.get(decision__isnull=True)


def make_many_issues(association: Association, count: int, *, first: int = 100) -> None:
    """`count` published issues, ten a year, for counting queries: the Union agreed to each, without letters."""
    archive = Page.objects.get(pk=archive_of(association).pk)
    for number in range(first, first + count):
        title, year = f"Novinky {number}", 1990 + number // 10
        issue = NewsletterIssuePage(
            title=title, slug=f"hromada-{number}", number=number % 10 + 1, year=year, live=False
        )
        archive.add_child(instance=issue)
        put_through(issue, association)


def put_through(issue: NewsletterIssuePage, association: Association) -> None:
    """Publish the issue as it stands, with the rows of a round that ended well and nothing else."""
    revision = issue.save_revision(clean=False)
    kind = ContentType.objects.get_for_model(issue)
    state = WorkflowState(
        workflow=issue.get_workflow(), status="approved", content_type=kind, base_content_type=kind, object_id=issue.pk
    )
    state = WorkflowState.objects.bulk_create([state])[0]
    task = TaskState.objects.create(
        workflow_state=state, revision=revision, task=UnionReviewTask.objects.get(), status="approved"
    )
    round = ReviewRound.objects.create(
        site_id=association.site_id,
        issue=issue,
        number=1,
        revision=revision,
        task_state=task,
        content_hash=issue.fingerprint,
        due_on=timezone.localdate(),
    )
    ReviewDecision.objects.create(site_id=association.site_id, round=round, outcome=Outcome.APPROVED)
    NewsletterIssuePage.objects.filter(pk=issue.pk).update(
        live=True,
        has_unpublished_changes=False,
        live_revision=revision,
        first_published_at=timezone.now(),
        facts=issue.facts,
        fingerprint=issue.fingerprint,
    )
