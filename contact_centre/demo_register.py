"""The demonstration's register: what each centre did in the last periods, so that targets and reports have numbers.

Made anew from kinds of work (``demo/register.json``) by a seeded draw, for the periods that have ended and the one
that runs: three centres with a good, a failing and a middling year.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.utils import timezone

from portal.core.working_days import is_working_day
from portal.programme.models import MonitoringPeriod
from portal.programme.querysets import period_of
from portal.tenancy.models import Association, Municipality, StaffMember

from .demo_stories import read
from .enums import ActivityStatus, ChangeKind
from .history import line
from .models import (
    Activity,
    ActivityChange,
    ActivityOutput,
    ActivitySubarea,
    ActivityTrigger,
    Handler,
    NumberSeries,
)

SHOWN = 3
"""Periods before the running one that the demonstration fills."""
MORNING, AFTERNOON = time(9), time(15)
LONGEST = 9
"""Days an activity takes at most."""


def ended_periods() -> list[MonitoringPeriod]:
    """The last ended periods of the running programme, the oldest first."""
    running = period_of()
    if running is None:
        return []
    before = MonitoringPeriod.objects.filter(programme=running.programme, number__lt=running.number)
    return list(before.order_by("-number")[:SHOWN])[::-1]


def load_history(association: Association) -> None:
    """Fill the register of an association of the demonstration; one that has rows already stays as it is."""
    plan = read("register.json")
    centre = plan["centres"].get(association.slug)
    if centre is None or Activity.objects.for_association(association).exists():
        return
    writer = Writer(association, plan["kinds"], Random(centre["seed"]))  # noqa: S311 - the same for everybody
    periods, running, yesterday = ended_periods(), period_of(), timezone.localdate() - timedelta(days=1)
    for period, (total, share) in zip(periods, centre["periods"][-len(periods) :], strict=False):
        writer.fill(period.starts_on, period.ends_on, total, share)
    if running is not None and yesterday > running.starts_on:
        whole = working_days(running.starts_on, running.ends_on)
        gone = working_days(running.starts_on, yesterday)
        total = round(150 * centre["running_pace"] * len(gone) / len(whole))
        writer.fill(running.starts_on, yesterday, total, share=0.54)
    writer.store()


def working_days(first: date, last: date) -> list[date]:
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if is_working_day(day)]


@dataclass
class Written:
    """An activity to be stored, with the day it ended on and whom it concerns."""

    activity: Activity
    ended_on: date
    municipalities: list[Municipality]


class Writer:
    """Draws activities of one centre and stores them together, in the order of their days."""

    def __init__(self, association: Association, kinds: list[dict[str, Any]], random: Random) -> None:
        self.site = association.site
        self.random = random
        self.user = association.manager_group.user_set.first()
        self.members = list(association.municipalities.order_by("sort_key"))
        people = list(StaffMember.objects.for_association(association)[:2])
        self.people = {"css_manager": people[0], "css_development": people[-1]} if people else {}
        self.subareas = {row.code: row for row in ActivitySubarea.objects.select_related("area")}
        self.triggers = {row.code: row for row in ActivityTrigger.objects.all()}
        self.handlers = {row.code: row for row in Handler.objects.all()}
        self.outputs = {row.code: row for row in ActivityOutput.objects.all()}
        self.advice = [kind for kind in kinds if self.subareas[kind["subarea"]].is_expert_advice]
        self.other = [kind for kind in kinds if not self.subareas[kind["subarea"]].is_expert_advice]
        self.written: list[Written] = []

    def fill(self, first: date, last: date, total: int, share: float) -> None:
        """Draw `total` activities that ended from `first` to `last`, this `share` of them expert advice."""
        advice = round(total * share)
        days = working_days(first, last)
        for number in range(total):
            kinds = self.advice if number < advice else self.other
            kind = self.random.choices(kinds, [kind["weight"] for kind in kinds])[0]
            self.written.append(self._drawn(kind, self.random.choice(days)))

    def _drawn(self, kind: dict[str, Any], ended_on: date) -> Written:
        many = min(kind.get("municipalities", 1), len(self.members))
        places = self.random.sample(self.members, many)
        title = self.random.choice(kind["titles"])
        subarea = self.subareas[kind["subarea"]]
        least, most = kind["hours"]
        activity = Activity(
            site=self.site,
            title=f"{title} – {places[0].name}" if len(places) == 1 else title,
            started_on=ended_on - timedelta(days=self.random.randint(0, LONGEST)),
            trigger=self.triggers[kind["trigger"]],
            area=subarea.area,
            subarea=subarea,
            description=kind["description"],
            handled_by=self.handlers[kind["handled_by"]],
            responsible=self.people.get(kind["handled_by"]),
            status=ActivityStatus.CLOSED,
            is_expert_advice=subarea.is_expert_advice,
            hours=Decimal(self.random.randint(int(least * 2), int(most * 2))) / 2,
            saved_czk=self._amount(kind.get("saved")),
            brought_czk=self._amount(kind.get("brought")),
            closed_on=ended_on,
            output=self.outputs[kind["output"]],
            output_description=kind["result"],
            closed_by=self.user,
            created_by=self.user,
        )
        return Written(activity, ended_on, places)

    def _amount(self, span: list[int] | None) -> int | None:
        return None if span is None else self.random.randrange(span[0], span[1] + 1, 100)

    def store(self) -> None:
        """Number and store everything drawn, with its history."""
        self.written.sort(key=lambda row: row.activity.started_on)
        for row in self.written:
            activity = row.activity
            year = activity.started_on.year
            number = NumberSeries.next_number(site_id=self.site.pk, kind=NumberSeries.Kind.ACTIVITY, year=year)
            activity.reference = f"A-{year}-{number:05d}"
            activity.created_at = moment(activity.started_on, MORNING)
            activity.fold_words()
        Activity.objects.bulk_create(row.activity for row in self.written)
        concerned = Activity.municipalities.through
        concerned.objects.bulk_create(
            concerned(activity=row.activity, municipality=place) for row in self.written for place in row.municipalities
        )
        ActivityChange.objects.bulk_create(
            change for row in self.written for change in self._history(row.activity, row.ended_on)
        )

    def _history(self, activity: Activity, ended_on: date) -> Iterator[ActivityChange]:
        opened = line(activity, ChangeKind.OPENED, user=self.user)
        opened.at = activity.created_at
        yield opened
        closed = line(
            activity,
            ChangeKind.CLOSED,
            user=self.user,
            field="status",
            old=ActivityStatus.OPEN,
            new=ActivityStatus.CLOSED,
        )
        closed.at = moment(ended_on, AFTERNOON)
        yield closed


def moment(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))
