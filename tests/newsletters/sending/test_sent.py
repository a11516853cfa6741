"""An issue that went out stays as readers got it, and what was ever submitted is kept (N6)."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from newsletters.actions import record_sending
from newsletters.enums import SendingKind
from newsletters.models import IssueSending, NewsletterIssuePage, PrintRun
from newsletters.publishing.guarded import IssueIsSent
from newsletters.sending.gate import NotSendable
from newsletters.sending.restoring import publish_approved
from portal.tenancy.models import Association
from tests.newsletters.factories import archive_of, make_issue, publish_by_the_union
from tests.newsletters.test_review import edit_url, form_data, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.spec("N6"), pytest.mark.only_on("postgresql")]


@pytest.fixture
def sent(dso_a: Association, manager_a: Any) -> NewsletterIssuePage:
    """An issue that came out in print."""
    issue = make_issue(dso_a)
    record_sending(issue=issue, kind=SendingKind.PRINT, user=manager_a)
    issue.refresh_from_db()
    return issue


def test_the_manager_records_that_it_came_out_in_print_and_on_which_day(
    client: Client, dso_a: Association, manager_a: Any, editor_a: Any
) -> None:
    issue = make_issue(dso_a)
    run = PrintRun.objects.create(site=dso_a.site, issue=issue, copies=100)
    url = reverse("print_run:inspect", args=(run.pk,))
    today = timezone.localdate()
    sign_in(client, manager_a)
    assert client.get(url).status_code == 200
    for wrong in ("", today - timedelta(days=400), today + timedelta(days=1)):
        client.post(url, {"do": "out", "day": str(wrong)})
    assert not IssueSending.objects.exists()
    sign_in(client, editor_a).post(url, {"do": "out", "day": str(today)})
    assert not IssueSending.objects.exists()
    sign_in(client, manager_a).post(url, {"do": "out", "day": str(today)})
    line = IssueSending.objects.get()
    assert (line.issue, line.kind, line.content_hash) == (issue, "print", issue.fingerprint)
    assert timezone.localdate(line.sent_at) == today
    assert line.revision == issue.live_revision


def test_what_has_no_consent_is_not_recorded_as_sent_and_nothing_twice(
    dso_a: Association, manager_a: Any, sent: NewsletterIssuePage
) -> None:
    with pytest.raises(NotSendable):
        record_sending(issue=make_issue(dso_a, 2, live=False), kind=SendingKind.PRINT, user=manager_a)
    with pytest.raises(ValidationError):
        record_sending(issue=sent, kind=SendingKind.PRINT, user=manager_a)
    record_sending(issue=sent, kind=SendingKind.MUNICIPAL, user=manager_a)


def test_nobody_edits_what_went_out(client: Client, sent: NewsletterIssuePage, admin_user: Any) -> None:
    """Ways: the editor's form, reverting, saving in code, the timetable's taking down, superusers included."""
    client = sign_in(client, admin_user)
    assert "jeho text se proto nedá měnit" in client.get(edit_url(sent)).content.decode()
    before = sent.latest_revision_id
    for action in ("action-publish", "action-submit", "x"):
        client.post(edit_url(sent), form_data(title="Změněno", **{action: "1"}))
    sent.refresh_from_db()
    assert sent.latest_revision_id == before
    sent.title = "Změněno"
    with pytest.raises(IssueIsSent):
        sent.save_revision()
    Page.objects.filter(pk=sent.pk).update(expire_at=None)
    call_command("publish_scheduled", verbosity=0)
    assert NewsletterIssuePage.objects.get(pk=sent.pk).live


def test_an_end_that_was_set_before_no_longer_takes_down_what_went_out(dso_a: Association, manager_a: Any) -> None:
    issue = make_issue(dso_a)
    Page.objects.filter(pk=issue.pk).update(expire_at=timezone.now() + timedelta(days=1))
    record_sending(issue=issue, kind=SendingKind.PRINT, user=manager_a)
    assert Page.objects.get(pk=issue.pk).expire_at is None


def test_only_the_union_takes_down_what_went_out_and_puts_it_back(
    client: Client, sent: NewsletterIssuePage, manager_a: Any, union_admin: Any
) -> None:
    url = reverse("wagtailadmin_pages:unpublish", args=(sent.pk,))
    bulk = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "unpublish"))
    sign_in(client, manager_a).post(url)
    client.post(f"{bulk}?id={sent.pk}", {"include_descendants": "on"})
    assert NewsletterIssuePage.objects.get(pk=sent.pk).live
    sign_in(client, union_admin).post(url)
    assert not NewsletterIssuePage.objects.get(pk=sent.pk).live
    publish_approved(issue=sent, user=union_admin)
    assert NewsletterIssuePage.objects.get(pk=sent.pk).live


def test_what_the_union_was_sent_is_never_deleted_and_people_are_told(
    client: Client, dso_a: Association, admin_user: Any, manager_a: Any
) -> None:
    issue, draft = make_issue(dso_a), make_issue(dso_a, 2, live=False)
    assert not issue.permissions_for_user(manager_a).can_delete()
    assert not issue.permissions_for_user(admin_user).can_delete()
    assert draft.permissions_for_user(manager_a).can_delete()
    sign_in(client, admin_user)
    for page in (issue, archive_of(dso_a), dso_a.root_page):
        response = client.post(reverse("wagtailadmin_pages:delete", args=(page.pk,)))
        assert response.status_code == 302
    # The tree above is refused with the reason: of an issue and its archive there is no button to begin with.
    assert any("Svaz" in str(message) for message in get_messages(response.wsgi_request))
    bulk = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "delete"))
    assert client.post(f"{bulk}?id={archive_of(dso_a).pk}").status_code == 302
    assert NewsletterIssuePage.objects.filter(pk=issue.pk).exists()
    client.post(reverse("wagtailadmin_pages:delete", args=(draft.pk,)))
    assert not NewsletterIssuePage.objects.filter(pk=draft.pk).exists()


def test_a_revision_the_union_read_is_not_written_over_by_saving_again(dso_a: Association, manager_a: Any) -> None:
    issue = make_issue(dso_a, live=False)
    issue.save_revision(user=manager_a)
    read = publish_by_the_union(issue).live_revision
    draft = read.as_object()
    draft.title = "Změněno"
    assert draft.save_revision(user=manager_a, overwrite_revision=read) != read
    read.refresh_from_db()
    assert read.content["title"] == "Novinky 1/2026"
