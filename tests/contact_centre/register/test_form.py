"""An activity with everything the register knows of it: recorded, copied, exported (ACT-1, ACT-2, ACT-6, ACT-8, A2)."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contact_centre.actions import cancel_activity, close_activity, open_activity
from contact_centre.enums import ActivitySource, ActivityStatus
from contact_centre.models import Activity, ActivityTrigger, Handler
from contact_centre.register.sources import pages_of_source
from portal.tenancy.models import Association
from tests.contact_centre.browser import form_data, get, post, titles
from tests.contact_centre.factories import (
    activity_values,
    make_activity,
    make_request,
    make_staff,
    member_of,
    output,
)
from tests.meetings.factories import make_meeting

pytestmark = pytest.mark.only_on("sqlite")

KINDS = {
    "expert consultation": "technical_building_expert",
    "project advice": "grants_consultation",
    "grant monitoring": "grants_monitoring",
    "model documents": "procurement_model_documents",
    "contracts and legal documents": "legal_contract_model",
    "project preparation": "development_project_preparation",
    "project realisation": "development_project_realisation",
    "newsletter": "information_newsletter",
    "municipal spatial plan": "development_spatial_plan",
    "strategy and its update": "development_dso_strategy",
    "training for municipal representatives": "education_seminar",
    "regular reports": "economics_regular_reports",
    "news from public administration": "legal_legislation_news",
    "preparing a mayors' meeting": "meetings_preparation",
    "attending a mayors' meeting": "meetings_attendance",
    "activity report": "meetings_activity_report",
    "benefits analysis": "administration_benefits_analysis",
    "exchange with other associations": "education_experience_exchange",
}
"""The methodology's kinds of activity and the sub-area each is filed under."""


@pytest.mark.spec("ACT-8")
def test_each_kind_of_the_methodology_has_a_sub_area_to_file_it_under(dso_a: Association) -> None:
    for kind, subarea in KINDS.items():
        activity = make_activity(dso_a, title=kind, subarea_code=subarea)
        close_activity(activity=activity, output=output(), output_description=kind)

    today = timezone.localdate()
    assert Activity.objects.counted(today, today).count() == len(KINDS)


@pytest.mark.spec("ACT-1")
@pytest.mark.parametrize("missing", ["output", "output_description"])
def test_an_activity_without_a_concrete_output_never_counts(admin: Client, dso_a: Association, missing: str) -> None:
    activity, cancelled = make_activity(dso_a), make_activity(dso_a)
    cancel_activity(activity=cancelled, reason="Omylem")
    day = timezone.localdate()
    end = {"closed_on": day.isoformat(), "output": output().pk, "output_description": "Hotovo", missing: ""}

    assert missing in post(admin, "activities:close", activity.pk, **end).context["form"].errors

    assert not Activity.objects.counted(day, day).exists()


@pytest.mark.spec("A2", "ACT-2")
def test_an_own_activity_is_recorded_with_everything(admin: Client, dso_a: Association) -> None:
    earlier, person = make_activity(dso_a), make_staff(dso_a)
    data = form_data(
        trigger=ActivityTrigger.objects.get(code="follow_up").pk,
        follows=f"{earlier.reference.lower()} {earlier.title}",
        handled_by=Handler.objects.get(code="law_firm").pk,
        responsible=person.pk,
        municipalities=[member_of(dso_a).pk],
        hours="2:30",
        legal_hours="1,5",
        saved_czk="12 000",
        brought_czk="150 000 Kč",
    )

    assert post(admin, "activities:add", **data).status_code == 302

    activity = Activity.objects.latest("pk")
    assert (activity.source, activity.follows, activity.responsible) == (ActivitySource.OWN, earlier, person)
    assert (activity.hours, activity.legal_hours) == (Decimal("2.5"), Decimal("1.5"))
    assert (activity.saved_czk, activity.brought_czk) == (12000, 150000)
    page = get(admin, "activities:inspect", activity.pk).content.decode()
    assert earlier.reference in page
    form = get(admin, "activities:edit", activity.pk).context["form"]
    assert form["follows"].value() == earlier.reference


@pytest.mark.spec("A2")
def test_what_does_not_go_together_is_refused_at_its_field(
    admin: Client, dso_a: Association, dso_b: Association
) -> None:
    foreign = make_activity(dso_b)
    refusals: list[tuple[dict[str, Any], str]] = [
        ({"trigger": ActivityTrigger.objects.get(code="follow_up").pk}, "follows"),
        ({"follows": f"{foreign.reference}9"}, "follows"),
        ({"handled_by": Handler.objects.get(code="expert").pk}, "specification"),
        ({"legal_hours": "2"}, "legal_hours"),
        ({"source": "request"}, "source"),
        ({"source": "project"}, "project"),
        ({"source_page": dso_b.site.root_page_id}, "source_page"),
        ({"hours": "mnoho"}, "hours"),
        ({"saved_czk": "-5"}, "saved_czk"),
    ]
    for changed, field in refusals:
        assert post(admin, "activities:add", **form_data(**changed)).context["form"].errors.keys() == {field}
    assert not Activity.objects.for_association(dso_a).exists()


