"""The Union draws activities, asks those served and records what they said (TGT-6); it learns nothing personal (A5)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from contact_centre.actions import draw_sample, record_quality
from contact_centre.enums import QualityOutcome
from contact_centre.models import Activity, QualityCheck, QualitySample
from contact_centre.quality.figures import by_site, of_all
from contact_centre.quality.waiting import to_record
from portal.programme.models import MonitoringPeriod
from portal.tenancy.models import Association, Mandate
from tests.contact_centre.factories import make_activity, make_staff, member_of, output
from tests.contact_centre.shortfalls import ended_period

pytestmark = [pytest.mark.django_db, pytest.mark.spec("TGT-6")]

MARK = "tajnost"
INDEX = reverse("quality_checks:index")


def closed(association: Association, number: int, closed_on: date, *, served: bool = True) -> list[Activity]:
    """Closed activities full of what the Union must not learn."""
    pattern = make_activity(association, responsible=make_staff(association, name=f"{MARK} Pracovnice"))
    kept = ("site", "trigger", "area", "subarea", "handled_by", "responsible")
    values = {name: getattr(pattern, name) for name in kept}
    said = {name: f"{MARK} {name}" for name in ("title", "description", "output_description", "search_text")}
    rows = Activity.objects.bulk_create(
        Activity(
            **values,
            **said,
            reference=f"{association.slug}-{closed_on:%m%d}-{served:d}-{n}",
            started_on=closed_on,
            closed_on=closed_on,
            status="closed",
            output=output(),
        )
        for n in range(number)
    )
    if served:
        place = member_of(association)
        link = Activity.municipalities.through
        link.objects.bulk_create(link(activity=row, municipality=place) for row in rows)
    return rows


@pytest.fixture
def period(db: None) -> MonitoringPeriod:
    return ended_period()


@pytest.fixture
def union_client(client: Client, union_admin: Any) -> Client:
    client.force_login(union_admin)
    client.defaults["HTTP_HOST"] = "localhost"
    return client


def outcome(**changed: Any) -> dict[str, Any]:
    return {
        "outcome": "good",
        "asked": "mayor",
        "asked_by": "phone",
        "asked_on": timezone.localdate().strftime("%d.%m.%Y"),
        "grade": "1",
        "note": "Rychlá pomoc.",
        "corrects": "",
        **changed,
    }


def record(check: QualityCheck) -> str:
    return reverse("quality_checks:record", args=[check.pk])


def drawn(sample: QualitySample) -> list[int]:
    return sorted(sample.checks.values_list("activity_id", flat=True))


def test_the_same_seed_draws_the_same_activities_that_served_somebody_in_the_period(
    period: MonitoringPeriod, dso_a: Association, dso_b: Association, union_admin: Any
) -> None:
    fit = {row.pk for row in closed(dso_a, 30, period.ends_on)} | {row.pk for row in closed(dso_b, 2, period.ends_on)}
    closed(dso_a, 5, period.ends_on, served=False)
    closed(dso_a, 5, period.ends_on + timedelta(days=1))
    first = draw_sample(period=period, per_centre=4, user=union_admin, seed=7)
    again = draw_sample(period=period, per_centre=4, user=union_admin, seed=7)
    other = draw_sample(period=period, per_centre=4, user=union_admin)
    assert drawn(first) == drawn(again)
    assert len(set(drawn(first))) == 6
    assert set(drawn(first)) | set(drawn(other)) <= fit
    seeds = [drawn(draw_sample(period=period, per_centre=4, user=None, seed=seed)) for seed in range(5)]
    assert len({tuple(pks) for pks in seeds}) > 1
    with pytest.raises(ValidationError, match="není se koho zeptat"):
        draw_sample(period=ended_period(2, days_ago=200), per_centre=4, user=None)


def test_the_union_draws_asks_and_records_and_the_centre_reads_the_result(
    period: MonitoringPeriod, dso_a: Association, manager_a: Any, union_admin: Any, union_client: Client
) -> None:
    closed(dso_a, 3, period.ends_on)
    place = member_of(dso_a)
    since = timezone.localdate() - timedelta(days=100)
    Mandate.objects.create(municipality=place, person_name="Jana Stará", email="stara@obec.cz", valid_from=since)
    refused = union_client.post(reverse("quality_checks:samples"), {"period": period.pk, "per_centre": "21"})
    assert refused.status_code == 422
    union_client.post(reverse("quality_checks:samples"), {"period": period.pk, "per_centre": "1"})
    check = QualityCheck.objects.get()
    page = union_client.get(reverse("quality_checks:sample", args=[check.sample_id])).content.decode()
    assert all(text in page for text in (check.activity.reference, place.name, "Jana Stará", "stara@obec.cz"))
    assert list(to_record(union_admin)) == [check]
    assert not to_record(manager_a).exists()

    assert union_client.post(record(check), outcome()).status_code == 302
    check.refresh_from_db()
    assert (check.outcome, check.grade, check.recorded_by) == ("good", 1, union_admin)
    assert not to_record(union_admin).exists()
    centre = Client(headers={"host": "horni.localhost"})
    centre.force_login(manager_a)
    shown = centre.get(INDEX).content.decode()
    assert check.activity.reference in shown
    assert "Rychlá pomoc." in shown
    assert "Rychlá pomoc." in centre.get(reverse("activities:inspect", args=[check.activity_id])).content.decode()


def test_a_second_record_is_refused_and_a_correction_keeps_the_earlier_one_in_the_log(
    period: MonitoringPeriod, dso_a: Association, union_client: Client
) -> None:
    closed(dso_a, 1, period.ends_on)
    check = draw_sample(period=period, per_centre=1, user=None).checks.get()
    union_client.post(record(check), outcome())
    refused = union_client.post(record(check), outcome(outcome="poor", grade="5"))
    assert "mezitím" in refused.content.decode()
    assert union_client.post(record(check), outcome(outcome="poor", grade="4", corrects="True")).status_code == 302
    check.refresh_from_db()
    assert (check.outcome, check.grade) == ("poor", 4)
    entry = ModelLogEntry.objects.get(action="contact_centre.quality_corrected")
    assert (entry.data["before"]["outcome"], entry.data["before"]["grade"]) == ("good", 1)
    assert "Rychlá pomoc." in union_client.get(record(check)).content.decode()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"grade": "6"}, "grade"),
        ({"outcome": "unknown", "grade": "2"}, "grade"),
        ({"asked": ""}, "asked"),
        ({"asked_by": ""}, "asked_by"),
        ({"asked_on": "1.1.2100"}, "asked_on"),
    ],
)
def test_what_does_not_go_together_is_refused_at_its_field(
    period: MonitoringPeriod, dso_a: Association, union_client: Client, changed: dict[str, str], field: str
) -> None:
    closed(dso_a, 1, period.ends_on)
    check = draw_sample(period=period, per_centre=1, user=None).checks.get()
    refused = union_client.post(record(check), outcome(**changed))
    assert refused.status_code == 422
    assert refused.context["form"].errors[field]
    check.refresh_from_db()
    assert check.outcome == ""


@pytest.mark.spec("A5")
def test_the_union_reads_nothing_personal_of_what_was_drawn(
    period: MonitoringPeriod, dso_a: Association, union_client: Client
) -> None:
    closed(dso_a, 3, period.ends_on)
    sample = draw_sample(period=period, per_centre=2, user=None)
    check = sample.checks.first()
    pages = [reverse("quality_checks:sample", args=[sample.pk]), record(check), INDEX, f"{INDEX}?waiting=1"]
    pages += [reverse("quality_checks:samples"), reverse("quality_checks:figures")]
    for address in pages:
        response = union_client.get(address)
        assert response.status_code == 200
        assert MARK not in response.content.decode(), address
    exported = b"".join(union_client.get(f"{INDEX}?export=csv").streaming_content).decode()
    assert check.activity.reference in exported
    assert MARK not in exported


def test_a_centre_learns_of_the_draw_only_with_the_result_and_reaches_no_page_of_the_union(
    period: MonitoringPeriod, dso_a: Association, dso_b: Association, client: Client, manager_a: Any
) -> None:
    closed(dso_a, 1, period.ends_on)
    closed(dso_b, 1, period.ends_on)
    sample = draw_sample(period=period, per_centre=1, user=None)
    client.force_login(manager_a)
    client.defaults["HTTP_HOST"] = "horni.localhost"
    own = sample.checks.get(site=dso_a.site)
    assert own.activity.reference not in client.get(INDEX).content.decode()
    for address in (record(own), reverse("quality_checks:sample", args=[sample.pk]), reverse("quality_checks:figures")):
        assert client.get(address).status_code in {302, 403}
    client.post(record(own), outcome())
    client.post(reverse("quality_checks:samples"), {"period": period.pk, "per_centre": "1"})
    own.refresh_from_db()
    assert own.outcome == ""
    assert QualitySample.objects.count() == 1


def test_the_figures_count_the_satisfied_among_the_reached_and_the_average_grade(
    period: MonitoringPeriod, dso_a: Association, dso_b: Association, union_client: Client
) -> None:
    closed(dso_a, 5, period.ends_on)
    closed(dso_b, 1, period.ends_on)
    checks = list(draw_sample(period=period, per_centre=5, user=None).checks.filter(site=dso_a.site))
    said = [("good", 1), ("reservations", 2), ("poor", 4), ("unknown", None), ("not_reached", None)]
    for check, (result, grade) in zip(checks, said, strict=True):
        record_quality(
            check=check,
            outcome=QualityOutcome(result),
            asked="mayor",
            asked_by="phone",
            asked_on=timezone.localdate(),
            grade=grade,
            note="",
            user=None,
        )
    figures = by_site(period)[dso_a.site_id]
    assert (figures.drawn, figures.recorded, figures.told, figures.satisfied) == (5, 5, 4, 2)
    assert figures.percent == 50
    assert float(figures.grade or 0) == pytest.approx(2.33)
    assert by_site(period)[dso_b.site_id].percent is None
    assert of_all().drawn == 6
    address = reverse("quality_checks:figures")
    assert "50 %" in union_client.get(f"{address}?period={period.pk}").content.decode().replace("\xa0", " ")
    exported = union_client.get(f"{address}?ordering=-share&export=csv")
    assert "2.33" in b"".join(exported.streaming_content).decode()


def test_pages_make_as_many_queries_for_many_rows(
    period: MonitoringPeriod, dso_a: Association, union_client: Client, assert_same_queries: Callable[..., int]
) -> None:
    closed(dso_a, 20, period.ends_on)
    sample = draw_sample(period=period, per_centre=2, user=None)
    have = set(drawn(sample))

    def grow() -> None:
        rest = Activity.objects.filter(status="closed", municipalities__isnull=False).exclude(pk__in=have)
        QualityCheck.objects.bulk_create(QualityCheck(sample=sample, site=dso_a.site, activity=row) for row in rest)

    page = reverse("quality_checks:sample", args=[sample.pk])
    figures = reverse("quality_checks:figures")
    assert_same_queries(lambda: [union_client.get(address) for address in (INDEX, page, figures)], grow)
