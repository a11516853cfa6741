"""Every way to publish an issue without the Union's consent is closed, for a superuser too (V3).

What each test closes is written beside its way; the figures of the mutations stand in ADR 0039.
"""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.contrib.messages import get_messages
from django.core import serializers
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Locale, Page, PageLogEntry, Revision
from wagtail.workflows import publish_workflow_state
from wagtail_localize.models import Translation, TranslationSource

from newsletters.models import NewsletterIssuePage
from newsletters.publishing.guard import NotApproved
from newsletters.publishing.newest import newest_text
from newsletters.publishing.timetable import MISSED
from newsletters.sending.restoring import publish_approved
from portal.core.pages import ensure_fallbacks
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association
from tests.newsletters.factories import archive_of, make_issue, publish_by_the_union, submit
from tests.newsletters.test_review import edit_url, form_data, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.spec("V3"), pytest.mark.only_on("postgresql")]


def edited(issue: NewsletterIssuePage, title: str = "Změněno", **fields: Any) -> Revision:
    """A later revision of the issue that nobody has read."""
    draft = newest_text(issue)
    for name, value in {"title": title, **fields}.items():
        setattr(draft, name, value)
    return draft.save_revision()


def said(issue: NewsletterIssuePage) -> tuple[bool, str]:
    fresh = NewsletterIssuePage.objects.get(pk=issue.pk)
    return fresh.live, fresh.title


def test_the_editors_button_leaves_a_changed_text_a_draft_and_says_so(
    client: Client, dso_a: Association, admin_user: Any
) -> None:
    """Way: edit and publish at once, where the text before was approved. Guard: hook ``before_publish_page``."""
    issue = make_issue(dso_a)
    data = form_data(title="Změněno", **{"action-publish": "1"})
    response = sign_in(client, admin_user).post(edit_url(issue), data)
    assert response["Location"] == edit_url(issue)
    assert any("Svaz" in str(message) for message in get_messages(response.wsgi_request))
    assert said(issue) == (True, "Novinky 1/2026")
    assert newest_text(issue).title == "Změněno"


def test_code_publishes_nothing_without_consent_whoever_acts(dso_a: Association, admin_user: Any) -> None:
    """Ways: `revision.publish`, the action behind the button and the API, the end of a workflow. Guard: `guard_row`."""
    issue = make_issue(dso_a, live=False)
    revision = issue.get_latest_revision()
    round = submit(issue)
    for way in (
        lambda: revision.publish(),
        lambda: revision.publish(user=admin_user, skip_permission_checks=True),
        lambda: PublishPageRevisionAction(revision, user=admin_user).execute(skip_permission_checks=True),
        lambda: publish_workflow_state(round.task_state.workflow_state, user=admin_user),
        lambda: round.task_state.approve(user=admin_user),
    ):
        with pytest.raises(PermissionDenied), transaction.atomic():
            way()
    assert said(issue) == (False, "Novinky 1/2026")


def test_saving_a_page_as_live_is_refused_also_by_a_fixture(dso_a: Association) -> None:
    """Ways: `save()` and `add_child` with live, `loaddata` (raw). Guard: `guard_row` as a signal."""
    issue = make_issue(dso_a, live=False)
    issue.live = True
    with pytest.raises(NotApproved):
        issue.save()
    with pytest.raises(NotApproved):
        next(iter(serializers.deserialize("python", serializers.serialize("python", [issue])))).save()
    new = NewsletterIssuePage(title="Hned", slug="hned", number=9, year=2026)
    with pytest.raises(NotApproved):
        archive_of(dso_a).add_child(instance=new)
    assert not NewsletterIssuePage.objects.live().exists()


def test_unread_words_are_not_saved_into_a_live_page(dso_a: Association) -> None:
    """Ways: `save()` of a live page with another text, also of single columns. Guard: `guard_row`."""
    issue = make_issue(dso_a)
    issue.title = "Změněno"
    for fields in (None, ["title"]):
        with pytest.raises(NotApproved):
            issue.save(update_fields=fields)
    assert said(issue) == (True, "Novinky 1/2026")


