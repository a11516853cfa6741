"""The Union keeps its programme in the admin; the centres only live by it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.core.widgets import TranslationsWidget
from portal.programme.models import Deadline, MeetingWindow, MonitoringPeriod, Programme, Threshold

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("postgresql")]

MODELS = [Programme, MonitoringPeriod, MeetingWindow, Deadline, Threshold]


def sign_in(client: Client, user: Any, host: str = "localhost") -> Client:
    client.force_login(user)
    client.defaults["HTTP_HOST"] = host
    return client


def url(model: Any, view: str, *args: Any) -> str:
    return reverse(f"{model._meta.model_name}:{view}", args=args)


@pytest.mark.parametrize("model", MODELS)
def test_the_union_lists_and_opens_every_kind_of_row(client: Client, union_admin: Any, model: Any) -> None:
    sign_in(client, union_admin)
    assert client.get(url(model, "index")).status_code == 200
    assert client.get(url(model, "add")).status_code == 200
    assert client.get(url(model, "edit", model.objects.first().pk)).status_code == 200
    assert client.get(url(model, "index") + "?export=csv").status_code == 200


def test_the_list_makes_as_many_queries_for_many_rows(
    client: Client, union_admin: Any, assert_same_queries: Callable[..., int]
) -> None:
    sign_in(client, union_admin)
    Deadline.objects.exclude(kind="newsletter_submit", number__lte=3).delete()
    programme = Programme.objects.get(code="css_2016_2019")

    def grow() -> None:
        Deadline.objects.bulk_create(
            Deadline(programme=programme, kind="payment_claim", number=number, due_on="2018-01-15")
            for number in range(1, 16)
        )

    assert_same_queries(lambda: client.get(url(Deadline, "index")), grow)


@pytest.mark.parametrize("model", MODELS)
def test_a_centre_reaches_none_of_it(client: Client, manager_a: Any, model: Any) -> None:
    sign_in(client, manager_a, "horni.localhost")
    for address in (url(model, "index"), url(model, "add"), url(model, "edit", model.objects.first().pk)):
        assert client.get(address).status_code in {302, 403, 404}


def test_the_reviewer_looks_but_does_not_change(client: Client, union_reviewer: Any) -> None:
    sign_in(client, union_reviewer)
    assert client.get(url(Threshold, "index")).status_code == 200
    row = Threshold.objects.get(code="meeting_invitation_days")
    client.post(url(Threshold, "edit", row.pk), {"value": "1"})
    row.refresh_from_db()
    assert row.value == 14


def test_a_threshold_keeps_its_name_in_other_languages(client: Client, union_admin: Any) -> None:
    sign_in(client, union_admin)
    row = Threshold.objects.get(code="meeting_invitation_days")
    data = {
        "programme": row.programme_id,
        "name": row.name,
        "translations_en": " Days for the invitation ",
        "value": "21",
        "unit": row.unit,
        "valid_from": "2016-07-01",
        "valid_until": "",
        "code": row.code,
        "source": row.source,
    }
    response = client.post(url(Threshold, "edit", row.pk), data)
    assert response.status_code == 302
    row.refresh_from_db()
    assert (row.value, row.translations) == (21, {"en": "Days for the invitation"})
    client.post(url(Threshold, "edit", row.pk), {**data, "translations_en": ""})
    row.refresh_from_db()
    assert row.translations == {}


@pytest.mark.parametrize(
    ("code", "amount"),
    [("meeting_invitation_days", "14 "), ("satisfaction_grade_limit", "2,5 "), ("project_double_budget", "1000000 ")],
)
def test_an_amount_is_written_as_it_is_read(db: None, code: str, amount: str) -> None:
    written = Threshold.objects.get(code=code).amount.replace("\xa0", "")
    assert written.startswith(amount)


def test_overlapping_periods_are_refused_at_the_field(client: Client, union_admin: Any) -> None:
    sign_in(client, union_admin)
    programme = Programme.objects.get(code="css_2016_2019")
    data = {"programme": programme.pk, "number": "13", "starts_on": "2019-06-30", "ends_on": "2019-09-30"}
    response = client.post(url(MonitoringPeriod, "add"), data)
    assert "12" in response.context["form"].errors["starts_on"][0]
    assert not programme.periods.filter(number=13).exists()


def test_the_widget_reads_what_it_writes() -> None:
    widget = TranslationsWidget()
    written = widget.value_from_datadict({"translations_en": "Name"}, {}, "translations")
    assert widget.decompress(written) == ["Name"]
    assert widget.decompress({"en": "Name", "de": "Name"}) == ["Name"]
    assert widget.decompress(None) == [""]
    assert widget.value_from_datadict({}, {}, "translations") == "{}"
