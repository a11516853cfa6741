"""How fast an issue goes out by e-mail and how much memory that takes, on SQLite and PostgreSQL; how fast its PDF is.

    python scripts/bench mailing [--database sqlite|postgresql]

Times differ by machine: read the ratio. 10,000 mails to a mail server on this machine are compared with a bare smtplib
loop that sends the same bytes over one connection; they take turns. Peak memory is that of a process that gathers and
sends a mailing to 1,000 and to 50,000 readers.
"""

from __future__ import annotations

import itertools
import json
import os
import resource
import smtplib
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from postgres import free_port

from bench.content import whole
from bench.content.words import Size
from bench.databases import on_each, refresh_statistics

FEW, READERS, MANY = 1_000, 10_000, 50_000
PER_ROUND = 1_000
RATE_GOAL, MEMORY_GOAL, PDF_GOAL, PAGES = 0.5, 1.2, 3.0, 8
HURRY = 86_400.0


def in_a_child(work: Callable[[], float]) -> float:
    """What `work` returns, in a process of its own: its memory is nobody else's."""
    from django.db import connection, connections

    connections.close_all()
    if hasattr(connection, "close_pool"):
        connection.close_pool()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writing, str(work()).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    if not said:
        sys.exit("A process of the bench ended without a result.")
    return float(said)


def add_readers(association: Any, first: int, last: int) -> None:
    """Confirmed readers of the newsletter with the numbers from `first` up to `last`."""
    from django.utils import timezone

    from newsletters.enums import SubscriberState
    from newsletters.models import Subscriber, SubscriptionTopic
    from portal.core.tickets import new_token

    topic, chosen = SubscriptionTopic.objects.get(code="newsletter"), Subscriber.topics.through
    for numbers in itertools.batched(range(first, last), 1000, strict=False):
        rows = Subscriber.objects.bulk_create(
            Subscriber(
                site=association.site,
                email=f"ctenar{number}@example.cz",
                state=SubscriberState.ACTIVE,
                confirmed_at=timezone.now(),
                key=new_token(32),
            )
            for number in numbers
        )
        chosen.objects.bulk_create(chosen(subscriber_id=row.pk, subscriptiontopic_id=topic.pk) for row in rows)


def peak(mailing: Any) -> float:
    """Megabytes at most, while all of `mailing` is gathered and sent."""
    from newsletters.enums import MailingState
    from newsletters.mailing.running import run
    from newsletters.models import Mailing

    outcome = run(seconds=HURRY)
    if not Mailing.objects.filter(pk=mailing.pk, state=MailingState.DONE).exists():
        sys.exit(f"The mailing isn't done: {dict(outcome)}")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


# --- Rate ------------------------------------------------------------------------------------------
def ours(mailing: Any) -> tuple[float, list[int]]:
    """Mails a second of some `PER_ROUND`, and the keys of those that were sent."""
    from newsletters.enums import DeliveryState
    from newsletters.mailing.running import run
    from newsletters.models import Delivery

    sent = Delivery.objects.filter(mailing=mailing, state=DeliveryState.SENT)
    before = set(sent.values_list("pk", flat=True))
    asked = itertools.count()  # whether to stop is asked once for each mail
    start = time.perf_counter()
    run(seconds=HURRY, stopped=lambda: next(asked) >= PER_ROUND)
    took = time.perf_counter() - start
    keys = [key for key in sent.values_list("pk", flat=True) if key not in before]
    return len(keys) / took, keys


def bare(mailing: Any, keys: list[int], port: int) -> float:
    """Mails a second of a loop that sends the bytes of these deliveries."""
    from newsletters.mailing.composing import Composer
    from newsletters.models import Delivery

    composer = Composer(mailing)
    mails = []
    for delivery in Delivery.objects.filter(pk__in=keys).select_related("subscriber"):
        email = composer.compose(delivery, delivery.subscriber)  # type: ignore[arg-type]
        mails.append((email.from_email, delivery.recipient, email.message().as_bytes()))
    start = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as server:
        for sender, recipient, content in mails:
            server.sendmail(sender, [recipient], content)
    return len(mails) / (time.perf_counter() - start)