def test_an_unread_text_is_not_put_on_the_timetable(dso_a: Association, admin_user: Any) -> None:
    """Ways: schedule a new revision of a live page, a revision saved as scheduled. Guard: `guard_timetable`."""
    issue = make_issue(dso_a)
    revision = edited(issue, go_live_at=timezone.now() + timedelta(days=1))
    with pytest.raises(NotApproved):
        PublishPageRevisionAction(revision, user=admin_user).execute(skip_permission_checks=True)
    revision.approved_go_live_at = timezone.now()
    with pytest.raises(NotApproved):
        revision.save()
    assert not issue.revisions.filter(approved_go_live_at__isnull=False).exists()


@pytest.mark.on_both
def test_on_its_day_only_what_is_still_approved_is_published(dso_a: Association, manager_a: Any) -> None:
    """Way: the timetable. Guard: `GuardedIssue.publish`; the page is logged, a manager written to, others go on."""
    past = timezone.now() - timedelta(minutes=5)
    lost, kept = make_issue(dso_a, 1), make_issue(dso_a, 2)
    for issue in (lost, kept):
        issue.unpublish()
    unread = edited(lost)
    Revision.objects.filter(pk__in=[unread.pk, kept.latest_revision_id]).update(approved_go_live_at=past)
    call_command("publish_scheduled", verbosity=0)
    assert said(lost)[0] is False
    assert said(kept)[0] is True
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()
    assert PageLogEntry.objects.filter(page=lost.pk, action=MISSED).count() == 1
    letters = OutboxMessage.objects.filter(event__startswith="newsletters.day_missed")
    assert [letter.recipient for letter in letters] == [manager_a.email]


def test_a_scheduled_issue_stays_hidden_in_every_language_until_its_day(dso_a: Association) -> None:
    """Way: Wagtail publishes aliases when their source is only scheduled. Guard: `GuardedIssue.update_aliases`."""
    issue = make_issue(dso_a, live=False)
    (english,) = ensure_fallbacks(issue)
    issue.go_live_at = timezone.now() + timedelta(days=3)
    issue.save_revision()
    assert not publish_by_the_union(issue).live
    assert said(english)[0] is False
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        call_command("publish_scheduled", verbosity=0)
    assert said(issue)[0] is True
    assert said(english)[0] is True


def test_an_old_revision_is_brought_back_as_a_draft_only(client: Client, dso_a: Association, admin_user: Any) -> None:
    """Way: revert to an earlier revision and publish it. Guard: hook ``before_publish_page``."""
    issue = make_issue(dso_a, live=False)
    earlier = issue.latest_revision
    issue.title = "Schválené znění"
    issue.save_revision()
    issue = publish_by_the_union(issue)
    url = reverse("wagtailadmin_pages:revisions_revert", args=(issue.pk, earlier.pk))
    assert sign_in(client, admin_user).get(url).status_code == 200
    client.post(
        edit_url(issue), form_data(title=earlier.content["title"], revision=earlier.pk, **{"action-publish": 1})
    )
    assert said(issue) == (True, "Schválené znění")


def test_copies_have_no_consent(client: Client, dso_a: Association, dso_b: Association, admin_user: Any) -> None:
    """Ways: copy and publish, copy keeping live (code), into another archive. Guards: index tester, `guard_row`."""
    issue = make_issue(dso_a)
    data = {"new_title": "Kopie", "new_slug": "kopie", "new_parent_page": archive_of(dso_a).pk, "publish_copies": "on"}
    sign_in(client, admin_user).post(reverse("wagtailadmin_pages:copy", args=(issue.pk,)), data)
    with pytest.raises(NotApproved):
        issue.copy(to=archive_of(dso_b), update_attrs={"slug": "kopie-2"}, keep_live=True)
    assert NewsletterIssuePage.objects.live().get() == issue


