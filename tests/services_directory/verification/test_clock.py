"""Two hundred days of reminders by the clock, with both of its changes and a year's end: every letter, and no other.

The job runs twice a day; on some days not at all. What happens to an entry happens at noon, between the runs.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone

from portal.tenancy.models import Association, Membership, Union
from services_directory.actions import close_service, delete_service
from services_directory.enums import CheckReason, Method
from services_directory.models import Proposal, Service
from services_directory.moving import move_service
from services_directory.verification.checks import ask_for_check
from services_directory.verification.record import record_verification

from ..factories import members
from .reminding import TODAY, Row, at, entry, keeper, last_row, letters, rows, run

pytestmark = pytest.mark.only_on("sqlite")

DAYS = 200
START = date(timezone.localdate().year + 1, 10, 1)
MISSED = {20, 21, 22, 56, 57, 58, 112}
"""Days on which nothing ran."""


def day(number: int) -> date:
    return START + timedelta(days=number)


def last_sunday(year: int, month: int) -> date:
    end = date(year, month, 31)
    return end - timedelta(days=(end.weekday() + 1) % 7)


AUTUMN = last_sunday(START.year, 10)
"""The day with 25 hours."""
SPRING = last_sunday(START.year + 1, 3)
"""The day with 23 hours."""
NEW_YEAR = date(START.year + 1, 1, 1)


class World:
    """The entries by name, and what happens to them on which day at noon."""

    def __init__(self, ours: Association, theirs: Association, union_user: Any) -> None:
        second = keeper(ours, "druhy")
        due: dict[str, tuple[date, str, Any]] = {
            # Two of one provider: one letter.
            "Knihovna": (day(40), "knihovna@obec.test", None),
            "Čítárna": (day(40), "knihovna@obec.test", None),
            "Pošta": (day(35), "posta@obec.test", None),
            "Škola": (day(45), "", None),
            "Obchod": (day(72), "obchod@obec.test", None),
            "Lékař": (day(90), "lekar@obec.test", None),
            "Hřiště": (day(100), "hriste@obec.test", None),
            "Lázně": (day(130), "lazne@obec.test", None),
            "Kino": (day(150), "kino@obec.test", None),
            # On these days the clock changes, or the year.
            "Zvonice": (AUTUMN + timedelta(days=14), "zvonice@obec.test", second),
            "Rozhledna": (SPRING + timedelta(days=3), "rozhledna@obec.test", second),
            "Silvestr": (NEW_YEAR + timedelta(days=29), "silvestr@obec.test", second),
            "Novoročka": (NEW_YEAR - timedelta(days=1), "", second),
        }
        self.entries = {
            name: entry(ours, name, last, email=email, kept_by=kept_by) for name, (last, email, kept_by) in due.items()
        }
        # Never verified: half a year since it was first published.
        with at(day(90) - relativedelta(months=6)):
            published = timezone.now()
        never = {"verified_on": None, "verified_how": "", "first_published_at": published}
        Service.objects.filter(name="Lékař").update(**never)
        self.noon: dict[date, Callable[[], Any]] = {
            day(12): lambda: self.verify("Pošta"),
            day(39): lambda: self.verify("Čítárna"),
            day(50): lambda: self.bounce("Obchod", "obchod@obec.test"),
            day(56): lambda: self.verify("Knihovna"),
            day(71): lambda: self.verify("Obchod"),
            day(80): lambda: close_service(service=self.entries["Škola"]),
            day(87): lambda: delete_service(service=self.entries["Hřiště"]),
            day(93): lambda: self.verify("Lékař", Method.LINK),
            day(110): lambda: move_service(service=self.now("Lázně"), association=theirs, user=union_user),
            day(137): lambda: Proposal.objects.create(site=ours.site, service=self.entries["Kino"]),
            day(152): lambda: self.settle("Kino"),
            day(161): lambda: self.verify("Lázně"),
            AUTUMN + timedelta(days=16): lambda: self.verify("Zvonice"),
            SPRING + timedelta(days=12): lambda: self.verify("Rozhledna"),
            NEW_YEAR + timedelta(days=4): lambda: self.verify("Novoročka"),
            NEW_YEAR + timedelta(days=27): lambda: self.verify("Silvestr", Method.VISIT),
        }

    def now(self, name: str) -> Service:
        return Service.objects.get(pk=self.entries[name].pk)

    def verify(self, name: str, method: str = Method.PHONE) -> None:
        record_verification(service=self.now(name), method=method)

    def bounce(self, name: str, address: str) -> None:
        ask_for_check(services=[self.now(name)], reason=CheckReason.BOUNCED, value=address)

    def settle(self, name: str) -> None:
        Proposal.objects.filter(service=self.entries[name]).update(settled_at=timezone.now())
        record_verification(service=self.now(name), method=Method.LINK, on=day(137))


PROVIDER, KEPT, MANAGER, UNION = "provider", "keeper", "manager", "union"
SPRAVCE, DRUHY, VEDOUCI, SVAZ = "spravce@centrum.test", "druhy@centrum.test", "vedouci@centrum.test", "svaz@svaz.test"
HALF = relativedelta(months=6)


def ahead(last: date, days: int) -> date:
    return last + timedelta(days=days)


def table(theirs: Association) -> set[Row]:
    """Every letter: when, to whom, about what, at which stage."""
    return climbing() | changing(theirs.email) | by_the_clock()


def climbing() -> set[Row]:
    """Entries that are verified in time, late, or not at all."""
    posta, citarna = day(12) + HALF, day(39) + HALF
    return {
        # Overdue for two weeks, until its manager hears of it.
        (day(10), "knihovna@obec.test", "Knihovna", -30, 0, PROVIDER),
        (day(26), "knihovna@obec.test", "Knihovna", -14, 0, PROVIDER),
        (day(37), "knihovna@obec.test", "Knihovna", -3, 0, PROVIDER),
        (day(37), SPRAVCE, "Knihovna", -3, 0, KEPT),
        (day(41), SPRAVCE, "Knihovna", 1, 0, KEPT),
        (day(48), SPRAVCE, "Knihovna", 1, 1, KEPT),
        (day(55), SPRAVCE, "Knihovna", 1, 2, KEPT),
        (day(55), VEDOUCI, "Knihovna", 15, 0, MANAGER),
        # Its twin is verified the day before it is due; then its next half-year comes.
        (day(10), "knihovna@obec.test", "Čítárna", -30, 0, PROVIDER),
        (day(26), "knihovna@obec.test", "Čítárna", -14, 0, PROVIDER),
        (day(37), "knihovna@obec.test", "Čítárna", -3, 0, PROVIDER),
        (day(37), SPRAVCE, "Čítárna", -3, 0, KEPT),
        (ahead(citarna, -30), "knihovna@obec.test", "Čítárna", -30, 0, PROVIDER),
        # Verified after the first letter: silence until half a year later.
        (day(5), "posta@obec.test", "Pošta", -30, 0, PROVIDER),
        (ahead(posta, -30), "posta@obec.test", "Pošta", -30, 0, PROVIDER),
        (ahead(posta, -14), "posta@obec.test", "Pošta", -14, 0, PROVIDER),
        (ahead(posta, -3), "posta@obec.test", "Pošta", -3, 0, PROVIDER),
        (ahead(posta, -3), SPRAVCE, "Pošta", -3, 0, KEPT),
        (ahead(posta, 1), SPRAVCE, "Pošta", 1, 0, KEPT),
        # Nobody can be asked: its keeper stands in. It climbs until it is closed.
        (day(15), SPRAVCE, "Škola", -30, 0, PROVIDER),
        (day(31), SPRAVCE, "Škola", -14, 0, PROVIDER),
        (day(42), SPRAVCE, "Škola", -3, 0, PROVIDER),
        (day(42), SPRAVCE, "Škola", -3, 0, KEPT),
        (day(46), SPRAVCE, "Škola", 1, 0, KEPT),
        (day(53), SPRAVCE, "Škola", 1, 1, KEPT),
        (day(60), SPRAVCE, "Škola", 1, 2, KEPT),
        (day(60), VEDOUCI, "Škola", 15, 0, MANAGER),
        (day(67), SPRAVCE, "Škola", 1, 3, KEPT),
        (day(67), VEDOUCI, "Škola", 15, 1, MANAGER),
        (day(74), SPRAVCE, "Škola", 1, 4, KEPT),
        (day(74), VEDOUCI, "Škola", 15, 2, MANAGER),
        (day(74), SVAZ, "Škola", 29, 0, UNION),
    }


def changing(jejich: str) -> set[Row]:
    """Entries whose address dies, that are answered, deleted, moved (to the association of this address)."""
    return {
        # The mail came back: its keeper hears at once what the provider did not, and stands in from then on. Day 58,
        # when the second letter was due, was the last of three without the job.
        (day(42), "obchod@obec.test", "Obchod", -30, 0, PROVIDER),
        (day(50), SPRAVCE, "Obchod", -30, 0, PROVIDER),
        (day(59), SPRAVCE, "Obchod", -14, 0, PROVIDER),
        (day(69), SPRAVCE, "Obchod", -3, 0, PROVIDER),
        (day(69), SPRAVCE, "Obchod", -3, 0, KEPT),
        # Never verified before; confirmed by the link three days late.
        (day(60), "lekar@obec.test", "Lékař", -30, 0, PROVIDER),
        (day(76), "lekar@obec.test", "Lékař", -14, 0, PROVIDER),
        (day(87), "lekar@obec.test", "Lékař", -3, 0, PROVIDER),
        (day(87), SPRAVCE, "Lékař", -3, 0, KEPT),
        (day(91), SPRAVCE, "Lékař", 1, 0, KEPT),
        # Deleted after two letters.
        (day(70), "hriste@obec.test", "Hřiště", -30, 0, PROVIDER),
        (day(86), "hriste@obec.test", "Hřiště", -14, 0, PROVIDER),
        # Moved: the new association goes on where the old one stopped.
        (day(100), "lazne@obec.test", "Lázně", -30, 0, PROVIDER),
        (day(116), "lazne@obec.test", "Lázně", -14, 0, PROVIDER),
        (day(127), "lazne@obec.test", "Lázně", -3, 0, PROVIDER),
        (day(127), jejich, "Lázně", -3, 0, KEPT),
        *((day(131 + 7 * turn), jejich, "Lázně", 1, turn, KEPT) for turn in range(5)),
        *((day(145 + 7 * turn), jejich, "Lázně", 15, turn, MANAGER) for turn in range(3)),
        (day(159), SVAZ, "Lázně", 29, 0, UNION),
        # The provider has answered and isn't asked again; the centre is reminded to decide.
        (day(120), "kino@obec.test", "Kino", -30, 0, PROVIDER),
        (day(136), "kino@obec.test", "Kino", -14, 0, PROVIDER),
        (day(147), SPRAVCE, "Kino", -3, 0, KEPT),
        (day(151), SPRAVCE, "Kino", 1, 0, KEPT),
    }


def by_the_clock() -> set[Row]:
    """Entries whose days lie where the clock or the year changes."""
    zvonice, zvonice_again = AUTUMN + timedelta(days=14), AUTUMN + timedelta(days=16) + HALF
    rozhledna, silvestr = SPRING + timedelta(days=3), NEW_YEAR + timedelta(days=29)
    return {
        # Days of 25 and 23 hours.
        (ahead(zvonice, -30), "zvonice@obec.test", "Zvonice", -30, 0, PROVIDER),
        (AUTUMN, "zvonice@obec.test", "Zvonice", -14, 0, PROVIDER),
        (ahead(zvonice, -3), "zvonice@obec.test", "Zvonice", -3, 0, PROVIDER),
        (ahead(zvonice, -3), DRUHY, "Zvonice", -3, 0, KEPT),
        (ahead(zvonice, 1), DRUHY, "Zvonice", 1, 0, KEPT),
        (ahead(zvonice_again, -30), "zvonice@obec.test", "Zvonice", -30, 0, PROVIDER),
        (ahead(rozhledna, -30), "rozhledna@obec.test", "Rozhledna", -30, 0, PROVIDER),
        (ahead(rozhledna, -14), "rozhledna@obec.test", "Rozhledna", -14, 0, PROVIDER),
        (SPRING, "rozhledna@obec.test", "Rozhledna", -3, 0, PROVIDER),
        (SPRING, DRUHY, "Rozhledna", -3, 0, KEPT),
        (ahead(rozhledna, 1), DRUHY, "Rozhledna", 1, 0, KEPT),
        (ahead(rozhledna, 8), DRUHY, "Rozhledna", 1, 1, KEPT),
        # The last day of the year and the first.
        (date(START.year, 12, 31), "silvestr@obec.test", "Silvestr", -30, 0, PROVIDER),
        (ahead(silvestr, -14), "silvestr@obec.test", "Silvestr", -14, 0, PROVIDER),
        (ahead(silvestr, -3), "silvestr@obec.test", "Silvestr", -3, 0, PROVIDER),
        (ahead(silvestr, -3), DRUHY, "Silvestr", -3, 0, KEPT),
        (date(START.year, 12, 1), DRUHY, "Novoročka", -30, 0, PROVIDER),
        (date(START.year, 12, 17), DRUHY, "Novoročka", -14, 0, PROVIDER),
        (date(START.year, 12, 28), DRUHY, "Novoročka", -3, 0, PROVIDER),
        (date(START.year, 12, 28), DRUHY, "Novoročka", -3, 0, KEPT),
        (NEW_YEAR, DRUHY, "Novoročka", 1, 0, KEPT),
    }


@pytest.mark.spec("F3")
@pytest.mark.spec("F4")
def test_two_hundred_days_of_reminders(
    association: Association, neighbour: Association, manager_a: Any, union_admin: Any, union: Union
) -> None:
    Union.objects.update(email="svaz@svaz.test")
    Association.objects.filter(pk=neighbour.pk).update(email="centrum@dolni.test")
    neighbour.refresh_from_db()
    type(manager_a).objects.filter(pk=manager_a.pk).update(email="vedouci@centrum.test")
    keeper(association, "spravce", is_default=True)
    # What moves lies in a municipality that has joined both.
    Membership.objects.create(association=neighbour, municipality=members(association)[0], joined_on=TODAY)
    world = World(association, neighbour, union_admin)
    seen: list[Row] = []
    for number in range(DAYS):
        runs = () if number in MISSED else (7, 18)
        for hour in (7, 12, 18):
            before = last_row()
            if hour in runs:
                run(day(number), hour)
                seen += rows(before)
            elif hour == 12 and (happens := world.noon.get(day(number))):
                with at(day(number), 12):
                    happens()
    expected = table(neighbour)
    assert sorted(seen) == sorted(expected)
    # One letter for each day, recipient and role, from the association of that day.
    written = {(letter.event.rpartition(":")[2], letter.recipient) for letter in letters()}
    assert written == {(row[0].isoformat(), row[1]) for row in expected}
    stood_in = {"provider": "keeper"}
    roles = {
        (row[0], row[1], row[5] if row[1].endswith("@obec.test") else stood_in.get(row[5], row[5])) for row in expected
    }
    assert len(letters()) == len(roles)
    lazne = [letter for letter in letters() if letter.recipient == "lazne@obec.test"]
    assert [letter.site_id for letter in lazne] == [association.site_id, neighbour.site_id, neighbour.site_id]
