"""Reopening, and closing into a period whose numbers are frozen: who may, and with what reason (A3, TGT-3)."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contact_centre.actions import cancel_activity, close_activity, reopen_activity, reopen_request
from contact_centre.closing.words import MayorWord
from contact_centre.enums import ActivityStatus, ChangeKind, RequestStatus
from contact_centre.models import Activity
from portal.tenancy.models import Association

from ..browser import get, post
from ..factories import make_activity, make_request, output
from .endings import resolved
from .periods import closed, evaluated

NO_WORD = MayorWord.not_told("Volby.")
REASON = "Výstup patřil k jiné záležitosti."


def typed(**changed: Any) -> dict[str, Any]:
    """What the closing form sends."""
    plain = {"output": output().pk, "output_description": "Předáno obci.", "closed_on": timezone.localdate()}
    return {**plain, **changed}


@pytest.fixture
def editor(client: Client, editor_a: Any) -> Client:
    client.force_login(editor_a)
    return client


def status_of(activity: Activity) -> str:
    return str(Activity.objects.values_list("status", flat=True).get(pk=activity.pk))


@pytest.mark.spec("A3")
def test_reopening_keeps_in_the_history_what_the_activity_ended_with(dso_a: Association, editor_a: Any) -> None:
    activity = closed(dso_a)

    reopened = reopen_activity(activity=activity, reason=f" {REASON} ", user=editor_a)

    assert (reopened.status, reopened.closed_on, reopened.output) == (ActivityStatus.IN_PROGRESS, None, None)
    assert (reopened.times_reopened, reopened.reopened_because) == (1, REASON)
    lines = {line.field: line for line in activity.changes.filter(kind=ChangeKind.REOPENED)}
    assert lines.keys() == {"status", "closed_on", "output", "output_description"}
    assert lines["closed_on"].old == timezone.localdate().isoformat()
    assert {line.reason for line in lines.values()} == {REASON}
    assert {line.user_key for line in lines.values()} == {str(editor_a.pk)}


@pytest.mark.parametrize("status", ["open", "cancelled"])
def test_only_a_closed_activity_is_reopened(dso_a: Association, status: str) -> None:
    activity = make_activity(dso_a)
    if status == "cancelled":
        cancel_activity(activity=activity, reason="Omyl")

    with pytest.raises(ValidationError):
        reopen_activity(activity=activity, reason=REASON)
    assert status_of(activity) == status


@pytest.mark.spec("A3")
def test_without_a_reason_nothing_is_reopened(dso_a: Association) -> None:
    activity = closed(dso_a)

    with pytest.raises(ValidationError) as error:
        reopen_activity(activity=activity, reason="  ")

    assert error.value.message_dict.keys() == {"reason"}
    assert status_of(activity) == "closed"


@pytest.mark.spec("A3")
def test_of_an_evaluated_period_only_the_manager_reopens_an_activity(
    dso_a: Association, dso_b: Association, editor_a: Any, manager_a: Any, manager_b: Any
) -> None:
    activity, evaluation = closed(dso_a), evaluated(dso_a)

    for user in (editor_a, manager_b):
        with pytest.raises(ValidationError) as error:
            reopen_activity(activity=activity, reason=REASON, user=user)
        assert error.value.error_dict["reason"][0].code == "evaluated"
    assert status_of(activity) == "closed"

    reopened = reopen_activity(activity=activity, reason=REASON, user=manager_a)

    assert reopened.status == ActivityStatus.IN_PROGRESS
    before = evaluation.counted
    evaluation.refresh_from_db()
    assert evaluation.counted == before


@pytest.mark.spec("A3")
def test_closing_into_an_evaluated_period_is_the_managers_with_a_reason(
    dso_a: Association, editor_a: Any, manager_a: Any
) -> None:
    activity = make_activity(dso_a)
    evaluated(dso_a)
    values: dict[str, Any] = {"activity": activity, "output": output(), "output_description": "Předáno."}

    with pytest.raises(ValidationError) as error:
        close_activity(**values, user=editor_a, reason=REASON)
    assert error.value.message_dict.keys() == {"closed_on"}
    with pytest.raises(ValidationError) as error:
        close_activity(**values, user=manager_a)
    assert error.value.message_dict.keys() == {"reason"}
    assert status_of(activity) == "open"

    close_activity(**values, user=manager_a, reason=REASON)

    assert set(activity.changes.filter(kind=ChangeKind.CLOSED).values_list("reason", flat=True)) == {REASON}


def test_another_centres_evaluation_freezes_nothing_here(dso_a: Association, dso_b: Association, editor_a: Any) -> None:
    activity = closed(dso_a)
    evaluated(dso_b)

    assert reopen_activity(activity=activity, reason=REASON, user=editor_a).status == ActivityStatus.IN_PROGRESS


@pytest.mark.spec("A3", "R8")
def test_a_citizen_reopens_also_what_was_evaluated_and_the_history_says_so(dso_a: Association) -> None:
    request = resolved(make_request(dso_a, email="jana@example.org"), word=NO_WORD)
    evaluated(dso_a)

    reopen_request(request=request, reason="Lampa zase nesvítí.")

    activity = Activity.objects.get(request=request)
    assert activity.status == ActivityStatus.IN_PROGRESS
    reasons = set(activity.changes.filter(kind=ChangeKind.REOPENED).values_list("reason", flat=True))
    assert reasons == {f"Podání {request.reference} bylo znovu otevřeno."}
    assert "lampa" not in activity.reopened_because.lower()


def test_an_activity_of_a_request_is_reopened_with_the_request_only(dso_a: Association, admin: Client) -> None:
    request = resolved(make_request(dso_a), word=NO_WORD)

    with pytest.raises(ValidationError):
        reopen_activity(activity=request.activity, reason=REASON)
    response = post(admin, "activities:reopen", request.activity.pk, reason=REASON)

    assert response.status_code == 302
    request.refresh_from_db()
    assert request.status == RequestStatus.RESOLVED
    assert status_of(request.activity) == "closed"


@pytest.mark.spec("A3")
def test_the_page_of_a_closed_activity_leads_to_the_form_that_reopens_it(dso_a: Association, admin: Client) -> None:
    activity = closed(dso_a)

    page = get(admin, "activities:inspect", activity.pk).content.decode()
    assert f"/reopen/{activity.pk}/" in page
    assert f"/history/{activity.pk}/" in page
    assert post(admin, "activities:reopen", activity.pk, reason="").context["form"].errors.keys() == {"reason"}
    assert post(admin, "activities:reopen", activity.pk, reason=REASON).status_code == 302
    assert status_of(activity) == "in_progress"


@pytest.mark.spec("A3")
def test_an_editor_reads_that_only_the_manager_reopens_what_was_evaluated(dso_a: Association, editor: Client) -> None:
    activity = closed(dso_a)
    evaluated(dso_a)

    for ask in (get, post):
        response = ask(editor, "activities:reopen", activity.pk, reason=REASON)
        assert response.status_code == 302
        page = editor.get(response.url, headers={"host": "horni.localhost"}).content.decode()
        assert "jen manažer" in page
    assert status_of(activity) == "closed"


@pytest.mark.spec("ACT-3", "A3")
def test_the_closing_form_asks_the_manager_why_and_the_editor_for_another_day(
    dso_a: Association, admin: Client, editor_a: Any
) -> None:
    activity = make_activity(dso_a)
    assert "reason" not in get(admin, "activities:close", activity.pk).context["form"].fields
    evaluated(dso_a)

    form = post(admin, "activities:close", activity.pk, **typed()).context["form"]
    assert form.errors.keys() == {"reason"}
    admin.force_login(editor_a)
    form = post(admin, "activities:close", activity.pk, **typed(reason=REASON)).context["form"]
    assert form.errors.keys() == {"closed_on"}
    assert status_of(activity) == "open"


@pytest.mark.spec("A3", "CIT-5")
def test_closing_a_request_into_an_evaluated_period_is_done_whole_or_not_at_all(
    dso_a: Association, admin: Client
) -> None:
    request = make_request(dso_a)
    evaluated(dso_a)
    said = typed(answer="Lampa svítí.", mayor="not_told", mayor_reason="Volby.")

    form = post(admin, "citizen_requests:resolve", request.pk, **said).context["form"]
    assert form.errors.keys() == {"reason"}
    request.refresh_from_db()
    assert (request.is_open, request.messages.count()) == (True, 0)

    assert post(admin, "citizen_requests:resolve", request.pk, **said, reason=REASON).status_code == 302
    assert status_of(request.activity) == "closed"


@pytest.mark.spec("A3")
def test_many_at_once_never_come_into_an_evaluated_period(admin: Client, dso_a: Association) -> None:
    """Each needs a reason of its own: it is closed by itself."""
    activity = make_activity(dso_a)
    evaluated(dso_a)
    url = reverse("wagtail_bulk_action", args=["contact_centre", "activity", "close_activities"])

    response = admin.post(f"{url}?id={activity.pk}&next=/admin/", typed(), headers={"host": "horni.localhost"})

    told = " ".join(str(message) for message in get_messages(response.wsgi_request))
    assert (activity.reference in told, "bylo vyhodnoceno" in told) == (True, True)
    assert status_of(activity) == "open"


@pytest.mark.spec("ACT-3")
def test_closing_records_hours_and_money_and_leaves_what_was_recorded(dso_a: Association, admin: Client) -> None:
    activity = make_activity(dso_a, hours="2.50", saved_czk=900)

    form = get(admin, "activities:close", activity.pk).context["form"]
    assert "legal_hours" not in form.fields
    assert (form.initial["hours"], form.initial["saved_czk"]) == (activity.hours, 900)
    post(admin, "activities:close", activity.pk, **typed(hours="3,5", saved_czk="", brought_czk="120000"))

    now = Activity.objects.get(pk=activity.pk)
    assert (now.status, str(now.hours), now.saved_czk, now.brought_czk) == ("closed", "3.50", 0, 120000)


def test_amounts_below_nothing_are_refused(dso_a: Association) -> None:
    with pytest.raises(ValidationError) as error:
        close_activity(activity=make_activity(dso_a), output=output(), output_description="Hotovo", saved_czk=-1)
    assert "saved_czk" in error.value.message_dict
