"""The Union's view of background work: stuck mail first, no texts and no addresses (A5), nobody else's business."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.jobs import runner
from portal.jobs.actions import RESEND, send_again
from portal.jobs.enums import OutboxState
from portal.jobs.models import OutboxMessage, PeriodicJob
from tests.jobs.factories import write

pytestmark = pytest.mark.django_db

LISTING = "/admin/outbox/"


@pytest.fixture
def stuck(union: Any) -> OutboxMessage:
    message = write(text="Tajný text", recipient="jana.novotna@example.org", event="request:7:receipt")
    OutboxMessage.objects.filter(pk=message.pk).update(state=OutboxState.FAILED, attempts=8, last_error="550 unknown")
    message.refresh_from_db()
    return message


def test_stuck_messages_come_first_and_no_address_is_shown(
    client: Client, union_admin: Any, stuck: OutboxMessage
) -> None:
    waiting = write(event="newer:1")
    client.force_login(union_admin)
    response = client.get(LISTING)
    assert list(response.context["object_list"]) == [stuck, waiting]
    page = response.content.decode()
    assert "j…@example.org" in page
    assert "jana.novotna" not in page
    assert "550 unknown" in page
    only = client.get(LISTING, {"state": "failed"})
    assert list(only.context["object_list"]) == [stuck]


def test_a_message_is_inspected_without_its_text(client: Client, union_admin: Any, stuck: OutboxMessage) -> None:
    client.force_login(union_admin)
    page = client.get(reverse("outbox:inspect", args=[stuck.pk])).content.decode()
    assert "j…@example.org" in page
    assert "jana.novotna" not in page
    assert "Tajný text" not in page
    assert reverse("outbox:resend", args=[stuck.pk]) in page


def test_a_stuck_message_is_sent_again_once_and_the_deed_is_logged(
    client: Client, union_admin: Any, stuck: OutboxMessage, delivered_mail: Callable[[], list[Any]]
) -> None:
    client.force_login(union_admin)
    url = reverse("outbox:resend", args=[stuck.pk])
    assert client.get(url).status_code == 405
    client.post(url)
    client.post(url)
    [mail] = delivered_mail()
    assert mail.extra_headers["Message-ID"] == stuck.message_id
    [entry] = ModelLogEntry.objects.filter(action=RESEND)
    assert (entry.user, entry.object_id) == (union_admin, str(stuck.pk))


@pytest.mark.parametrize("state", [OutboxState.WAITING, OutboxState.SENDING, OutboxState.SENT])
def test_only_a_stuck_message_can_be_sent_again(union_admin: Any, state: str) -> None:
    message = write()
    now = timezone.now()
    OutboxMessage.objects.update(state=state, claimed_at=now, sent_at=now if state == OutboxState.SENT else None)
    with pytest.raises(ValidationError):
        send_again(message=message, user=union_admin)
    message.refresh_from_db()
    assert message.state == state


def test_nothing_can_be_added_changed_or_deleted_not_even_by_a_superuser(
    client: Client, stuck: OutboxMessage, django_user_model: Any
) -> None:
    client.force_login(django_user_model.objects.create_superuser("root", "root@example.org", "x"))
    page = client.get(LISTING).content.decode()
    for gone in ("new/", f"edit/{stuck.pk}/", f"delete/{stuck.pk}/", f"history/{stuck.pk}/", f"usage/{stuck.pk}/"):
        assert gone not in page
        assert client.post(f"{LISTING}{gone}").status_code == 404


def test_periodic_jobs_are_listed_with_their_last_and_next_run(client: Client, union_admin: Any) -> None:
    runner.sync_jobs()
    runner.run_due()
    client.force_login(union_admin)
    page = client.get("/admin/periodic_jobs/").content.decode()
    assert "jobs.send_mail" in page
    assert "v pořádku" in page
    assert "15 sekund" in page
    assert "opožděno" not in page
    PeriodicJob.objects.filter(pk="jobs.clear_tasks").update(last_ok=timezone.now() - timedelta(days=3))
    PeriodicJob.objects.filter(pk="jobs.reap_tasks").update(last_error="ValueError (reaper.py:7, reap)")
    page = client.get("/admin/periodic_jobs/").content.decode()
    assert "opožděno" in page
    assert "selhalo" in page
    assert client.get("/admin/periodic_jobs/new/").status_code == 404


@pytest.mark.parametrize("who", ["manager_a", "editor_a", "union_reviewer"])
def test_nobody_but_the_unions_admin_sees_any_of_it(
    client: Client, stuck: OutboxMessage, who: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(who))
    inspect, resend = (reverse(f"outbox:{view}", args=[stuck.pk]) for view in ("inspect", "resend"))
    for url in (LISTING, f"{LISTING}results/", inspect, "/admin/periodic_jobs/", "/admin/periodic_jobs/results/"):
        response = client.get(url)
        assert response.status_code in {302, 403}, url
        assert b"550 unknown" not in response.content
    client.post(resend)
    stuck.refresh_from_db()
    assert stuck.state == OutboxState.FAILED
    assert LISTING not in client.get("/admin/").content.decode()


def test_the_listing_costs_the_same_for_3_and_300(
    client: Client, union_admin: Any, dso_a: Any, assert_same_queries: Callable[..., int]
) -> None:
    for _ in range(3):
        write(site=dso_a.site)
    client.force_login(union_admin)
    assert_same_queries(lambda: client.get(LISTING), lambda: [write(site=dso_a.site) for _ in range(297)], at_most=15)
