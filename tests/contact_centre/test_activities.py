"""The life of an activity and its rules (domain §1)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from contact_centre.actions import attach_file, cancel_activity, change_activity, close_activity, open_activity
from contact_centre.enums import ActivityStatus, AttachmentKind, ChangeKind
from contact_centre.models import Activity, ActivityOutput, ActivitySubarea, ActivityTrigger, Handler
from contact_centre.provisioning import load_code_lists
from contact_centre.uploads import check_upload
from portal.tenancy.models import Association
from tests.tenancy.factories import MunicipalityFactory

from .factories import PDF, activity_values, make_activity, make_request, make_staff, member_of, output, upload


def messages_at(error: pytest.ExceptionInfo[ValidationError], field: str) -> list[str]:
    return error.value.message_dict[field]


@pytest.mark.spec("ACT-1", "ACT-2")
def test_an_opened_activity_holds_what_the_rule_asks_for(dso_a: Association, manager_a: Any) -> None:
    activity = make_activity(dso_a, user=manager_a)

    stored = Activity.objects.get(pk=activity.pk)
    assert (stored.site, stored.status, stored.started_on) == (dso_a.site, ActivityStatus.OPEN, timezone.localdate())
    assert (stored.trigger.code, stored.area.code, stored.subarea.code) == ("mayor", "grants", "grants_consultation")
    assert stored.created_by == manager_a
    log = ModelLogEntry.objects.get(action="contact_centre.open", object_id=str(activity.pk))
    assert log.user == manager_a


@pytest.mark.spec("ACT-2")
@pytest.mark.parametrize("field", ["title", "description"])
def test_opening_is_refused_without_a_required_text(dso_a: Association, field: str) -> None:
    with pytest.raises(ValidationError) as error:
        make_activity(dso_a, **{field: "  "})

    assert messages_at(error, field)
    assert not Activity.objects.exists()


@pytest.mark.spec("ACT-2")
def test_a_sub_area_of_another_area_is_refused(dso_a: Association) -> None:
    values = activity_values()
    values["subarea"] = ActivitySubarea.objects.get(code="legal_consultation")

    with pytest.raises(ValidationError) as error:
        open_activity(site=dso_a.site, **values)

    assert messages_at(error, "subarea")


@pytest.mark.spec("TGT-1")
def test_expert_advice_is_prefilled_by_the_sub_area_and_may_differ(dso_a: Association) -> None:
    assert make_activity(dso_a, subarea_code="grants_consultation").is_expert_advice
    assert not make_activity(dso_a, subarea_code="grants_application").is_expert_advice
    assert make_activity(dso_a, subarea_code="grants_application", is_expert_advice=True).is_expert_advice


def test_a_person_or_municipality_of_another_association_is_refused(dso_a: Association, dso_b: Association) -> None:
    with pytest.raises(ValidationError) as error:
        make_activity(dso_a, responsible=make_staff(dso_b))
    assert messages_at(error, "responsible")

    with pytest.raises(ValidationError) as error:
        make_activity(dso_a, municipalities=[member_of(dso_b)])
    assert messages_at(error, "municipalities")

    activity = make_activity(dso_a, municipalities=[member_of(dso_a)])
    with pytest.raises(ValidationError):
        change_activity(activity=activity, municipalities=[MunicipalityFactory(code="599999")])
    assert list(activity.municipalities.all()) == [member_of(dso_a)]


def test_numbers_run_by_association_and_year(dso_a: Association, dso_b: Association) -> None:
    year = timezone.localdate().year
    assert [make_activity(dso_a).reference, make_activity(dso_a).reference] == [f"A-{year}-00001", f"A-{year}-00002"]
    assert make_activity(dso_b).reference == f"A-{year}-00001"


def test_changing_tells_the_log_which_fields(dso_a: Association) -> None:
    activity = make_activity(dso_a)

    changed = change_activity(activity=activity, title="Jiný název", status=ActivityStatus.WAITING)

    assert (changed.title, changed.status) == ("Jiný název", ActivityStatus.WAITING)
    log = ModelLogEntry.objects.get(action="contact_centre.change")
    assert log.data["fields"] == ["status", "title"]


def test_changing_takes_only_the_fields_of_opening(dso_a: Association) -> None:
    with pytest.raises(TypeError):
        change_activity(activity=make_activity(dso_a), closed_on=date(2026, 1, 1))


def test_state_closed_is_reached_only_by_closing(dso_a: Association) -> None:
    with pytest.raises(ValidationError) as error:
        change_activity(activity=make_activity(dso_a), status=ActivityStatus.CLOSED)
    assert messages_at(error, "status")


@pytest.mark.spec("ACT-3")
def test_closing_stores_end_output_and_who_closed(dso_a: Association, manager_a: Any) -> None:
    activity = make_activity(dso_a)

    close_activity(activity=activity, output=output(), output_description=" Vyřízeno. ", user=manager_a)

    activity.refresh_from_db()
    assert activity.status == ActivityStatus.CLOSED
    assert (activity.closed_on, activity.output.code) == (timezone.localdate(), "resolved")
    assert (activity.output_description, activity.closed_by) == ("Vyřízeno.", manager_a)
    assert ModelLogEntry.objects.filter(action="contact_centre.close", user=manager_a).count() == 1


@pytest.mark.spec("ACT-3")
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"output": None}, "output"),
        ({"output_description": "   "}, "output_description"),
        ({"closed_on": date(2020, 1, 1)}, "closed_on"),
        ({"closed_on": timezone.localdate() + timedelta(days=2)}, "closed_on"),
    ],
)
def test_closing_without_what_the_rule_asks_for_is_refused(
    dso_a: Association, changed: dict[str, Any], field: str
) -> None:
    activity = make_activity(dso_a)

    with pytest.raises(ValidationError) as error:
        close_activity(**{"activity": activity, "output": output(), "output_description": "Hotovo", **changed})

    assert messages_at(error, field)
    activity.refresh_from_db()
    assert activity.status == ActivityStatus.OPEN


@pytest.mark.spec("ACT-3")
@pytest.mark.parametrize(
    "values",
    [
        {"status": "closed"},
        {"status": "closed", "closed_on": date(2030, 1, 1), "output_description": "Hotovo"},
        {"status": "nonsense"},
        {"closed_on": date(2030, 1, 1)},
        {"title": ""},
        {"description": ""},
    ],
)
def test_the_database_itself_refuses_a_broken_activity(dso_a: Association, values: dict[str, Any]) -> None:
    activity = make_activity(dso_a)

    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=activity.pk).update(**values)


@pytest.mark.spec("ACT-3")
def test_the_database_itself_refuses_missing_description_and_end_before_start(dso_a: Association) -> None:
    rows = Activity.objects.filter(pk=make_activity(dso_a).pk)
    closed = {"status": "closed", "output": output()}

    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**closed, closed_on=date(2030, 1, 1), output_description="")
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**closed, closed_on=date(2000, 1, 1), output_description="Hotovo")
    rows.update(**closed, closed_on=date(2030, 1, 1), output_description="Hotovo")


@pytest.mark.spec("ACT-4")
@pytest.mark.parametrize("handler", ["law_firm", "expert"])
def test_a_law_firm_or_expert_needs_an_attached_opinion(dso_a: Association, handler: str) -> None:
    question = "Je smlouva v pořádku?"
    activity = make_activity(dso_a, handled_by=Handler.objects.get(code=handler), specification=question)
    close = {"activity": activity, "output": output(), "output_description": "Stanovisko předáno obci."}
    file = check_upload(upload("stanovisko.pdf", PDF))

    with pytest.raises(ValidationError):
        close_activity(**close)
    attach_file(activity=activity, file=file)
    with pytest.raises(ValidationError):
        close_activity(**close)

    attach_file(activity=activity, file=file, kind=AttachmentKind.OPINION)
    assert close_activity(**close).status == ActivityStatus.CLOSED


def test_an_ended_activity_is_neither_changed_nor_closed_again(dso_a: Association) -> None:
    activity = make_activity(dso_a)
    close_activity(activity=activity, output=output(), output_description="Hotovo")

    with pytest.raises(ValidationError):
        change_activity(activity=activity, title="Pozdě")
    with pytest.raises(ValidationError):
        close_activity(activity=activity, output=output(), output_description="Podruhé")
    with pytest.raises(ValidationError):
        cancel_activity(activity=activity, reason="Pozdě")
    with pytest.raises(ValidationError):
        attach_file(activity=activity, file=check_upload(upload("a.pdf", PDF)))


def test_cancelling_needs_a_reason_that_stays_in_the_history(dso_a: Association) -> None:
    activity = make_activity(dso_a)
    with pytest.raises(ValidationError) as error:
        cancel_activity(activity=activity, reason=" ")
    assert messages_at(error, "reason")

    assert cancel_activity(activity=activity, reason="Zapsáno dvakrát").status == ActivityStatus.CANCELLED
    assert activity.changes.get(kind=ChangeKind.CANCELLED).reason == "Zapsáno dvakrát"


@pytest.mark.spec("CIT-4", "CIT-5")
def test_an_activity_that_keeps_a_request_is_neither_closed_nor_cancelled_by_itself(dso_a: Association) -> None:
    request = make_request(dso_a)

    with pytest.raises(ValidationError):
        cancel_activity(activity=request.activity, reason="Omyl")
    with pytest.raises(ValidationError):
        close_activity(activity=request.activity, output=output(), output_description="Hotovo")
    with pytest.raises(ValidationError) as error:
        change_activity(activity=request.activity, status=ActivityStatus.CLOSED)
    assert messages_at(error, "status")

    request.refresh_from_db()
    assert (request.is_open, request.activity.status) == (True, ActivityStatus.OPEN)


@pytest.mark.spec("CIT-4")
def test_the_register_never_takes_a_request_back(dso_a: Association) -> None:
    """Its activity goes on with the work; it doesn't become untouched again, nor move once the request has ended."""
    request = make_request(dso_a)

    change_activity(activity=request.activity, status=ActivityStatus.WAITING)
    with pytest.raises(ValidationError) as error:
        change_activity(activity=request.activity, status=ActivityStatus.OPEN)
    assert messages_at(error, "status")
    assert change_activity(activity=request.activity, title="Jiný název").status == ActivityStatus.WAITING


