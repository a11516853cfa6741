"""What is cleared by itself, and what stays."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core import mail
from django.utils import timezone
from wagtail.models import Page

from home.models import StandardPage
from portal.jobs import maintenance
from portal.jobs.enums import OutboxState
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association
from tests.jobs.factories import write
from tests.jobs.outbox import deliver_outbox

pytestmark = pytest.mark.django_db


def aged(message: OutboxMessage, age: timedelta) -> OutboxMessage:
    OutboxMessage.objects.filter(pk=message.pk).update(created_at=timezone.now() - age)
    return message


def test_texts_of_sent_mail_are_forgotten_but_not_that_it_was_sent(settings: Any) -> None:
    old, recent = write(), write()
    deliver_outbox()
    failed = write()
    OutboxMessage.objects.filter(pk=failed.pk).update(state=OutboxState.FAILED)
    for message in (old, failed):
        aged(message, settings.OUTBOX_KEEP_TEXTS + timedelta(days=1))

    assert maintenance.forget_mail() == {"emptied": 1, "deleted": 0}
    assert maintenance.forget_mail() == {"emptied": 0, "deleted": 0}
    for message in (old, recent, failed):
        message.refresh_from_db()
    assert (old.text, old.subject) == ("", "")
    assert recent.text
    assert failed.text
    assert write(event=old.event, recipient=old.recipient).pk == old.pk

    aged(old, settings.OUTBOX_KEEP_MESSAGES + timedelta(days=1))
    assert maintenance.forget_mail()["deleted"] == 1


def test_ended_sessions_and_old_attempts_go(settings: Any) -> None:
    now = timezone.now()
    Session.objects.create(session_key="old", expire_date=now - timedelta(days=1))
    Session.objects.create(session_key="new", expire_date=now + timedelta(days=1))
    for age in (timedelta(minutes=1), settings.AXES_COOLOFF_TIME + timedelta(minutes=1)):
        attempt = AccessAttempt.objects.create(username=str(age), failures_since_start=1)
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=now - age)
    assert maintenance.clear_sessions() == {"sessions": 1, "attempts": 1}
    assert Session.objects.get().session_key == "new"


def test_mail_of_django_and_wagtail_goes_through_the_outbox(settings: Any) -> None:
    settings.MAILERS = {
        "default": {"BACKEND": "portal.jobs.mailer.OutboxMailer"},
        "delivery": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"},
    }
    letter = mail.EmailMultiAlternatives(
        "Ke schválení", "Text", to=["a@example.org", "b@example.org"], headers={"X-Kind": "review"}
    )
    letter.attach_alternative("<p>Text</p>", "text/html")
    assert letter.send() == 1
    assert mail.outbox == []
    assert OutboxMessage.objects.count() == 2

    first, second = deliver_outbox()
    assert (first.to, second.to) == (["a@example.org"], ["b@example.org"])
    assert first.subject == "Ke schválení"
    assert first.extra_headers["X-Kind"] == "review"
    assert first.alternatives[0].content == "<p>Text</p>"

    with pytest.raises(ValueError, match="attachments"):
        mail.EmailMessage("s", "t", to=["a@example.org"], attachments=[("a.txt", "text", "text/plain")]).send()


def test_a_page_is_published_and_taken_down_when_it_is_due(dso_a: Association) -> None:
    now = timezone.now()
    page = StandardPage(title="Až příště", slug="az-priste", live=False)
    Page.objects.get(pk=dso_a.root_page_id).add_child(instance=page)
    page.go_live_at, page.expire_at = now + timedelta(hours=1), now + timedelta(hours=2)
    page.save_revision().publish()

    def is_live(at: datetime) -> bool:
        with time_machine.travel(at, tick=False):
            maintenance.publish_scheduled()
        return Page.objects.get(pk=page.pk).live

    assert not is_live(now)
    assert is_live(now + timedelta(minutes=61))
    assert not is_live(now + timedelta(minutes=121))
