"""Registers of three years for the bench `register`: programme, activities, evaluations, explanations, quality checks.

Days are counted back from today, so that a period runs whenever the bench does.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from datetime import time as clock
from decimal import Decimal
from itertools import batched
from typing import Any

from bench.content.words import NORMAL, codes_of

PERIODS = 12
BATCH = 5000
LIMITS = {
    "activities_per_period": 150,
    "activities_per_month": 25,
    "expert_advice_share": 50,
    "minimum_change_limit": 20,
    "explanation_days": 5,
    "explanation_opinion_days": 5,
    "breach_periods": 2,
    "register_reminder_days": 7,
}
FULL_PERIOD = 92
SUBJECTS = (
    "chodníky",
    "kanalizace",
    "odpady",
    "územní plán",
    "veřejná zakázka",
    "rozpočet",
    "školka",
    "hřbitov",
    "GDPR",
)
WORK = ("Konzultace", "Příprava žádosti o dotaci", "Smlouva", "Stanovisko", "Rešerše", "Jednání", "Vzorová směrnice")


def make_programme() -> list[Any]:
    """A programme of `PERIODS` quarters, the last of which runs today, with its limits; returns the periods."""
    from dateutil.relativedelta import relativedelta
    from django.utils import timezone

    from portal.programme.models import MonitoringPeriod, Programme, Threshold

    today = timezone.localdate()
    running = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    firsts = [running - relativedelta(months=3 * n) for n in reversed(range(PERIODS))]
    lasts = [first + relativedelta(months=3) - timedelta(days=1) for first in firsts]
    programme = Programme.objects.create(code="bench", name="Centra", starts_on=firsts[0], ends_on=lasts[-1])
    Threshold.objects.bulk_create(
        Threshold(programme=programme, code=code, name=code, value=value, unit="count", valid_from=firsts[0])
        for code, value in LIMITS.items()
    )
    return MonitoringPeriod.objects.bulk_create(
        MonitoringPeriod(programme=programme, number=n, starts_on=first, ends_on=last, is_checked=n > 1)
        for n, (first, last) in enumerate(zip(firsts, lasts, strict=True), start=1)
    )


def fill(associations: list[Any], per_centre: list[int]) -> None:
    """So many activities of each association (0 leaves it out), then everything that is made of them."""
    from django.db import transaction

    from portal.tenancy.models import Association

    start = time.monotonic()
    periods = make_programme()
    began = periods[0].starts_on
    Association.objects.update(centre_since=began)
    with transaction.atomic():
        for n, (association, count) in enumerate(zip(associations, per_centre, strict=True)):
            if count:
                codes = codes_of(n, NORMAL.municipalities)
                add_activities(association.site_id, count, codes=codes, periods=periods, seed=n)
        _add_legal_hours(associations, began)
    print(f"  {sum(per_centre)} activities: {time.monotonic() - start:.0f} s", flush=True)
    start = time.monotonic()
    _evaluate(periods)
    print(f"  evaluations: {time.monotonic() - start:.0f} s", flush=True)


def add_activities(site: int, count: int, *, codes: list[str], periods: list[Any], seed: int) -> None:
    """Activities of one centre: a pace and a share of advice of its own, one in ten not closed."""
    from contact_centre.models import Activity, ActivityChange
    from portal.tenancy.models import StaffMember

    chance = random.Random(seed)  # noqa: S311
    people = StaffMember.objects.bulk_create(
        StaffMember(site_id=site, name=f"Pracovnice {n}", position="specialistka") for n in range(3)
    )
    served = Activity.municipalities.through
    for rows in batched(_activities(site, count, people, periods, chance), BATCH, strict=False):
        made = Activity.objects.bulk_create(rows)
        served.objects.bulk_create(
            served(activity_id=one.pk, municipality_id=code)
            for one in made
            for code in chance.sample(codes, 1 if chance.random() < 0.9 else 2)
        )
        # A closed row is whole once its history is written.
        ActivityChange.objects.bulk_create(
            ActivityChange(site_id=site, activity=one, at=one.created_at, kind="opened") for one in made
        )


def _activities(site: int, count: int, people: list[Any], periods: list[Any], chance: random.Random) -> Iterator[Any]:
    from django.utils import timezone

    from contact_centre.models import Activity, ActivityOutput, ActivitySubarea, ActivityTrigger, Handler

    subareas = list(ActivitySubarea.objects.select_related("area"))
    triggers, outputs = list(ActivityTrigger.objects.all()), list(ActivityOutput.objects.all())
    handlers = list(Handler.objects.filter(opinion_required=False, informs_union=False, uses_legal_hours=False))
    advice, today = chance.betavariate(9, 6), timezone.localdate()
    diligence = [max(0.2, chance.gauss(1, 0.12)) for _period in periods]
    for n in range(count):
        period = chance.choices(periods, diligence)[0]
        day = period.starts_on + timedelta(days=chance.randrange(FULL_PERIOD - 2))
        closed = day + timedelta(days=chance.randrange(12))
        if day > today:
            continue
        is_closed = closed <= today and chance.random() < 0.95
        subarea = chance.choice(subareas)
        title = f"{chance.choice(WORK)}: {chance.choice(SUBJECTS)} {n}"
        text = "Starosta se ptal na podmínky, připravili jsme podklady a prošli je s ním krok za krokem. " * 2
        activity = Activity(
            site_id=site,
            reference=f"A-{day.year}-{n:05}",
            title=title,
            started_on=day,
            trigger=chance.choice(triggers),
            area=subarea.area,
            subarea=subarea,
            description=text,
            handled_by=chance.choice(handlers),
            responsible=chance.choice(people),
            status="closed" if is_closed else chance.choice(("open", "in_progress", "cancelled")),
            is_expert_advice=chance.random() < advice,
            hours=Decimal(chance.randrange(1, 30)) / 2,
            saved_czk=chance.randrange(2, 150) * 1000 if chance.random() < 0.05 else None,
            brought_czk=chance.randrange(20, 3000) * 1000 if chance.random() < 0.01 else None,
            legal_hours=Decimal(chance.randrange(1, 9)) / 2 if chance.random() < 0.01 else None,
            closed_on=closed if is_closed else None,
            output=chance.choice(outputs) if is_closed else None,
            output_description="Podklady předány starostovi." if is_closed else "",
            created_at=timezone.make_aware(datetime.combine(min(closed, today), clock(9))),
        )
        activity.fold_words()
        yield activity


def _add_legal_hours(associations: list[Any], began: date) -> None:
    from contact_centre.models import LegalHours

    LegalHours.objects.bulk_create(
        LegalHours(site_id=association.site_id, hours=Decimal(60), valid_from=began) for association in associations
    )


def _evaluate(periods: list[Any]) -> None:
    """Evaluations by the nightly job; explanations of most that were not met, checks of the last period."""
    from django.utils import timezone

    from contact_centre.models import Activity, Explanation, PeriodEvaluation, QualityCheck, QualitySample
    from contact_centre.targets.evaluating import evaluate_ended_periods

    evaluate_ended_periods()
    chance, now = random.Random(5), timezone.now()  # noqa: S311
    for evaluation in PeriodEvaluation.objects.filter(is_met=False):
        fate = 0 if evaluation.period_id != periods[-2].pk else chance.choice((0, 0, 1, 2, 3))
        if fate < 3:
            Explanation.objects.create(
                site_id=evaluation.site_id,
                evaluation=evaluation,
                reasons="Nemoc dvou pracovnic.",
                measures="Zástup od příštího měsíce.",
                answer_due_on=timezone.localdate() + timedelta(days=3),
                verdict=("sufficient", "", "incomplete")[fate],
                opinion="Doplňte, od kdy." if fate == 2 else "",
                answered_at=None if fate == 1 else now,
            )
    for period in periods[-2:]:
        sample = QualitySample.objects.create(period=period, per_centre=3, seed=1)
        for site in PeriodEvaluation.objects.order_by().values_list("site", flat=True).distinct():
            drawn = Activity.objects.counted(period.starts_on, period.ends_on).filter(site=site)[:3]
            for activity in drawn:
                outcome = chance.choice(("good", "good", "good", "reservations", "poor", ""))
                done = {"asked_on": timezone.localdate(), "recorded_at": now} if outcome else {}
                QualityCheck.objects.create(site_id=site, sample=sample, activity=activity, outcome=outcome, **done)