def test_pages_that_repeat_an_issue_show_approved_text_only(dso_a: Association, dso_b: Association) -> None:
    """Ways: alias of a draft, text slipped into an alias, alias turned into a page. Guards: `guard_row`, row rules."""
    issue = make_issue(dso_a)
    (english,) = ensure_fallbacks(issue)
    assert said(english) == (True, "Novinky 1/2026")
    edited(issue)
    issue.update_aliases()
    assert said(english) == (True, "Novinky 1/2026")
    alias = NewsletterIssuePage.objects.get(pk=english.pk)
    alias.title = "Podvrženo"
    with pytest.raises(NotApproved):
        alias.save()
    page = ConvertAliasPageAction(NewsletterIssuePage.objects.get(pk=english.pk)).execute(skip_permission_checks=True)
    assert said(page) == (True, "Novinky 1/2026")
    with pytest.raises(NotApproved):
        edited(page, "English text").publish()
    elsewhere = CreatePageAliasAction(issue, parent=archive_of(dso_b), update_slug="jinde").execute(True)
    with pytest.raises(PermissionDenied):
        ConvertAliasPageAction(elsewhere).execute(skip_permission_checks=True)


def test_a_translation_is_not_published_over_the_approved_page(dso_a: Association) -> None:
    """Way: wagtail-localize writes the translated text into the live row and publishes it. Guard: `guard_row`."""
    issue = make_issue(dso_a, blocks=[{"type": "closing", "value": "<p>Pište nám.</p>"}])
    (page,) = ensure_fallbacks(issue)
    source, _made = TranslationSource.get_or_create_from_instance(issue)
    english = Locale.objects.get(language_code="en")
    Translation.objects.create(source=source, target_locale=english)
    for segment in source.stringsegment_set.all()[:3]:
        segment.string.translations.create(locale=english, context=segment.context, data="Unread translation")
    with pytest.raises(NotApproved):
        source.create_or_update_translation(english, publish=True, fallback=True)
    assert said(page) == (True, "Novinky 1/2026")


def test_an_issue_is_never_moved(client: Client, dso_a: Association, dso_b: Association, admin_user: Any) -> None:
    """Way: move an approved issue under another association. Guards: tester, `can_move_to`, `keep_in_archive`."""
    issue = make_issue(dso_a)
    target = archive_of(dso_b)
    permissions = issue.permissions_for_user(admin_user)
    assert not permissions.can_move()
    assert not make_issue(dso_a, 2, live=False).permissions_for_user(admin_user).can_move()
    assert not permissions.can_move_to(target)
    with pytest.raises(PermissionDenied):
        issue.move(target, pos="last-child")
    assert NewsletterIssuePage.objects.get(pk=issue.pk).get_parent().pk == archive_of(dso_a).pk


def test_taken_down_and_expired_issues_come_back_with_the_approved_text_only(
    client: Client, dso_a: Association, admin_user: Any, manager_a: Any
) -> None:
    """Ways: unpublish, edit, publish; let it expire, publish again. Guard: the page's tester.

    In bulk what has consent is published and the rest stays; the approved text needs no new review.
    """
    issue, untouched = make_issue(dso_a), make_issue(dso_a, 2)
    Page.objects.filter(pk__in=[issue.pk, untouched.pk]).update(expire_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled", verbosity=0)
    assert said(issue)[0] is False
    edited(issue)
    url = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "publish"))
    sign_in(client, admin_user).post(f"{url}?id={issue.pk}&id={untouched.pk}")
    assert said(issue)[0] is False
    assert said(untouched)[0] is True
    publish_approved(issue=issue, user=manager_a)
    assert said(issue) == (True, "Novinky 1/2026")


def test_the_admins_api_asks_too_and_there_is_no_other_that_writes(
    client: Client, dso_a: Association, admin_user: Any
) -> None:
    """Way: Wagtail's APIs, with tokens or a session. Guard: the page's tester; the API with tokens isn't mounted."""
    issue = make_issue(dso_a, live=False)
    response = sign_in(client, admin_user).post(reverse("wagtailadmin_api:pages:action", args=(issue.pk, "publish")))
    assert response.status_code == 403
    assert said(issue)[0] is False
    assert not any(config.name.startswith("wagtail.api") for config in apps.get_app_configs())
