"""The centre's pages of a mailing: who gets the issue, how far it is, what is in doubt; whose it is (NWS-3, X5, X6)."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.messages import get_messages
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from newsletters.enums import DeliveryState, MailingState, SubscriberKind, SubscriberState
from newsletters.mailing.running import run
from newsletters.models import Delivery, Mailing, NewsletterIssuePage, Subscriber
from portal.tenancy.desk import whole_desk
from portal.tenancy.models import Association
from tests.desk.test_desk import asked_by
from tests.newsletters.factories import make_issue
from tests.newsletters.mailing.factories import make_mailing
from tests.newsletters.subscribers.factories import make_many_subscribers, make_subscriber
from tests.newsletters.subscribers.test_offices import mandate, member
from tests.newsletters.test_review import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]
LIST = reverse("newsletter_delivery:index")


def url(name: str, issue: Any) -> str:
    return reverse(f"newsletter_mailing:{name}", args=[issue.pk])


def words(response: Any) -> str:
    """What people read, in one line."""
    text = re.sub(r"<(style|script).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(text.replace("\xa0", " ").replace("&nbsp;", " ").split())


def numbers(response: Any) -> dict[str, int]:
    """The table of the progress page."""
    return {line.became.value: line.count for line in response.context["progress"].lines}


def put(mailing: Mailing, *states: str, **fields: Any) -> None:
    """The first deliveries of `mailing` in these states."""
    now = timezone.now()
    for delivery, state in zip(mailing.deliveries.order_by("pk"), states, strict=False):
        sent_at = now if state == DeliveryState.SENT else None
        Delivery.objects.filter(pk=delivery.pk).update(state=state, sent_at=sent_at, **fields)


@pytest.fixture
def mailing(dso_a: Association, manager_a: Any) -> Mailing:
    return make_mailing(dso_a, readers=6)


@pytest.mark.spec("NWS-3")
def test_the_manager_reads_who_gets_the_issue_sends_it_and_sees_that_everybody_has_it(
    client: Client, dso_a: Association, manager_a: Any
) -> None:
    issue = make_issue(dso_a)
    make_many_subscribers(dso_a, 3)
    mandate(member(dso_a), "starostka@example.cz")
    make_subscriber(dso_a, "starostka@example.cz", kind=SubscriberKind.OFFICE)
    later = timezone.localdate() + timedelta(days=90)
    make_subscriber(dso_a, "pauza@example.cz", paused_until=later)
    for number, state in enumerate(("pending", "unreachable", "unsubscribed")):
        make_subscriber(dso_a, f"nikdo{number}@example.cz", state=SubscriberState(state))
    sign_in(client, manager_a)
    assert url("start", issue) in client.get(reverse("newsletters:index")).content.decode()
    assert url("start", issue) in client.get(reverse("wagtailadmin_pages:edit", args=[issue.pk])).content.decode()
    page = client.get(url("start", issue))
    audience = page.context["audience"]
    assert (audience.readers, audience.offices, audience.paused, audience.pending) == (3, 1, 1, 1)
    assert (audience.unreachable, audience.unsubscribed) == (1, 1)
    assert issue.designation in page.context["subject"]
    said = words(page)
    for sentence in (
        "3 čtenáři a 1 příjemce z funkce",
        "1 odběratel, který má odběr pozastavený",
        "Nejde to vzít zpět",
    ):
        assert sentence in said
    assert not Mailing.objects.exists()
    assert client.post(url("start", issue)).url == url("progress", issue)
    assert numbers(client.get(url("progress", issue)))["sent"] == 0
    run()
    assert sorted(sent.to[0] for sent in mail.outbox) == [
        "ctenar0@example.cz", "ctenar1@example.cz", "ctenar2@example.cz", "starostka@example.cz",
    ]  # fmt: skip
    done = client.get(url("progress", issue))
    assert numbers(done) == {
        "waiting": 0, "sent": 4, "in_doubt": 0, "refused": 0, "left_out": 0, "bounced": 0, "unsubscribed": 0,
    }  # fmt: skip
    assert done.context["progress"].state is MailingState.DONE
    assert "data-mailing" in done.content.decode()
    assert "mailing.js" not in done.content.decode()
    assert client.get(url("start", issue)).url == url("progress", issue)


@pytest.mark.spec("NWS-3")
def test_only_the_manager_starts_it_and_the_editor_reads_who_may(
    client: Client, dso_a: Association, editor_a: Any, manager_a: Any
) -> None:
    issue = make_issue(dso_a)
    make_many_subscribers(dso_a, 1)
    page = sign_in(client, editor_a).get(url("start", issue))
    assert not page.context["may_start"]
    assert "Rozeslat 1 e-mail" not in words(page)
    assert (manager_a.get_full_name() or manager_a.username) in words(page)
    client.post(url("start", issue))
    assert not Mailing.objects.exists()
    assert "Rozeslat 1 e-mail" in words(sign_in(client, manager_a).get(url("start", issue)))


@pytest.mark.spec("NWS-3")
def test_what_can_t_be_sent_says_why_and_nothing_changes(client: Client, dso_a: Association, manager_a: Any) -> None:
    make_many_subscribers(dso_a, 1)
    draft, nobody = make_issue(dso_a, 2, live=False), make_issue(dso_a, 3)
    page = sign_in(client, manager_a).get(url("start", draft))
    assert page.context["reason"]
    assert page.context["reason"] in words(page)
    Subscriber.objects.update(state=SubscriberState.UNSUBSCRIBED)
    for issue in (draft, nobody):
        client.post(url("start", issue))
        assert not client.get(url("start", issue)).context["may_start"]
    assert not Mailing.objects.exists()
    assert not NewsletterIssuePage.objects.filter(sendings__isnull=False).exists()


@pytest.mark.spec("X5")
def test_it_is_paused_and_goes_on_by_buttons_and_a_look_changes_nothing(
    client: Client, mailing: Mailing, editor_a: Any
) -> None:
    issue = mailing.issue
    sign_in(client, editor_a)
    for name in ("pause", "resume", "resend_all"):
        assert client.get(url(name, issue)).status_code == 405
    client.post(url("pause", issue))
    mailing.refresh_from_db()
    assert mailing.state == MailingState.PAUSED
    run()
    page = client.get(url("progress", issue))
    assert (numbers(page)["waiting"], len(mail.outbox)) == (6, 0)
    assert url("resume", issue) in page.content.decode()
    assert "mailing.js" not in page.content.decode()
    client.post(url("resume", issue))
    assert "mailing.js" in client.get(url("progress", issue)).content.decode()
    run()
    assert len(mail.outbox) == 6
    refused = client.post(url("pause", issue))
    assert [str(message.level_tag) for message in get_messages(refused.wsgi_request)] == ["error"]
    mailing.refresh_from_db()
    assert mailing.state == MailingState.DONE


@pytest.mark.spec("X5")
def test_what_is_in_doubt_is_listed_on_the_desk_and_goes_out_again_only_when_a_person_says_so(
    client: Client, mailing: Mailing, editor_a: Any, settings: Any
) -> None:
    put(mailing, *[DeliveryState.IN_DOUBT] * 3)
    run()
    assert len(mail.outbox) == 3
    sign_in(client, editor_a)
    page = client.get(url("progress", mailing.issue))
    assert numbers(page)["in_doubt"] == 3
    desk = [line for lines in whole_desk(asked_by(editor_a, "horni.localhost")).values() for line in lines]
    line = next(line for line in desk if line.kind == "mails_in_doubt")
    listed = client.get(line.url)
    assert (line.count, listed.context["page_obj"].paginator.count) == (3, 3)
    first = mailing.deliveries.filter(state=DeliveryState.IN_DOUBT).order_by("recipient").first()
    assert first is not None
    again = reverse("newsletter_delivery:resend", args=[first.pk])
    assert again in listed.content.decode()
    assert client.get(again).status_code == 405
    assert client.post(again, {"next": line.url}).url == line.url
    assert client.post(again, {"next": "https://jinde.example.org/"}).url == url("progress", mailing.issue)
    run()
    assert [sent.to for sent in mail.outbox[3:]] == [[first.recipient]]
    client.post(url("resend_all", mailing.issue))
    run()
    assert len(mail.outbox) == 6
    assert len({sent.to[0] for sent in mail.outbox}) == 6


@pytest.mark.spec("X5")
def test_each_number_opens_its_mails_with_reasons_in_plain_words(
    client: Client, mailing: Mailing, manager_a: Any
) -> None:
    put(mailing, "sent", "failed", "left_out", "in_doubt", "sent")
    rows = list(mailing.deliveries.order_by("pk"))
    Delivery.objects.filter(pk=rows[0].pk).update(
        bounced_at=timezone.now(), bounce_detail="550 5.1.1 no such user here", unsubscribed_at=timezone.now()
    )
    Delivery.objects.filter(pk=rows[1].pk).update(last_error="552 5.2.2 mailbox full")
    Delivery.objects.filter(pk=rows[2].pk).update(last_error="Odhlášeno mezitím.")
    sign_in(client, manager_a)
    page = client.get(url("progress", mailing.issue))
    for line in page.context["progress"].lines:
        assert client.get(line.url).context["page_obj"].paginator.count == line.count, line.became
    listed = BeautifulSoup(client.get(LIST).content.decode(), "html.parser").select(".listing tbody tr")
    shown = {row.td.get_text(strip=True): " ".join(row.get_text(" ").split()) for row in listed if row.td}
    assert "Taková schránka neexistuje. (550 5.1.1" in shown[rows[0].recipient]
    assert "Schránka je plná. (552 5.2.2" in shown[rows[1].recipient]
    assert "Odhlášeno mezitím." in shown[rows[2].recipient]
    assert numbers(page) == {
        "waiting": 1, "sent": 2, "in_doubt": 1, "refused": 1, "left_out": 1, "bounced": 1, "unsubscribed": 1,
    }  # fmt: skip
    assert page.context["progress"].figures.delivered == 1
    assert client.get(LIST, {"q": rows[3].recipient}).context["page_obj"].paginator.count == 1


@pytest.mark.spec("X6")
def test_nobody_else_sees_starts_pauses_or_sends_it_again(
    client: Client, mailing: Mailing, dso_a: Association, manager_b: Any, union_admin: Any, union_reviewer: Any
) -> None:
    put(mailing, "in_doubt")
    waiting = make_issue(dso_a, 7)
    delivery = mailing.deliveries.get(state="in_doubt")
    posts = [url(name, mailing.issue) for name in ("pause", "resume", "resend_all")]
    posts += [url("start", waiting), reverse("newsletter_delivery:resend", args=[delivery.pk])]
    reads = [url("progress", mailing.issue), url("start", waiting), f"{LIST}?issue={mailing.issue_id}", LIST]
    for user, host in ((manager_b, "dolni.localhost"), (union_admin, "localhost"), (union_reviewer, "localhost")):
        client.force_login(user)
        for address in reads:
            shown = client.get(address, headers={"host": host})
            assert delivery.recipient not in shown.content.decode(), address
            assert shown.status_code in (302, 403, 404) or not shown.context["page_obj"].paginator.count, address
        for address in posts:
            assert client.post(address, headers={"host": host}).status_code in (302, 403, 404), address
        desk = whole_desk(asked_by(user, host))
        assert not {"mails_in_doubt", "paused", "to_send"} & {line.kind for lines in desk.values() for line in lines}
    mailing.refresh_from_db()
    delivery.refresh_from_db()
    assert (mailing.state, delivery.state, Mailing.objects.count()) == (MailingState.SENDING, "in_doubt", 1)


def test_the_manager_s_desk_says_what_is_out_but_not_sent_and_what_has_stopped(
    client: Client, mailing: Mailing, dso_a: Association, manager_a: Any, editor_a: Any
) -> None:
    make_issue(dso_a, 7)
    Mailing.objects.update(state=MailingState.PAUSED, reason="Obrázek se změnil.")

    def said(user: Any) -> dict[str, Any]:
        desk = whole_desk(asked_by(user, "horni.localhost"))
        return {line.kind: line for lines in desk.values() for line in lines}

    lines = said(manager_a)
    assert "Obrázek se změnil." in lines["paused"].text
    assert "7/2026" in lines["to_send"].text
    assert lines["to_send"].url in [url("start", issue) for issue in NewsletterIssuePage.objects.filter(number=7)]
    assert "to_send" not in said(editor_a)
    sign_in(client, manager_a)
    assert "Obrázek se změnil." in words(client.get(lines["paused"].url))


@pytest.mark.on_both
def test_pages_cost_the_same_queries_whatever_the_number_of_readers(
    client: Client, mailing: Mailing, manager_a: Any, assert_same_queries: Callable[..., int]
) -> None:
    put(mailing, "sent", "in_doubt")
    sign_in(client, manager_a)

    def look() -> None:
        for address in (url("progress", mailing.issue), LIST, reverse("newsletters:index")):
            assert client.get(address).status_code == 200

    def grow() -> None:
        Delivery.objects.bulk_create(
            Delivery(
                mailing=mailing, site=mailing.site, recipient=f"dalsi{number}@example.cz", kind="reader",
                message_id=f"<{number}@test>", state="in_doubt",
            )
            for number in range(40)
        )  # fmt: skip

    assert_same_queries(look, grow)
