"""The register and the requests in the admin: lists, forms, closing, files."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contact_centre.actions import change_activity, close_activity
from contact_centre.enums import ActivityStatus, AttachmentKind
from contact_centre.models import Activity, ActivityAttachment, ActivitySubarea, ActivityTrigger, Handler
from contact_centre.models.activity import private_storage
from portal.tenancy.models import Association

from .browser import HOST, form_data, get, post, titles
from .factories import (
    PDF,
    make_activity,
    make_request,
    make_staff,
    many_activities,
    member_of,
    output,
    upload,
)

pytestmark = pytest.mark.only_on("postgresql")


@pytest.mark.spec("ACT-2")
def test_an_activity_is_added_with_the_association_filled_in(admin: Client, dso_a: Association, manager_a: Any) -> None:
    response = post(admin, "activities:add", **form_data(municipalities=[member_of(dso_a).pk]))

    assert response.status_code == 302
    activity = Activity.objects.get()
    assert (activity.site, activity.created_by) == (dso_a.site, manager_a)
    assert activity.reference.startswith("A-")
    assert activity.is_expert_advice
    assert list(activity.municipalities.all()) == [member_of(dso_a)]


def test_the_add_form_begins_with_today_and_the_own_record(admin: Client, dso_a: Association, manager_a: Any) -> None:
    person = make_staff(dso_a, user=manager_a)

    form = get(admin, "activities:add").context["form"]

    assert form["started_on"].value() == timezone.localdate()
    assert form["responsible"].value() == person.pk


@pytest.mark.spec("ACT-2")
@pytest.mark.parametrize("field", ["title", "trigger", "area", "subarea", "description", "handled_by", "started_on"])
def test_a_missing_field_is_told_at_the_field_and_the_rest_is_kept(admin: Client, field: str) -> None:
    response = post(admin, "activities:add", **form_data(**{field: ""}))

    form = response.context["form"]
    assert form.errors.keys() == {field}
    kept = "description" if field == "title" else "title"
    assert form[kept].value() == form_data()[kept]
    assert not Activity.objects.exists()


def test_a_sub_area_of_another_area_is_refused_by_the_server(admin: Client) -> None:
    foreign = ActivitySubarea.objects.get(code="legal_consultation")

    response = post(admin, "activities:add", **form_data(subarea=foreign.pk))

    assert "subarea" in response.context["form"].errors


def test_expert_advice_can_be_chosen_against_the_sub_area(admin: Client) -> None:
    post(admin, "activities:add", **form_data(is_expert_advice="False"))

    assert not Activity.objects.get().is_expert_advice


@pytest.mark.spec("ACT-6")
def test_a_retired_entry_is_kept_by_an_old_record_and_refused_to_a_new_one(admin: Client, dso_a: Association) -> None:
    activity = make_activity(dso_a)
    ActivityTrigger.objects.filter(code="mayor").update(retired_on=timezone.localdate())

    assert "trigger" in post(admin, "activities:add", **form_data()).context["form"].errors
    assert post(admin, "activities:edit", activity.pk, **form_data(title="Nový název")).status_code == 302
    activity.refresh_from_db()
    assert (activity.title, activity.trigger.code) == ("Nový název", "mayor")


def test_people_and_municipalities_of_another_association_can_not_be_chosen(
    admin: Client, dso_a: Association, dso_b: Association
) -> None:
    foreign = make_staff(dso_b, name="Cizí člověk")

    page = get(admin, "activities:add").content.decode()
    refused = post(
        admin, "activities:add", **form_data(responsible=foreign.pk, municipalities=[member_of(dso_b).pk])
    ).context["form"]

    assert "Cizí člověk" not in page
    assert member_of(dso_a).name in page
    assert member_of(dso_b).name not in page
    assert refused.errors.keys() == {"responsible", "municipalities"}


def test_the_site_can_not_be_slipped_in(admin: Client, dso_a: Association, dso_b: Association) -> None:
    post(admin, "activities:add", **form_data(site=dso_b.site_id))

    assert Activity.objects.get().site == dso_a.site


def test_the_list_asks_the_database_as_often_for_300_rows_as_for_3(
    admin: Client, dso_a: Association, assert_same_queries: Any
) -> None:
    many_activities(dso_a, 2)
    make_request(dso_a)
    assert_same_queries(lambda: get(admin, "activities:index"), lambda: many_activities(dso_a, 297), at_most=31)
    assert Activity.objects.count() == 302


@pytest.mark.on_both
def test_the_list_is_filtered_and_searched(admin: Client, dso_a: Association) -> None:
    lamp = make_request(dso_a, kind="fault").activity
    other = make_activity(dso_a, title="Žádost o dotaci", subarea_code="grants_application")
    close_activity(activity=other, output=output(), output_description="Podáno")

    assert titles(get(admin, "activities:index", status="open")) == [lamp.title]
    assert titles(get(admin, "activities:index", status=["closed", "cancelled"])) == [other.title]
    assert titles(get(admin, "activities:index", area=other.area_id)) == [other.title]
    assert titles(get(admin, "activities:index", is_expert_advice="true")) == []
    assert titles(get(admin, "activities:index", municipalities=member_of(dso_a).pk)) == [lamp.title]
    assert titles(get(admin, "activities:index", q="zadost DOTACI")) == [other.title]
    assert titles(get(admin, "activities:index", started_on_from="2030-01-01")) == []
    today = timezone.localdate().isoformat()
    assert titles(get(admin, "activities:index", closed_on_from=today, closed_on_to=today)) == [other.title]


@pytest.mark.on_both
def test_the_list_remembers_its_order(admin: Client, dso_a: Association) -> None:
    for title in ("Beta", "Alfa"):
        make_activity(dso_a, title=title)

    assert titles(get(admin, "activities:index", ordering="title")) == ["Alfa", "Beta"]
    assert titles(get(admin, "activities:index")) == ["Alfa", "Beta"]
    assert titles(get(admin, "activities:index", ordering="-title")) == ["Beta", "Alfa"]
    assert titles(get(admin, "activities:index", ordering="nonsense")) == ["Beta", "Alfa"]
    assert titles(get(admin, "activities:index")) == ["Beta", "Alfa"]


def test_the_export_holds_what_is_listed_with_czech_headings(admin: Client, dso_a: Association) -> None:
    request = make_request(dso_a)
    other = make_activity(dso_a, municipalities=[member_of(dso_a)], responsible=make_staff(dso_a))
    close_activity(activity=other, output=output(), output_description="Hotovo")

    exported = b"".join(get(admin, "activities:index", export="csv").streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(exported)))

    assert {row["Název"] for row in rows} == {request.activity.title, other.title}
    closed = next(row for row in rows if row["Název"] == other.title)
    assert (closed["Stav"], closed["Odborné poradenství"], closed["Obce, kterých se týká"]) == (
        "ukončená",
        "ano",
        member_of(dso_a).name,
    )
    assert next(row for row in rows if row["Podání"])["Podání"] == request.reference
    workbook = get(admin, "activities:index", export="xlsx")
    assert b"".join(workbook.streaming_content).startswith(b"PK")


def test_the_export_asks_the_database_as_often_for_many(
    admin: Client, dso_a: Association, assert_same_queries: Any
) -> None:
    def export() -> None:
        b"".join(get(admin, "activities:index", export="csv").streaming_content)

    many_activities(dso_a, 3)
    assert_same_queries(export, lambda: many_activities(dso_a, 50))


@pytest.mark.spec("ACT-3")
def test_closing_in_the_admin(admin: Client, dso_a: Association, manager_a: Any) -> None:
    activity = make_activity(dso_a)
    listed = get(admin, "activities:index").content.decode()
    assert reverse("activities:close", args=[activity.pk]) in listed

    response = post(
        admin,
        "activities:close",
        activity.pk,
        closed_on=timezone.localdate().isoformat(),
        output=output().pk,
        output_description="Poradili jsme",
        file=upload("zapis.pdf", PDF),
    )

    assert response.status_code == 302
    activity.refresh_from_db()
    assert (activity.status, activity.closed_by) == (ActivityStatus.CLOSED, manager_a)
    assert activity.attachments.get().kind == AttachmentKind.ATTACHMENT


@pytest.mark.spec("ACT-3")
def test_closing_without_output_tells_it_at_the_fields(admin: Client, dso_a: Association) -> None:
    activity = make_activity(dso_a)

    response = post(admin, "activities:close", activity.pk, closed_on="2001-01-01", output_description="")

    assert response.context["form"].errors.keys() == {"closed_on", "output", "output_description"}
    activity.refresh_from_db()
    assert activity.status == ActivityStatus.OPEN


@pytest.mark.spec("ACT-4")
def test_a_law_firms_activity_is_closed_with_its_opinion_at_once(admin: Client, dso_a: Association) -> None:
    activity = make_activity(dso_a, handled_by=Handler.objects.get(code="law_firm"))
    data = {"closed_on": timezone.localdate().isoformat(), "output": output().pk, "output_description": "Stanovisko"}

    assert "file" in post(admin, "activities:close", activity.pk, **data).context["form"].errors
    wrong = post(admin, "activities:close", activity.pk, **data, file=upload("a.pdf", b"MZ no pdf"))
    assert "file" in wrong.context["form"].errors
    assert post(admin, "activities:close", activity.pk, **data, file=upload("a.pdf", PDF)).status_code == 302
    assert activity.attachments.get().kind == AttachmentKind.OPINION


@pytest.mark.spec("ACT-3")
def test_a_refused_closing_stores_no_file(admin: Client, dso_a: Association) -> None:
    activity = make_activity(dso_a)
    change_activity(activity=activity, started_on=timezone.localdate() + timedelta(days=1))

    response = post(
        admin,
        "activities:close",
        activity.pk,
        closed_on=timezone.localdate().isoformat(),
        output=output().pk,
        output_description="Opraveno",
        file=upload("zapis.pdf", PDF),
    )

    assert response.context["form"].errors.keys() == {"closed_on"}
    assert not ActivityAttachment.objects.exists()


@pytest.mark.spec("CIT-4", "CIT-5")
def test_an_activity_with_a_request_ends_where_the_request_does(admin: Client, dso_a: Association) -> None:
    request = make_request(dso_a)
    closing = reverse("citizen_requests:resolve", args=[request.pk])
    data = {"closed_on": timezone.localdate().isoformat(), "output": output().pk, "output_description": "Opraveno"}

    assert closing in get(admin, "activities:inspect", request.activity_id).content.decode()
    for name in ("close", "cancel"):
        assert get(admin, f"activities:{name}", request.activity_id).url == closing
        assert post(admin, f"activities:{name}", request.activity_id, **data, reason="Omyl").url == closing
    request.refresh_from_db()
    assert (request.is_open, request.activity.status) == (True, ActivityStatus.OPEN)


def test_cancelling_needs_a_reason(admin: Client, dso_a: Association) -> None:
    activity = make_activity(dso_a)

    assert "reason" in post(admin, "activities:cancel", activity.pk, reason="").context["form"].errors
    assert post(admin, "activities:cancel", activity.pk, reason="Dvakrát").status_code == 302
    activity.refresh_from_db()
    assert activity.status == ActivityStatus.CANCELLED


@pytest.mark.spec("CIT-4")
def test_an_activity_with_a_request_offers_no_cancelling(admin: Client, dso_a: Association) -> None:
    request, other = make_request(dso_a), make_activity(dso_a)

    listed = get(admin, "activities:index").content.decode()

    assert reverse("activities:cancel", args=[other.pk]) in listed
    assert reverse("activities:cancel", args=[request.activity_id]) not in listed


def test_an_ended_activity_is_only_shown(admin: Client, dso_a: Association) -> None:
    activity = make_activity(dso_a)
    close_activity(activity=activity, output=output(), output_description="Hotovo")

    assert get(admin, "activities:edit", activity.pk).url == reverse("activities:inspect", args=[activity.pk])
    for name in ("close", "cancel", "files"):
        assert get(admin, f"activities:{name}", activity.pk).status_code == 302
    refused = post(admin, "activities:edit", activity.pk, **form_data(title="Pozdě"))
    assert refused.context["form"].non_field_errors()
    activity.refresh_from_db()
    assert activity.title != "Pozdě"
    shown = get(admin, "activities:inspect", activity.pk).content.decode()
    assert "Hotovo" in shown


def test_files_are_added_downloaded_and_removed(
    admin: Client, dso_a: Association, django_capture_on_commit_callbacks: Any
) -> None:
    activity = make_activity(dso_a)
    post(admin, "activities:files", activity.pk, kind="opinion", file=upload("Stanovisko.pdf", PDF))
    attachment = activity.attachments.get()

    download = get(admin, "activities:download", activity.pk, attachment.pk)
    assert b"".join(download.streaming_content) == PDF
    assert download["Content-Disposition"] == 'attachment; filename="Stanovisko.pdf"'
    assert download["X-Content-Type-Options"] == "nosniff"

    with django_capture_on_commit_callbacks(execute=True):
        post(admin, "activities:files", activity.pk, remove=attachment.pk)
    assert not activity.attachments.exists()
    assert not private_storage().exists(attachment.file.name)


def test_requests_are_neither_edited_nor_deleted_by_hand(admin: Client, dso_a: Association) -> None:
    request = make_request(dso_a)
    prefix = reverse("citizen_requests:index")

    for path in (f"edit/{request.pk}/", f"delete/{request.pk}/"):
        assert admin.get(f"{prefix}{path}", **HOST).status_code == 404
    assert admin.get(f"{reverse('activities:index')}delete/{request.activity_id}/", **HOST).status_code == 404
