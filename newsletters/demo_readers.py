"""The demonstration's readers, and the issues that reached them by e-mail and on paper. All addresses are invented."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import cycle

from django.utils import timezone

from portal.core.tickets import new_token
from portal.jobs.models.posted import new_message_id
from portal.tenancy.models import Association, Municipality

from .demo_review import account
from .enums import (
    ConsentAct,
    ConsentSource,
    DeliveryState,
    MailingState,
    PrintKind,
    SendingKind,
    SubscriberKind,
    SubscriberState,
)
from .mailing.letters import letters_of
from .models import (
    ConsentEvent,
    Delivery,
    DropPoint,
    Mailing,
    NewsletterIndexPage,
    NewsletterIssuePage,
    PrintDrop,
    PrintRun,
    Subscriber,
    SubscriptionTopic,
)
from .review.reviewers import name_of
from .sending.recording import record_sending
from .subscribers.confirm_links import KEY_BYTES
from .subscribers.ending import switch_off, unsubscribe
from .subscribers.offices import sync_offices
from .subscribers.proof import current_wording
from .subscribers.recipients import recipients

READER = "ctenar"
READERS = {"svazekobci1866": 34, "smiricko": 57, "lesypolicka": 19}
NOT_SENT_YET = {"smiricko": 1}
"""So many of the newest issues wait until somebody sends them: that is what one tries first."""
ENDED, UNREACHABLE, PAUSED, PENDING, IN_DOUBT = 3, 7, 11, 2, 5
"""Which readers (by their number) have a story of their own."""
FIRST_READER = timedelta(days=400)
BETWEEN = timedelta(days=5, hours=7)
PAUSE = timedelta(days=60)
SENT_AT = time(10)
PEOPLE_TO_A_COPY = 12
SHOP = "Prodejna potravin"
OFFICE = "Obecní úřad"


def load_readers(association: Association) -> None:
    """Readers, mailings and print runs of the association; what is there stays as it is."""
    if Subscriber.objects.for_association(association).filter(kind=SubscriberKind.READER).exists():
        return
    members = list(Municipality.objects.members_of(association))
    _subscribe(association, members)
    sync_offices(association.site)
    points = _drop_points(association, members)
    waiting = NOT_SENT_YET.get(association.slug, 0)
    for issue in reversed(_issues(association)[waiting:]):
        _mail(issue, association)
        if issue.is_printed:
            _print(issue, association, points)


def _issues(association: Association) -> list[NewsletterIssuePage]:
    """What is out, newest first, in Czech."""
    archive = NewsletterIndexPage.objects.child_of(association.root_page).get()
    return list(archive.issues)


# --- Readers ------------------------------------------------------------------------------------------------
def _subscribe(association: Association, members: list[Municipality]) -> None:
    topics = list(SubscriptionTopic.objects.order_by("order"))
    places = cycle([*members, None])
    rows = [_reader(association, number, next(places)) for number in range(1, READERS[association.slug] + 1)]
    rows += [_waiting(association, number) for number in range(1, PENDING + 1)]
    rows = Subscriber.objects.bulk_create(rows)
    of_topics = Subscriber.topics.through
    of_topics._default_manager.bulk_create(
        of_topics(subscriber_id=row.pk, subscriptiontopic_id=topic.pk) for row in rows for topic in topics
    )
    codes = sorted(topic.code for topic in topics)
    ConsentEvent.objects.bulk_create(event for row in rows for event in _proof(row, codes))


def _reader(association: Association, number: int, place: Municipality | None) -> Subscriber:
    asked = timezone.now() - FIRST_READER + number * BETWEEN
    row = Subscriber(
        site=association.site,
        email=f"{READER}{number:02}.{association.slug}@example.org",
        state=SubscriberState.ACTIVE,
        municipality=place,
        key=new_token(KEY_BYTES),
        created_at=asked,
        confirmed_at=asked + timedelta(minutes=7),
    )
    if number == PAUSED:
        row.paused_until = timezone.localdate() + PAUSE
    return row


def _waiting(association: Association, number: int) -> Subscriber:
    return Subscriber(
        site=association.site,
        email=f"novy{number:02}.{association.slug}@example.org",
        key=new_token(KEY_BYTES),
        confirm_key=new_token(KEY_BYTES),
    )


def _proof(row: Subscriber, codes: list[str]) -> Iterator[ConsentEvent]:
    def line(act: ConsentAct, source: ConsentSource, at: datetime | None) -> ConsentEvent:
        return ConsentEvent(
            site_id=row.site_id,
            subscriber=row,
            act=act,
            source=source,
            at=at or timezone.now(),
            wording=wording,
            language=row.language,
            topics=codes,
        )

    wording = current_wording()
    yield line(ConsentAct.ASKED, ConsentSource.FORM, row.created_at)
    if row.confirmed_at:
        yield line(ConsentAct.CONFIRMED, ConsentSource.LINK, row.confirmed_at)
    if row.paused_until:
        yield line(ConsentAct.PAUSED, ConsentSource.LINK, None)


# --- By e-mail ----------------------------------------------------------------------------------------------
def _mail(issue: NewsletterIssuePage, association: Association) -> None:
    """The issue went out on its day to whoever was there; one came back, one ended, one is in doubt."""
    sent_at = _on(issue.day_of_issue or timezone.localdate(), SENT_AT)
    manager = account(association.manager_group.name)
    topic = SubscriptionTopic.objects.get(code="newsletter")
    mailing = Mailing.objects.create(
        site=association.site,
        issue=issue,
        sending=record_sending(issue=issue, kind=SendingKind.EMAIL, user=manager, sent_at=sent_at),
        topic=topic,
        letters=letters_of(issue),
        state=MailingState.DONE,
        started_at=sent_at,
        started_by=name_of(manager),
        finished_at=sent_at + timedelta(minutes=2),
    )
    rows = [row for row in recipients(site=association.site, topic=topic) if _was_there(row, sent_at)]
    mailing.gather_until = mailing.gathered_to = max((row.pk for row in rows), default=0)
    mailing.save(update_fields=["gather_until", "gathered_to"])
    Delivery.objects.bulk_create(_delivery(mailing, row, sent_at) for row in rows)
    for row in rows:
        _goes_on(row, mailing)


def _was_there(row: Subscriber, at: datetime) -> bool:
    """Recipients in office are entered when the demonstration is loaded; they were mayors before."""
    return row.kind == SubscriberKind.OFFICE or (row.confirmed_at is not None and row.confirmed_at < at)


def _delivery(mailing: Mailing, row: Subscriber, sent_at: datetime) -> Delivery:
    delivery = Delivery(
        site_id=mailing.site_id,
        mailing=mailing,
        subscriber=row,
        recipient=row.email.lower(),
        kind=row.kind,
        municipality_id=row.municipality_id,
        message_id=new_message_id(),
        state=DeliveryState.SENT,
        attempts=1,
        created_at=sent_at,
        next_attempt_at=sent_at,
        sent_at=sent_at + timedelta(seconds=20),
    )
    if _number(row) == UNREACHABLE:
        delivery.bounced_at, delivery.bounce_detail = sent_at + timedelta(minutes=1), "550 5.1.1 User unknown"
    elif _number(row) == IN_DOUBT:
        delivery.state, delivery.sent_at = DeliveryState.IN_DOUBT, None
        delivery.last_error = "SMTPServerDisconnected: Connection unexpectedly closed"
    return delivery


def _goes_on(row: Subscriber, mailing: Mailing) -> None:
    """What became of a reader after the mailing."""
    if _number(row) == UNREACHABLE:
        switch_off(subscriber=row, problem="Schránka neexistuje. (550 5.1.1 User unknown)")
    elif _number(row) == ENDED:
        unsubscribe(subscriber=row, source=ConsentSource.LINK, mailing=mailing.pk)


def _number(row: Subscriber) -> int:
    """Of a reader; 0 for who is in office."""
    return int(row.email.removeprefix(READER)[:2]) if row.email.startswith(READER) else 0


# --- On paper -----------------------------------------------------------------------------------------------
def _drop_points(association: Association, members: Iterable[Municipality]) -> list[DropPoint]:
    """The office of each municipality, and the shop of the largest."""
    members = list(members)
    points = [(place, OFFICE, max(20, (place.population or 0) // PEOPLE_TO_A_COPY)) for place in members]
    largest = max(members, key=lambda place: place.population or 0)
    points.append((largest, SHOP, 40))
    return DropPoint.objects.bulk_create(
        DropPoint(site=association.site, municipality=place, name=name, copies=copies) for place, name, copies in points
    )


def _print(issue: NewsletterIssuePage, association: Association, points: list[DropPoint]) -> None:
    """Printed the day after it came out and brought to all places but the last within a week."""
    printed_on = (issue.day_of_issue or timezone.localdate()) + timedelta(days=1)
    manager = account(association.manager_group.name)
    run = PrintRun.objects.create(
        site=association.site,
        issue=issue,
        kind=PrintKind.FREE,
        copies=sum(point.copies for point in points) + 10,
        printer="Tiskárna (ukázka)",
        printed_on=printed_on,
        union_told_at=_on(printed_on, SENT_AT),
    )
    record_sending(issue=issue, kind=SendingKind.PRINT, user=manager, sent_at=_on(printed_on, SENT_AT))
    PrintDrop.objects.bulk_create(
        PrintDrop(
            site=association.site,
            run=run,
            drop_point=point,
            copies=point.copies,
            delivered_on=printed_on + timedelta(days=3) if point is not points[-1] else None,
            delivered_by=name_of(manager) if point is not points[-1] else "",
        )
        for point in points
    )


def _on(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))
