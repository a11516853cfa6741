"""Neither the plain form of thresholds nor a calendar file changes the minimum past its rules (TGT-2)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.programme.actions import load_programme
from portal.programme.calendar_file import CalendarFault, read_calendar
from portal.programme.models import Programme, Threshold
from portal.programme.provisioning import DATA

pytestmark = [pytest.mark.django_db, pytest.mark.spec("TGT-2")]

MINIMUM = "activities_per_period"


@pytest.fixture
def row(db: None) -> Threshold:
    return Threshold.objects.get(code=MINIMUM, programme__code="css_2016_2019")


@pytest.fixture
def union_client(client: Client, union_admin: Any) -> Client:
    client.force_login(union_admin)
    client.defaults["HTTP_HOST"] = "localhost"
    return client


def values(row: Threshold, **changed: Any) -> dict[str, Any]:
    return {
        "programme": row.programme_id,
        "name": row.name,
        "translations_en": "",
        "value": "150",
        "unit": row.unit,
        "valid_from": row.valid_from.isoformat(),
        "valid_until": "",
        "code": row.code,
        "source": row.source,
        **changed,
    }


@pytest.mark.parametrize("changed", [{"value": "90"}, {"valid_until": "2018-01-01"}, {"code": "jiny_kod"}])
def test_the_plain_form_changes_only_how_it_is_called(
    union_client: Client, row: Threshold, changed: dict[str, str]
) -> None:
    address = reverse("threshold:edit", args=[row.pk])
    refused = union_client.post(address, values(row, **changed))
    assert "Změna minima" in refused.context["form"].errors["value"][0]
    assert union_client.post(address, values(row, name="Nejméně aktivit")).status_code == 302
    row.refresh_from_db()
    assert (row.value, row.name, row.valid_until, row.code) == (150, "Nejméně aktivit", None, MINIMUM)


def test_the_plain_form_neither_adds_nor_deletes_one(union_client: Client, row: Threshold) -> None:
    other = Threshold.objects.get(code="activities_per_month", programme=row.programme)
    added = union_client.post(reverse("threshold:add"), values(row, valid_from="2017-10-01", value="160"))
    assert added.context["form"].errors["value"]
    turned = union_client.post(
        reverse("threshold:edit", args=[other.pk]), values(row, valid_from="2018-10-01", value="99")
    )
    assert turned.context["form"].errors["value"]
    deleted = union_client.post(reverse("threshold:delete", args=[row.pk]), follow=True)
    assert "Změna minima" in deleted.content.decode()
    assert Threshold.objects.filter(code=MINIMUM, programme=row.programme).count() == 1


def test_the_first_value_of_a_programme_that_has_not_begun_is_free(union_client: Client, row: Threshold) -> None:
    begins = timezone.localdate() + timedelta(days=30)
    coming = Programme.objects.create(
        code="pristi", name="Příští", starts_on=begins, ends_on=begins + timedelta(days=700)
    )
    first = values(row, programme=coming.pk, valid_from=begins.isoformat(), value="100")
    assert union_client.post(reverse("threshold:add"), first).status_code == 302
    made = Threshold.objects.get(programme=coming)
    assert union_client.post(reverse("threshold:edit", args=[made.pk]), {**first, "value": "110"}).status_code == 302
    made.refresh_from_db()
    assert made.value == 110


def test_a_calendar_file_brings_the_first_value_and_never_another(row: Threshold) -> None:
    calendar = read_calendar(DATA / "css_demo_2026.json")
    loaded = load_programme(calendar=calendar).programme
    assert loaded.thresholds.get(code=MINIMUM).value == 150
    assert load_programme(calendar=read_calendar(DATA / "css_demo_2026.json")).changed == 0
    changed = read_calendar(DATA / "css_2016_2019.json")
    next(r for r in changed.rows if isinstance(r, Threshold) and r.code == MINIMUM).value = 200
    with pytest.raises(CalendarFault, match="Změna minima"):
        load_programme(calendar=changed)
    row.refresh_from_db()
    assert row.value == 150
