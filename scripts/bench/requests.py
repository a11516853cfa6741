"""How fast requests are taken in, and whether a rush loses or doubles any, on SQLite and PostgreSQL.

    python scripts/bench requests [--database sqlite|postgresql]

Times differ by machine: read the ratio. The contact form, posted as a browser posts it to the real web server with
the real middleware, is compared with a view behind the same middleware that stores two rows and one task. They take
turns in short rounds, so that what else the machine does meets both.

Then arrival times of real requests (column CreatedDate of the CSV named in REQUESTS_CSV, by default
../shared/data/requests_311_sample.csv) are replayed a hundred times faster, every message sent twice.
"""

from __future__ import annotations

import csv
import http.client
import itertools
import os
import random
import re
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from demo import ROOT
from postgres import free_port

from bench.content import whole
from bench.content.words import NORMAL, Size, codes_of
from bench.databases import on_each, refresh_statistics
from bench.load import Target
from bench.serving import portal_command, serving

SETTINGS = "tests.performance.requests"
HOSTNAME = "dso{}.localhost"
FORM = "/kontakt/"
ROUNDS, PER_ROUND, CONNECTIONS = 9, 60, 4
GOAL = 0.5

ARRIVALS = Path(os.environ.get("REQUESTS_CSV", ROOT.parent / "shared" / "data" / "requests_311_sample.csv"))
FIRST, FASTER = 300, 100
LONGEST_GAP = 0.2
"""Seconds between two arrivals of the replay at most: it ends in about a minute."""
SENDERS = 16


class Visitor:
    """A browser on a kept-alive connection, with a cookie against forgery; each message has an address of its own."""

    numbers = itertools.count(1)

    def __init__(self, port: int, association: int = 0) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.association = association
        self.host = f"{HOSTNAME.format(association)}:{port}"
        answer = self.ask("GET", FORM)
        page = answer.read().decode()
        self.cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        self.token = found[1] if found else ""

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> http.client.HTTPResponse:
        self.connection.request(method, path, body=body, headers={"Host": self.host, **headers})
        return self.connection.getresponse()

    def post(self, path: str, data: dict[str, str]) -> int:
        """Send a form; the status of the answer."""
        number = next(self.numbers)
        answer = self.ask(
            "POST",
            path,
            urlencode({"csrfmiddlewaretoken": self.token, **data}),
            **{
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": self.cookie,
                "Origin": f"http://{self.host}",
                "X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
            },
        )
        answer.read()
        return answer.status


# --- Messages --------------------------------------------------------------------------------------
def messages(count: int, association: int = 0) -> list[dict[str, str]]:
    """`count` forms as somebody fills them in, with tickets old enough to be believed."""
    from contact_centre.intake.guards import PURPOSE
    from contact_centre.models import RequestCategory
    from portal.core.tickets import FASTEST, new_ticket

    codes = codes_of(association, NORMAL.municipalities)
    categories = list(RequestCategory.objects.values_list("pk", flat=True))
    forms = [
        {
            "ticket": new_ticket(PURPOSE),
            "municipality": codes[n % len(codes)],
            "kind": ("fault", "request", "question", "suggestion")[n % 4],
            "topic": f"category-{categories[n % len(categories)]}",
            "text": f"Nesvítí lampa u kapličky, už {n + 2}. den. Prosíme o opravu, děti tudy chodí do školy.",
            "name": "Jana Nováková",
            "email": f"jana{n}@example.org",
            "phone": "491 612 605",
            "website": "",
            "send": "1",
        }
        for n in range(count)
    ]
    time.sleep(FASTEST.total_seconds() + 1)
    return forms


def stored() -> list[str]:
    """Tokens of all requests that the form stored."""
    from contact_centre.models import CitizenRequest

    return list(CitizenRequest.objects.filter(channel="web").values_list("submission_token", flat=True))


def rate(visitors: list[Visitor], post: Callable[[Visitor], int]) -> float:
    """Posts in a second, all visitors at once."""

    def work(visitor: Visitor) -> None:
        for _ in range(PER_ROUND // CONNECTIONS):
            status = post(visitor)
            if status not in (302, 303):
                sys.exit(f"A message was answered {status}")

    start = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(work, visitors))
    return PER_ROUND / (time.perf_counter() - start)


