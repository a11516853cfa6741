"""The manager's pages: inviting, the list of those invited with its file, the desk, mail that came back (MTG-3, U1)."""

import csv
import io
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from meetings.announcing.bounces import note_bounce
from meetings.announcing.mail_state import keep_times
from meetings.models import Invitation, LateInvitation, RequiredPoint
from portal.jobs.bounces import Bounce
from portal.jobs.models import OutboxMessage
from portal.tenancy.desk import whole_desk
from portal.tenancy.models import Association, Mandate, Municipality

from .factories import SECRET, make_invited, make_mayor, make_mayors, make_planned

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]

LIST = "meeting_invitations:index"
SEND = {"invite": "1", "guests": ""}


def sign_in(client: Client, user: Any, host: str = "horni.localhost") -> Client:
    client.force_login(user)
    client.defaults["HTTP_HOST"] = host
    return client


def invite_url(meeting: Any) -> str:
    return reverse("meeting_invite:page", args=[meeting.pk])


def shown(response: Any) -> str:
    return unescape(response.content.decode()).replace("\xa0", " ")


def desk(user: Any, association: Association) -> dict[str, Any]:
    request = RequestFactory().get("/admin/", headers={"host": association.site.hostname})
    request.user = user
    request._wagtail_site = Site.objects.get(pk=association.site_id)  # type: ignore[attr-defined]
    return {line.kind: line for lines in whole_desk(request).values() for line in lines}


@pytest.mark.spec("MTG-3")
@pytest.mark.spec("MTG-5")
def test_the_page_says_who_gets_what_and_what_is_missing_and_one_button_sends_it(
    client: Client, dso_a: Association, manager_a: Any
) -> None:
    first, second = Municipality.objects.members_of(dso_a)
    make_mayor(first, "Jan Starosta")
    make_mayor(second, "Pavel Místo", position=Mandate.Position.DEPUTY)
    RequiredPoint.objects.all().delete()
    RequiredPoint.objects.create(code="prani", name="Zjištění spokojenosti", words="spokoj")
    meeting = make_planned(dso_a)
    text = shown(sign_in(client, manager_a).get(invite_url(meeting)))
    for words in ("Jan Starosta", second.name, "Zjištění spokojenosti", SECRET, "Pozváním se zveřejní", "Pavel Místo"):
        assert words in text
    assert not Invitation.objects.exists()
    response = client.post(
        invite_url(meeting), {"invite": "1", "guests": "Host <host@example.org>", "with_others": "on"}
    )
    assert response.status_code == 302
    assert {row.name for row in Invitation.objects.exclude(role="expert")} == {"Jan Starosta", "Host", "Pavel Místo"}
    count = OutboxMessage.objects.count()
    # The second click, and a second manager.
    client.post(invite_url(meeting), {"invite": "1", "guests": "Další <dalsi@example.org>"})
    assert OutboxMessage.objects.count() == count
    text = shown(client.get(response["Location"]))
    assert "Jan Starosta" in text
    assert "čeká na odeslání" in text


@pytest.mark.spec("MTG-3")
def test_newcomers_in_office_are_offered_and_get_theirs_by_one_button(
    client: Client, dso_a: Association, manager_a: Any
) -> None:
    first, second = Municipality.objects.members_of(dso_a)
    make_mayor(first, "Jan Starosta")
    meeting = make_invited(dso_a, manager_a).meeting
    sign_in(client, manager_a)
    assert "přibyl/a" not in shown(client.get(invite_url(meeting)))
    make_mayor(second, "Nová Starostka")
    assert "Nová Starostka" in shown(client.get(invite_url(meeting)))
    client.post(invite_url(meeting), {"newcomers": "1", "guests": ""})
    assert Invitation.objects.filter(name="Nová Starostka").count() == 1
    assert "přibyl/a" not in shown(client.get(invite_url(meeting)))
    refused = client.post(invite_url(meeting), {"further": "1", "guests": "nesmysl"})
    assert refused.context["form"].errors["guests"]
    client.post(invite_url(meeting), {"further": "1", "guests": "Host <host@example.org>"})
    assert Invitation.objects.filter(email="host@example.org").count() == 1


@pytest.mark.spec("M2")
def test_late_the_page_asks_for_the_reason_and_keeps_what_was_typed(
    client: Client, dso_a: Association, manager_a: Any
) -> None:
    make_mayors(dso_a)
    meeting = make_planned(dso_a, days=5)
    sign_in(client, manager_a)
    assert 'name="reason"' in shown(client.get(invite_url(meeting)))
    refused = client.post(invite_url(meeting), {"invite": "1", "guests": "Host <host@example.org>", "reason": ""})
    assert refused.context["form"].errors["reason"]
    assert refused.context["form"]["guests"].value() == "Host <host@example.org>"
    assert not Invitation.objects.exists()
    client.post(invite_url(meeting), {"invite": "1", "guests": "", "reason": "Termín určilo ministerstvo."})
    assert LateInvitation.objects.get().reason == "Termín určilo ministerstvo."
    assert Invitation.objects.filter(role="mayor").count() == 2