@pytest.mark.spec("A2")
def test_an_activity_names_the_meeting_it_comes_from(admin: Client, dso_a: Association, dso_b: Association) -> None:
    own, foreign = make_meeting(dso_a), make_meeting(dso_b)
    offered = get(admin, "activities:add").context["form"]["source_page"].as_widget()
    assert own.title in offered

    post(admin, "activities:add", **form_data(source="meeting", source_page=own.pk))
    assert Activity.objects.get().source_page_id == own.pk
    refused = post(admin, "activities:add", **form_data(source="meeting", source_page=foreign.pk))
    assert refused.context["form"].errors.keys() == {"source_page"}
    assert not pages_of_source("newsletter", dso_a.site).exists()


@pytest.mark.spec("ACT-6")
def test_an_entry_the_union_retires_stays_on_old_records_only(
    client: Client, union_admin: Any, manager_a: Any, dso_a: Association
) -> None:
    old = make_activity(dso_a)
    entry = old.subarea
    client.force_login(union_admin)
    address = reverse("activitysubarea:edit", args=[entry.pk])
    kept = {"code": entry.code, "name": entry.name, "name_en": "", "order": entry.order, "area": entry.area_id}
    retired = {**kept, "is_expert_advice": "on", "retired_on": timezone.localdate().isoformat()}
    response = client.post(address, retired, headers={"host": "localhost"})
    assert response.status_code == 302

    client.force_login(manager_a)
    refused = post(client, "activities:add", **form_data())
    assert "subarea" in refused.context["form"].errors
    assert post(client, "activities:edit", old.pk, **form_data(title="Nový název")).status_code == 302
    old.refresh_from_db()
    assert (old.title, old.subarea) == ("Nový název", entry)
    copied = get(client, "activities:copy", old.pk).context["form"]
    assert not copied["subarea"].value()


@pytest.mark.spec("A2")
def test_a_copy_begins_today_without_what_came_of_the_earlier_one(admin: Client, dso_a: Association) -> None:
    earlier = make_activity(dso_a, municipalities=[member_of(dso_a)], hours=Decimal(3), is_expert_advice=False)
    close_activity(activity=earlier, output=output(), output_description="Hotovo")
    assert reverse("activities:copy", args=[earlier.pk]) in get(admin, "activities:index").content.decode()

    form = get(admin, "activities:copy", earlier.pk).context["form"]

    assert (form["title"].value(), form["started_on"].value()) == (earlier.title, timezone.localdate())
    assert (form["status"].value(), form["hours"].value()) == (ActivityStatus.OPEN, None)
    assert str(form["is_expert_advice"].value()) == "False"
    assert [str(each.pk if hasattr(each, "pk") else each) for each in form["municipalities"].value()] == [
        str(member_of(dso_a).pk)
    ]
    post(admin, "activities:copy", earlier.pk, **form_data())
    assert Activity.objects.count() == 2


def test_the_copy_of_a_citizens_request_is_own_work(admin: Client, dso_a: Association) -> None:
    form = get(admin, "activities:copy", make_request(dso_a).activity_id).context["form"]

    assert form["source"].value() == ActivitySource.OWN


@pytest.mark.spec("A4")
def test_the_export_has_every_field(admin: Client, dso_a: Association) -> None:
    values = {"hours": Decimal("1.5"), "saved_czk": 2000, "source_page": None}
    open_activity(site=dso_a.site, **activity_values(**values))

    exported = b"".join(get(admin, "activities:index", export="csv").streaming_content).decode()

    (row,) = csv.DictReader(io.StringIO(exported))
    assert row["Zdroj"] == "vlastní činnost centra"
    assert (Decimal(row["Hodiny práce"].replace(",", ".")), row["Ušetřené peníze (Kč)"]) == (Decimal("1.5"), "2000")


@pytest.mark.spec("U1")
def test_the_list_is_filtered_by_person_source_and_place(admin: Client, dso_a: Association) -> None:
    person, other = make_staff(dso_a), make_staff(dso_a, name="Druhá")
    place = member_of(dso_a)
    make_activity(dso_a, title="moje", responsible=person, municipalities=[place])
    make_activity(dso_a, title="její", responsible=other)
    request = make_request(dso_a).activity

    def listed(**query: Any) -> set[str]:
        return set(titles(get(admin, "activities:index", **query)))

    assert listed(responsible=[person.pk, other.pk]) == {"moje", "její"}
    assert listed(responsible="null") == {request.title}
    assert listed(source="request") == {request.title}
    assert listed(served="none") == {"její"}
    assert listed(served=place.pk) == {"moje", request.title}
    assert listed(municipalities=place.pk, source="own") == {"moje"}
