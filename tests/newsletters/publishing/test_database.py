"""What the database itself refuses of issues: statements that pass by every model and form (V3, N3, N6)."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from wagtail.models import Page, Revision

from newsletters.enums import Channel, SendingKind
from newsletters.models import IssueSending, NewsletterIssuePage
from newsletters.review.deciding import return_round
from newsletters.review.reviewers import Reviewer
from newsletters.sending.recording import record_sending
from portal.core.pages import ensure_fallbacks
from portal.tenancy.models import Association
from tests.newsletters.factories import archive_of, make_issue, submit

pytestmark = pytest.mark.django_db


def refused(statement: Any) -> None:
    """The statement fails and leaves everything as it was."""
    with pytest.raises(IntegrityError), transaction.atomic():
        statement()


def by_sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.spec("V3")
def test_no_statement_makes_an_unread_issue_live(dso_a: Association) -> None:
    issue = make_issue(dso_a, live=False)
    pages, rows = Page.objects.filter(pk=issue.pk), NewsletterIssuePage.objects.filter(pk=issue.pk)
    refused(lambda: pages.update(live=True))
    refused(lambda: rows.update(live=True, live_revision=issue.latest_revision))
    refused(lambda: by_sql("UPDATE wagtailcore_page SET live = %s WHERE id = %s", True, issue.pk))
    submit(issue)
    refused(lambda: pages.update(live=True, live_revision=issue.latest_revision))
    base = Page.objects.get(pk=issue.pk)
    base.live = True
    refused(base.save)
    assert not Page.objects.get(pk=issue.pk).live


@pytest.mark.spec("V3")
def test_no_statement_makes_a_live_page_an_issue(dso_a: Association) -> None:
    issue = make_issue(dso_a)
    parent = archive_of(dso_a)
    new = Page(title="Hned", slug="hned", content_type=issue.content_type)
    refused(lambda: parent.add_child(instance=new))
    unread = make_issue(dso_a, 2, live=False)
    refused(lambda: Page.objects.filter(pk=unread.pk).update(live=True, alias_of=issue.pk))
    plain = Page(title="Stránka", slug="stranka")
    archive_of(dso_a).add_child(instance=plain)
    insert = (
        "INSERT INTO newsletters_newsletterissuepage (page_ptr_id, lead, number, year, body, is_printed, "
        "mk_registration_number, facts, fingerprint) VALUES (%s, '', 3, 2026, '[]', %s, '', '{}', %s)"
    )
    refused(lambda: by_sql(insert, plain.pk, False, issue.fingerprint))


@pytest.mark.spec("V3")
def test_words_of_a_live_issue_change_with_consent_only(dso_a: Association) -> None:
    issue = make_issue(dso_a)
    (english,) = ensure_fallbacks(issue)
    other = issue.get_latest_revision().as_object()
    other.title = "Změněno"
    unread = other.save_revision()
    for pk in (issue.pk, english.pk):
        pages, rows = Page.objects.filter(pk=pk), NewsletterIssuePage.objects.filter(pk=pk)
        refused(lambda pages=pages: pages.update(title="Podvrženo"))
        refused(lambda pages=pages: pages.update(search_description="Podvrženo"))
        refused(lambda rows=rows: rows.update(lead="Podvrženo"))
        refused(lambda rows=rows: rows.update(body="[]"))
        refused(lambda rows=rows: rows.update(facts={"people": []}))
        refused(lambda rows=rows: rows.update(lead="Podvrženo", fingerprint=other.fingerprint))
    refused(lambda: Page.objects.filter(pk=issue.pk).update(live_revision=unread))


@pytest.mark.spec("V3")
def test_a_consent_that_was_taken_back_publishes_nothing(dso_a: Association) -> None:
    """Of two rounds about the same words the later decision counts."""
    issue = make_issue(dso_a)
    revision = issue.live_revision
    issue.unpublish()
    return_round(round=submit(issue), reviewer=Reviewer("Dana Svazová", Channel.ACCOUNT), comment="Přece jen ne.")
    refused(lambda: Page.objects.filter(pk=issue.pk).update(live=True, live_revision=revision))


@pytest.mark.spec("N3")
def test_what_the_union_read_is_never_written_over(dso_a: Association) -> None:
    issue = make_issue(dso_a, live=False)
    round = submit(issue)
    words = {**round.revision.content, "title": "Podvrženo"}
    refused(lambda: Revision.objects.filter(pk=round.revision_id).update(content=words))
    wrong = {"issue": issue, "round": round, "revision": round.revision, "content_hash": round.content_hash}
    refused(lambda: IssueSending.objects.create(site=dso_a.site, kind=SendingKind.PRINT, **wrong))


@pytest.mark.spec("N6")
def test_what_went_out_stays_for_every_statement(dso_a: Association, manager_a: Any) -> None:
    issue = make_issue(dso_a)
    record_sending(issue=issue, kind=SendingKind.PRINT, user=manager_a)
    pages, rows = Page.objects.filter(pk=issue.pk), NewsletterIssuePage.objects.filter(pk=issue.pk)
    pages.update(live=False)
    for values in ({"title": "X"}, {"slug": "x"}, {"seo_title": "X"}, {"alias_of": archive_of(dso_a).pk}):
        refused(lambda values=values: pages.update(**values))
    for values in ({"body": "[]"}, {"facts": {"a": 1}}, {"number": 7}, {"lead": "X"}, {"fingerprint": "0" * 64}):
        refused(lambda values=values: rows.update(**values))
    pages.update(live=True, live_revision=issue.live_revision, last_published_at=timezone.now())