@pytest.mark.spec("MTG-3")
def test_an_editor_reads_the_page_and_may_not_send_and_others_find_nothing(
    client: Client, dso_a: Association, editor_a: Any, manager_b: Any, union_admin: Any
) -> None:
    make_mayors(dso_a)
    meeting = make_planned(dso_a)
    text = shown(sign_in(client, editor_a).get(invite_url(meeting)))
    assert "Zvát mohou manažeři centra" in text
    assert 'name="invite"' not in text
    for user, host in ((editor_a, "horni.localhost"), (manager_b, "dolni.localhost"), (union_admin, "localhost")):
        response = sign_in(client, user, host).post(invite_url(meeting), {"invite": "1", "guests": ""})
        assert response.status_code in {302, 403, 404}
    assert not Invitation.objects.exists()
    assert sign_in(client, manager_b, "dolni.localhost").get(invite_url(meeting)).status_code == 404
    letter = reverse("meeting_invite:letter", args=[meeting.pk])
    assert client.get(letter).status_code == 404


@pytest.mark.spec("MTG-3")
def test_the_file_proves_years_later_to_whom_and_when_invitations_went(
    client: Client, dso_a: Association, manager_a: Any, delivered_mail: Any
) -> None:
    make_mayors(dso_a)
    meeting = make_invited(dso_a, manager_a).meeting
    delivered_mail()
    assert keep_times() == Invitation.objects.count()
    assert keep_times() == 0
    # The outbox has forgotten meanwhile.
    OutboxMessage.objects.all().delete()
    response: Any = sign_in(client, manager_a).get(reverse(LIST), {"meeting": meeting.pk, "export": "csv"})
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == Invitation.objects.count()
    row = rows[0]
    first = Invitation.objects.order_by("pk")[0]
    assert first.name in row.values()
    assert first.message_id in "".join(row.values())
    assert timezone.localtime(first.sent_at).isoformat(timespec="seconds") in row.values()
    assert "odeslána" in row.values()
    book: Any = client.get(reverse(LIST), {"export": "xlsx"})
    assert b"".join(book.streaming_content)[:2] == b"PK"


@pytest.mark.spec("MTG-3")
def test_the_list_makes_as_many_queries_for_many_as_for_few(
    client: Client, dso_a: Association, manager_a: Any, assert_same_queries: Any
) -> None:
    make_mayors(dso_a)
    line = make_invited(dso_a, manager_a)
    sign_in(client, manager_a)

    def grow() -> None:
        Invitation.objects.bulk_create(
            Invitation(
                site=dso_a.site,
                meeting=line.meeting,
                announcement=line,
                role="guest",
                email=f"h{n}@example.org",
                key=f"{n}",
            )
            for n in range(60)
        )

    assert_same_queries(lambda: client.get(reverse(LIST)), grow, at_most=40)


@pytest.mark.spec("MTG-3")
def test_the_list_holds_the_own_associations_people_only(
    client: Client, dso_a: Association, manager_a: Any, manager_b: Any
) -> None:
    make_mayors(dso_a)
    make_invited(dso_a, manager_a)
    assert "Starosta 1" in shown(sign_in(client, manager_a).get(reverse(LIST)))
    assert "Starosta 1" not in shown(sign_in(client, manager_b, "dolni.localhost").get(reverse(LIST)))


@pytest.mark.spec("MTG-3")
def test_mail_that_came_back_marks_the_invitation_and_waits_on_the_desk(
    client: Client, dso_a: Association, manager_a: Any, delivered_mail: Any
) -> None:
    make_mayors(dso_a)
    make_invited(dso_a, manager_a)
    delivered_mail()
    first, second = Invitation.objects.filter(role="mayor").order_by("pk")
    assert "invitations_lost" not in desk(manager_a, dso_a)
    letter = OutboxMessage.objects.get(message_id=first.message_id)
    note_bounce(Bounce(first.email.upper(), letter.event, True, "550 5.1.1 unknown", letter))
    # Mail of another matter, and to those who follow, is no invitation.
    note_bounce(Bounce(second.email, "newsletters.issue:1", True, "550", letter))
    note_bounce(Bounce(second.email, "meetings.followed:1", True, "550", letter))
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.problem
    assert first.returned_at is not None
    assert not second.problem
    line = desk(manager_a, dso_a)["invitations_lost"]
    assert line.count == 1
    text = shown(sign_in(client, manager_a).get(line.url))
    assert first.name in text
    assert second.name not in text
    assert "vrátila se" in text


@pytest.mark.spec("M2")
@pytest.mark.spec("U1")
def test_the_desk_says_which_invitations_are_due_and_which_are_late(
    dso_a: Association, manager_a: Any, editor_a: Any, union_admin: Any, union: Any
) -> None:
    make_mayors(dso_a)
    meeting = make_planned(dso_a, days=45)
    assert "invitation_due" not in desk(manager_a, dso_a)
    meeting.starts_at, meeting.ends_at = timezone.now() + timedelta(days=20), None
    meeting.save()
    line = desk(manager_a, dso_a)["invitation_due"]
    assert line.tone == ""
    assert line.on == timezone.localdate(meeting.starts_at) - timedelta(days=14)
    assert "invitation_due" not in desk(editor_a, dso_a)
    meeting.starts_at = timezone.now() + timedelta(days=8)
    meeting.save()
    line = desk(manager_a, dso_a)["invitation_due"]
    assert line.tone == "late"
    assert "zpoždění" in line.text
    assert line.url == invite_url(meeting)
