"""The gate before a delivery, the end of a consent, and the way back to the approved text (N3)."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry
from wagtail_factories import ImageFactory

from newsletters.models import NewsletterIssuePage
from newsletters.publishing.newest import newest_text
from newsletters.review.approval import is_approved
from newsletters.sending.gate import NotSendable, sendable
from newsletters.sending.restoring import publish_approved, restore_approved
from newsletters.sending.voiding import VOIDED
from portal.core.pages import ensure_fallbacks
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association
from tests.newsletters.factories import make_issue, submit
from tests.newsletters.test_review import edit_url, form_data, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.spec("N3"), pytest.mark.only_on("postgresql")]


def edit(issue: NewsletterIssuePage, title: str = "Změněno", user: Any = None) -> NewsletterIssuePage:
    draft = newest_text(issue)
    draft.title = title
    draft.save_revision(user=user)
    return draft


def shut(issue: NewsletterIssuePage) -> str:
    with pytest.raises(NotSendable) as caught:
        sendable(issue)
    return caught.value.reason


def letters() -> list[str]:
    return list(
        OutboxMessage.objects.filter(event__startswith="newsletters.approval_voided").values_list(
            "recipient", flat=True
        )
    )


def test_only_what_is_live_and_approved_word_for_word_may_be_sent(dso_a: Association) -> None:
    issue = make_issue(dso_a)
    found = sendable(issue)
    assert found.fingerprint == found.round.content_hash == issue.fingerprint
    assert found.revision == issue.live_revision
    (english,) = ensure_fallbacks(issue)
    assert sendable(english).round == found.round
    reasons = {shut(make_issue(dso_a, 2, live=False))}
    edit(issue)
    reasons.add(shut(issue))
    submit(issue)
    reasons.add(shut(issue))
    NewsletterIssuePage.objects.get(pk=issue.pk).unpublish()
    reasons.add(shut(issue))
    assert len(reasons) == 3
    assert all(reason.endswith(".") for reason in reasons)


def test_an_exchanged_picture_shuts_the_gate_whatever_the_columns_say(dso_a: Association) -> None:
    picture = ImageFactory(description="Most")
    value = {"image": picture.pk, "description": "Most", "credit": "", "caption": ""}
    issue = make_issue(dso_a, blocks=[{"type": "image", "value": value}])
    assert sendable(issue)
    type(picture).objects.filter(pk=picture.pk).update(file_hash="0" * 40)
    # What the row says of itself isn't believed.
    assert NewsletterIssuePage.objects.get(pk=issue.pk).fingerprint == issue.fingerprint
    shut(issue)
    with pytest.raises(ValidationError):
        restore_approved(issue=issue, user=None)


def test_an_edit_ends_the_consent_once_in_the_log_and_by_letter(dso_a: Association, manager_a: Any) -> None:
    issue = make_issue(dso_a)
    edit(issue, user=manager_a)
    edit(issue, "Ještě jinak", manager_a)
    assert PageLogEntry.objects.filter(page=issue.pk, action=VOIDED).count() == 1
    assert letters() == [manager_a.email]
    restore_approved(issue=issue, user=manager_a)
    edit(issue, user=manager_a)
    assert len(letters()) == 2


def test_what_is_saved_unchanged_keeps_the_consent(dso_a: Association, manager_a: Any) -> None:
    issue = make_issue(dso_a)
    newest_text(issue).save_revision(user=manager_a)
    assert sendable(issue)
    assert not letters()


def test_restoring_brings_the_approved_text_back_with_its_facts(
    dso_a: Association, manager_a: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue = make_issue(dso_a)
    approved = newest_text(issue)
    monkeypatch.setattr("newsletters.models.pages.gather_facts", lambda _issue: {"people": [{"name": "Nová osoba"}]})
    assert edit(issue).facts != approved.facts
    revision = restore_approved(issue=issue, user=manager_a)
    issue.refresh_from_db()
    assert revision == issue.latest_revision
    assert revision.as_object().facts == approved.facts
    assert not issue.has_unpublished_changes
    assert sendable(issue).fingerprint == approved.fingerprint


def test_nothing_is_restored_where_nothing_was_approved_or_the_union_reads(dso_a: Association) -> None:
    never = make_issue(dso_a, live=False)
    with pytest.raises(ValidationError):
        publish_approved(issue=never, user=None)
    issue = make_issue(dso_a, 2)
    edit(issue)
    submit(issue)
    with pytest.raises(ValidationError):
        restore_approved(issue=issue, user=None)


def test_one_button_in_the_editor_restores_and_another_publishes_again(
    client: Client, dso_a: Association, manager_a: Any
) -> None:
    issue = make_issue(dso_a)
    restore = reverse("newsletter_sending:restore", args=(issue.pk,))
    publish = reverse("newsletter_sending:publish", args=(issue.pk,))
    sign_in(client, manager_a)
    assert restore not in client.get(edit_url(issue)).content.decode()
    edit(issue)
    assert restore in client.get(edit_url(issue)).content.decode()
    client.get(restore)
    assert not is_approved(newest_text(issue))
    client.post(restore, form_data(title="Neuloženo"))
    assert is_approved(newest_text(issue))
    NewsletterIssuePage.objects.get(pk=issue.pk).unpublish(user=manager_a)
    assert publish in client.get(edit_url(issue)).content.decode()
    client.post(publish)
    assert NewsletterIssuePage.objects.get(pk=issue.pk).live


def test_what_the_union_took_down_the_centre_does_not_put_back(
    client: Client, dso_a: Association, manager_a: Any, manager_b: Any, union_admin: Any
) -> None:
    issue = make_issue(dso_a)
    publish = reverse("newsletter_sending:publish", args=(issue.pk,))
    issue.unpublish(user=union_admin)
    sign_in(client, manager_a).post(publish)
    assert not NewsletterIssuePage.objects.get(pk=issue.pk).live
    assert sign_in(client, manager_b).post(publish).status_code == 404
    sign_in(client, union_admin).post(publish)
    assert NewsletterIssuePage.objects.get(pk=issue.pk).live