@pytest.mark.spec("ACT-6")
def test_code_lists_are_data_and_loading_again_changes_nothing(dso_a: Association) -> None:
    entry = ActivityOutput.objects.get(code="document")
    entry.name = "Dokument podle Svazu"
    entry.save()
    before = list(ActivitySubarea.objects.values_list("code", "area__code", "is_expert_advice"))

    load_code_lists()

    assert ActivityOutput.objects.get(code="document").name == "Dokument podle Svazu"
    assert list(ActivitySubarea.objects.values_list("code", "area__code", "is_expert_advice")) == before
    assert set(Handler.objects.filter(opinion_required=True).values_list("code", flat=True)) == {"law_firm", "expert"}


@pytest.mark.spec("ACT-6")
def test_a_retired_entry_stays_on_old_records_and_is_offered_no_more(dso_a: Association) -> None:
    activity = make_activity(dso_a)
    ActivityTrigger.objects.filter(code="mayor").update(retired_on=timezone.localdate())

    activity.refresh_from_db()
    assert activity.trigger.code == "mayor"
    assert "mayor" not in set(ActivityTrigger.objects.current().values_list("code", flat=True))


def test_the_register_is_searched_by_words_without_case_and_diacritics(dso_a: Association) -> None:
    activity = make_activity(dso_a, title="Žádost o dotaci na ČOV", description="Příloha č. 3")
    make_activity(dso_a, title="Něco jiného")

    assert list(Activity.objects.matching("zadost cov")) == [activity]
    assert list(Activity.objects.matching("PŘÍLOHA")) == [activity]
    assert not Activity.objects.matching("žádost kanalizace").exists()