def accepting(port: int, associations: int) -> None:
    """The form against the bare view, in turns; the visitors spread over so many associations.

    Requests of one association are stored one after another (their numbers have no gaps), of several at once.
    """
    visitors = [Visitor(port, n % associations) for n in range(CONNECTIONS)]
    forms = {n: iter(messages((ROUNDS + 1) * PER_ROUND // associations, n)) for n in range(associations)}

    def send(visitor: Visitor) -> int:
        return visitor.post(FORM, next(forms[visitor.association]))

    def bare(visitor: Visitor) -> int:
        return visitor.post("/bare/", {})

    send_rates, bare_rates = [], []
    for n in range(ROUNDS + 1):
        sent, stored_bare = rate(visitors, send), rate(visitors, bare)
        if n:  # The first round warms up.
            send_rates.append(sent)
            bare_rates.append(stored_bare)
    ratios = sorted(one / other for one, other in zip(send_rates, bare_rates, strict=True))
    ratio = statistics.median(ratios)
    print(
        f"accepting a request, associations {associations}: {statistics.median(send_rates):6.0f} a second,"
        f" two rows and a task {statistics.median(bare_rates):6.0f}; ratio {ratio:.2f}"
        f" ({ratios[0]:.2f} to {ratios[-1]:.2f} in {ROUNDS} rounds), goal {GOAL}{'' if ratio >= GOAL else ': MISSED'}",
        flush=True,
    )


# --- Replay ----------------------------------------------------------------------------------------
def offsets(path: Path) -> list[float]:
    """Seconds from the start at which the first messages of the file come, faster and without long gaps."""
    with path.open(encoding="utf-8", newline="") as file:
        written = [f"{row['CreatedDate']} +0000" for row in csv.DictReader(file)]
    times = sorted(datetime.strptime(moment, "%m/%d/%Y %I:%M:%S %p %z") for moment in written)
    gaps = [
        min((later - earlier).total_seconds() / FASTER, LONGEST_GAP)
        for earlier, later in itertools.pairwise(times[:FIRST])
    ]
    return list(itertools.accumulate(gaps, initial=0.0))


def replay(port: int) -> None:
    """Every message twice, the second time at once or up to half a second later; none lost, none double."""
    if not ARRIVALS.is_file():
        print(f"replay of arrivals: SKIPPED, {ARRIVALS} is not there (REQUESTS_CSV names the file)", flush=True)
        return
    chance = random.Random(311)  # noqa: S311
    before, at = set(stored()), offsets(ARRIVALS)
    forms = messages(len(at))
    plan = sorted(
        (moment, n)
        for n, first in enumerate(at)
        for moment in (first, first + chance.choice((0.0, chance.uniform(0, 0.5))))
    )
    visitors = [Visitor(port) for _ in range(SENDERS)]
    start = time.perf_counter()

    def send(job: tuple[Visitor, float, int]) -> tuple[int, int]:
        visitor, moment, n = job
        time.sleep(max(0.0, moment - (time.perf_counter() - start)))
        return n, visitor.post(FORM, forms[n])

    lanes: list[list[tuple[float, int]]] = [plan[lane::SENDERS] for lane in range(SENDERS)]

    def walk(lane: int) -> list[tuple[int, int]]:
        return [send((visitors[lane], moment, n)) for moment, n in lanes[lane]]

    with ThreadPoolExecutor(SENDERS) as pool:
        answers = [answer for lane in pool.map(walk, range(SENDERS)) for answer in lane]
    took = time.perf_counter() - start
    report(forms, answers, before, took)


def report(forms: list[dict[str, str]], answers: list[tuple[int, int]], before: set[str], took: float) -> None:
    """Print what became of the messages; ends the bench with an error if one is lost or double."""
    tokens = [token for token in stored() if token not in before]
    expected = {form["ticket"].partition(":")[0] for form in forms}
    thanked = {n for n, status in answers if status in (302, 303)}
    lost, double = len(expected - set(tokens)), len(tokens) - len(set(tokens))
    print(
        f"replay of {len(forms)} arrivals, each sent twice, in {took:.0f} s: {len(thanked)} accepted, {len(tokens)}"
        f" stored, {double} double, {lost} lost; {sum(s not in (302, 303) for _, s in answers)} answers were no thanks",
        flush=True,
    )
    gaps = missing_numbers()
    if lost or double or gaps or len(tokens) != len(forms):
        sys.exit(f"Messages were lost or stored twice; {gaps} numbers are missing.")


def missing_numbers() -> int:
    """How many numbers of the first association's series are not there."""
    from contact_centre.models import CitizenRequest

    made = CitizenRequest.objects.filter(site__hostname=HOSTNAME.format(0), reference__contains="-")
    numbers = [int(reference.rpartition("-")[2]) for reference in made.values_list("reference", flat=True)]
    return max(numbers) - len(set(numbers))


def measure(associations: int) -> None:
    """Everything, on the database that `databases.on_each` has prepared."""
    association: Any = whole.fill(Size(associations), with_services=False)[0]
    type(association).objects.update(email="centrum@example.org")
    refresh_statistics()
    port = free_port()
    variables = {**os.environ, "DJANGO_SETTINGS_MODULE": SETTINGS, "PYTHONPATH": str(ROOT)}
    with serving(portal_command(port, workers=2), variables, Target(port, HOSTNAME.format(0), FORM)):
        Visitor(port).post(FORM, messages(1)[0])  # What the bare view copies.
        accepting(port, associations)
        accepting(port, 1)
        replay(port)


def main(arguments: list[str]) -> int:
    return on_each("requests", __doc__, arguments, associations=CONNECTIONS, measure=measure)
