"""A project counts one activity for its preparation, its realisation and each of its outputs (ACT-7)."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contact_centre.actions import cancel_activity, close_activity, record_activities
from contact_centre.enums import ActivitySource, ProjectPart, ProjectStage
from contact_centre.models import Activity, Project
from contact_centre.register.recording import RowsRefused
from portal.programme.models import Threshold
from portal.tenancy.models import Association, Municipality
from tests.contact_centre.browser import HOST, form_data, get, post
from tests.contact_centre.factories import activity_values, make_activity, output
from tests.contact_centre.shortfalls import programme


@pytest.fixture
def project(dso_a: Association) -> Project:
    return Project.objects.create(site=dso_a.site, name="Cyklostezka", description="Podél řeky.")


def part(project: Project, which: str = "preparation", name: str = "", **changed: Any) -> dict[str, Any]:
    told = {"source": ActivitySource.PROJECT, "project": project, "project_part": which, "project_output": name}
    return {**told, **changed}


@pytest.mark.spec("ACT-7")
def test_each_part_counts_once_and_a_cancelled_one_frees_its_place(dso_a: Association, project: Project) -> None:
    first = make_activity(dso_a, **part(project))
    make_activity(dso_a, **part(project, "realisation"))
    for name in ("Studie", "Most"):
        make_activity(dso_a, **part(project, "output", name))

    for again, field in ((part(project), "project_part"), (part(project, "output", "Most"), "project_output")):
        with pytest.raises(ValidationError) as error:
            make_activity(dso_a, **again)
        assert error.value.message_dict.keys() == {field}
    cancel_activity(activity=first, reason="Omylem")
    second = make_activity(dso_a, **part(project))
    close_activity(activity=second, output=output("project_phase"), output_description="Připraveno.")

    today = timezone.localdate()
    assert list(Activity.objects.counted(today, today).filter(project=project)) == [second]


@pytest.mark.spec("ACT-7")
def test_the_database_refuses_a_second_one_too(dso_a: Association, project: Project) -> None:
    make_activity(dso_a, **part(project))
    other = make_activity(dso_a)

    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=other.pk).update(**part(project))


@pytest.mark.spec("ACT-7")
def test_two_rows_of_one_sheet_can_not_be_the_same_part(dso_a: Association, project: Project, manager_a: Any) -> None:
    rows = [activity_values(**part(project)) for _row in range(2)]

    with pytest.raises(RowsRefused) as refused:
        record_activities(site=dso_a.site, rows=rows, user=manager_a)

    assert refused.value.errors.keys() == {1}
    assert not Activity.objects.exists()


@pytest.mark.spec("ACT-7")
def test_the_form_says_which_part_and_refuses_a_second_one_at_the_field(
    admin: Client, dso_a: Association, project: Project
) -> None:
    chosen = {"source": "project", "project": project.pk, "project_part": ProjectPart.OUTPUT}
    assert get(admin, "activities:add", project=project.pk).context["form"]["source"].value() == "project"

    assert "project_output" in post(admin, "activities:add", **form_data(**chosen)).context["form"].errors
    named = {**chosen, "project_output": "Most"}
    assert post(admin, "activities:add", **form_data(**named)).status_code == 302
    assert "project_output" in post(admin, "activities:add", **form_data(**named)).context["form"].errors

    page = get(admin, "projects:inspect", project.pk)
    assert "výstup: Most" in page.content.decode()
    assert page.context["counted"] == 0
    close_activity(activity=Activity.objects.get(), output=output("project_phase"), output_description="Most stojí.")
    assert get(admin, "projects:inspect", project.pk).context["counted"] == 1


@pytest.mark.spec("ACT-7")
def test_a_project_leaves_initiation_with_two_municipalities(admin: Client, dso_a: Association) -> None:
    today = timezone.localdate()
    Threshold.objects.create(
        programme=programme(), code="project_municipalities", name="obce projektu", value=2, valid_from=today
    )
    places = list(Municipality.objects.members_of(dso_a).values_list("pk", flat=True)[:2])
    data = {"name": "Obecní úřad digitálně", "description": "Společný nákup.", "stage": ProjectStage.PREPARATION}

    def send(url: str, number: int, **changed: Any) -> Any:
        return admin.post(url, {**data, "municipalities": places[:number], **changed}, **HOST)

    alone = send(reverse("projects:add"), 1)
    assert alone.context["form"].errors.keys() == {"municipalities"}
    assert send(reverse("projects:add"), 1, stage=ProjectStage.INITIATION).status_code == 302
    project = Project.objects.get()
    assert project.site == dso_a.site
    refused = send(reverse("projects:edit", args=[project.pk]), 1)
    assert refused.context["form"].errors.keys() == {"municipalities"}
    assert send(reverse("projects:edit", args=[project.pk]), 2).status_code == 302


def test_a_project_of_another_association_is_not_offered(admin: Client, dso_a: Association, dso_b: Association) -> None:
    foreign = Project.objects.create(site=dso_b.site, name="Cizí", description="Jinde.")

    refused = post(
        admin, "activities:add", **form_data(source="project", project=foreign.pk, project_part="preparation")
    )

    assert "project" in refused.context["form"].errors
    assert get(admin, "activities:add", project=foreign.pk).context["form"]["project"].value() is None
