"""Whatever is done with activities, the rows and columns make its total, and nothing is lost or counted twice."""

from collections import defaultdict
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contact_centre.actions import cancel_activity, change_activity, close_activity, open_activity, reopen_activity
from contact_centre.models import Activity, ActivityOutput, ActivitySubarea
from contact_centre.reports.dimensions import DIMENSIONS
from contact_centre.reports.figures import NOTHING, Sums, taking_part, totals
from contact_centre.reports.served import SEVERAL
from contact_centre.targets.counting import counts
from portal.programme.models import MonitoringPeriod
from portal.tenancy.models import Association

from ..factories import activity_values, make_staff
from .work import places, today

FEW = settings(
    max_examples=8, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
DAYS = 60
NUMBER = st.integers(0, 4)
AMOUNT = st.none() | st.decimals(0, 40, places=2)
MONEY = st.none() | st.integers(0, 3_000_000)
OPEN = st.tuples(st.just("open"), NUMBER, NUMBER, NUMBER, st.booleans())
CHANGE = st.tuples(st.just("change"), NUMBER, NUMBER, NUMBER, NUMBER, st.booleans())
CLOSE = st.tuples(st.just("close"), NUMBER, NUMBER, st.integers(0, DAYS + 10), AMOUNT, MONEY, MONEY)
EDITS = st.lists(
    st.one_of(OPEN, OPEN, CHANGE, CLOSE, CLOSE, st.tuples(st.sampled_from(["cancel", "reopen"]), NUMBER)),
    min_size=6,
    max_size=16,
)


class Register:
    """A centre whose people do what the steps say; what the rules refuse, they leave."""

    def __init__(self, association: Association) -> None:
        self.association = association
        self.places = places(association)[:3]
        self.people = [None, make_staff(association, name="Jana"), make_staff(association, name="Petr")]
        self.subareas = list(ActivitySubarea.objects.select_related("area")[::15])
        self.outputs = list(ActivityOutput.objects.all()[:3])
        self.activities: list[Activity] = []

    def do(self, verb: str, *how: Any) -> None:
        if verb == "open":
            values = activity_values(**self._values(*how), started_on=today() - timedelta(days=DAYS + 20))
            self.activities.append(open_activity(site=self.association.site, **values))
        elif self.activities:
            which, *rest = how
            with suppress(ValidationError):
                getattr(self, verb)(self.activities[which % len(self.activities)], *rest)

    def _values(self, kind: int, place: int, person: int, is_advice: bool) -> dict[str, Any]:
        subarea = self.subareas[kind % len(self.subareas)]
        return {
            "subarea": subarea,
            "area": subarea.area,
            "municipalities": [self.places[: place - 1], [], self.places[:1], self.places[1:2], self.places][place],
            "responsible": self.people[person % len(self.people)],
            "is_expert_advice": is_advice,
        }

    def change(self, activity: Activity, *how: Any) -> None:
        change_activity(activity=activity, **self._values(*how))

    def close(self, activity: Activity, result: int, ago: int, hours: Any, saved: Any, brought: Any) -> None:
        close_activity(
            activity=activity,
            output=self.outputs[result % 3],
            output_description="Hotovo.",
            closed_on=today() - timedelta(days=ago),
            hours=hours,
            saved_czk=saved,
            brought_czk=brought,
        )

    def cancel(self, activity: Activity) -> None:
        cancel_activity(activity=activity, reason="Omyl.")

    def reopen(self, activity: Activity) -> None:
        reopen_activity(activity=activity, reason="Vrací se.", user=None)


def keys_of(activity: Activity) -> dict[str, Any]:
    """What an activity is summed under, told from the row itself."""
    codes = [place.pk for place in activity.municipalities.all()]
    assert activity.closed_on
    return {
        "municipality": SEVERAL if len(codes) > 1 else codes[0] if codes else None,
        "area": activity.area_id,
        "subarea": activity.subarea_id,
        "person": activity.responsible_id,
        "month": activity.closed_on.replace(day=1),
        "trigger": activity.trigger_id,
        "source": activity.source,
        "output": activity.output_id,
        "handler": activity.handled_by_id,
        "advice": activity.is_expert_advice,
    }


def sums_of(activity: Activity) -> Sums:
    return Sums(
        1,
        int(activity.is_expert_advice),
        activity.hours or Decimal(0),
        activity.legal_hours or Decimal(0),
        activity.saved_czk or 0,
        activity.brought_czk or 0,
    )


def check_every_pair(association: Association, first: date, last: date) -> None:
    counted = Activity.objects.for_association(association).counted(first, last)
    every = Activity.objects.for_association(association).prefetch_related("municipalities")
    rows = [row for row in every if row.status == "closed" and row.closed_on and first <= row.closed_on <= last]
    keys = [keys_of(row) for row in rows]
    assert set(DIMENSIONS) == set(keys[0] if keys else DIMENSIONS)
    total = sum(map(sums_of, rows), NOTHING)
    for a, b in permutations(DIMENSIONS, 2):
        if a > b:
            continue
        by_hand: dict[tuple[Any, Any], Sums] = defaultdict(Sums)
        for row, known in zip(rows, keys, strict=True):
            by_hand[known[a], known[b]] += sums_of(row)
        table = totals(counted, (DIMENSIONS[a], DIMENSIONS[b]))
        assert table.groups == by_hand
        assert table.total == total
        assert sum((table.total_of(key) for key in table.keys_of()), NOTHING) == total
        assert sum((table.total_of(key, 1) for key in table.keys_of(1)), NOTHING) == total
    joint = taking_part(counted)
    for place in {place for row in rows for place in row.municipalities.all()}:
        assert joint.at(place.pk) == sum((sums_of(row) for row in rows if place in row.municipalities.all()), NOTHING)


@pytest.mark.spec("A4")
@pytest.mark.django_db
@given(EDITS)
@FEW
def test_rows_and_columns_make_the_total_after_any_edits(dso_a: Association, steps: list[tuple[Any, ...]]) -> None:
    period = MonitoringPeriod(number=1, starts_on=today() - timedelta(days=DAYS), ends_on=today())
    with transaction.atomic():
        register = Register(dso_a)
        for step in steps:
            register.do(*step)
        check_every_pair(dso_a, period.starts_on, period.ends_on)
        counted = Activity.objects.for_association(dso_a).counted(period.starts_on, period.ends_on)
        by_month = totals(counted, (DIMENSIONS["month"],))
        of_targets = counts(period, [dso_a.site_id])[dso_a.site_id]
        assert (by_month.total.count, by_month.total.advice) == (of_targets.total, of_targets.advice)
        assert [sums.count for _key, sums in sorted(by_month.groups.items())] == [n for n in of_targets.months if n]
        transaction.set_rollback(True)