def rate(mailing: Any, port: int) -> float:
    """Print both rates in turns; their ratio."""
    from newsletters.enums import MailingState
    from newsletters.mailing.gathering import gather

    start = time.perf_counter()
    while gather(mailing):
        pass
    gathered = time.perf_counter() - start
    rates = []
    while True:
        mailing.refresh_from_db()
        if mailing.state == MailingState.DONE:
            break
        our_rate, keys = ours(mailing)
        if len(keys) >= PER_ROUND // 2:
            rates.append((our_rate, bare(mailing, keys, port)))
    ratios = sorted(one / other for one, other in rates)
    ratio = statistics.median(ratios)
    our_median, bare_median = (statistics.median(column) for column in zip(*rates, strict=True))
    print(
        f"{READERS} mails: gathered in {gathered:.1f} s; {our_median:6.0f} a second, a bare loop {bare_median:6.0f};"
        f" ratio {ratio:.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f} in {len(ratios)} rounds), goal {RATE_GOAL}"
        f"{'' if ratio >= RATE_GOAL else ': MISSED'}",
        flush=True,
    )
    return ratio


# --- Paper -----------------------------------------------------------------------------------------
def paper(association: Any) -> None:
    """Print how long the PDF of an issue of `PAGES` pages takes in each layout."""
    import pikepdf

    from newsletters.editions.pdf import pdf_of
    from newsletters.enums import PrintLayout
    from tests.newsletters.factories import article, long_text, make_issue, ready_blocks

    for articles in itertools.count(PAGES):
        blocks = ready_blocks() + [article(f"Zpráva {n}", long_text(2400)) for n in range(articles)]
        issue = make_issue(association, 100 + articles, live=False, blocks=blocks)
        with tempfile.TemporaryFile() as file:
            file.write(pdf_of(issue))
            pages = len(pikepdf.open(file).pages)
        if pages >= PAGES:
            break
    for layout in PrintLayout:
        times = []
        for _ in range(3):
            start = time.perf_counter()
            pdf_of(issue, layout)
            times.append(time.perf_counter() - start)
        took = statistics.median(times)
        missed = "" if took <= PDF_GOAL else ": MISSED"
        print(f"PDF of {pages} pages, {layout}: {took:.2f} s, goal {PDF_GOAL}{missed}", flush=True)


def measure(associations: int) -> None:
    """Everything, on the database that `databases.on_each` has prepared."""
    from django.db import connection

    from tests.faults.mass_mail.processes import running_sink
    from tests.newsletters.mailing.factories import start_only

    association: Any = whole.fill(Size(associations), with_services=False)[0]
    with tempfile.TemporaryDirectory() as folder, running_sink(Path(folder), {}, port=PORT):
        add_readers(association, 0, FEW)
        few = start_only(association)
        of_few = in_a_child(lambda: peak(few))
        add_readers(association, FEW, READERS)
        refresh_statistics()
        mailing = start_only(association)
        in_a_child(lambda: rate(mailing, PORT))
        add_readers(association, READERS, MANY)
        many = start_only(association)
        of_many = in_a_child(lambda: peak(many))
    ratio = of_many / of_few
    print(
        f"peak memory: {of_few:.0f} MB with {FEW} readers, {of_many:.0f} MB with {MANY}; ratio {ratio:.2f},"
        f" goal {MEMORY_GOAL}{'' if ratio <= MEMORY_GOAL else ': MISSED'}",
        flush=True,
    )
    if connection.vendor == "sqlite":
        paper(association)


PORT = free_port()


def main(arguments: list[str]) -> int:
    if "--measure" in arguments:
        mailer = {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": PORT, "timeout": 60},
        }
        os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.performance.mailing", "MAILER": json.dumps(mailer)}
    return on_each("mailing", __doc__, arguments, associations=1, measure=measure)
