"""A citizen's request and the activity that keeps it (domain §3)."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from contact_centre.enums import ActivityStatus, RequestStatus
from contact_centre.form.drafts import add_file, keep_draft
from contact_centre.intake import letters
from contact_centre.models import Activity, CitizenRequest, DraftFile, NumberSeries, RequestAttachment, RequestDraft
from contact_centre.models.activity import private_storage
from contact_centre.uploads import check_upload
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Agenda, Association

from ..factories import jpeg, make_request, make_staff, member_of, upload

PRAGUE = ZoneInfo("Europe/Prague")


@pytest.mark.spec("CIT-4", "A1")
@pytest.mark.parametrize(
    ("kind", "subarea"),
    [
        ("suggestion", "citizens_suggestion"),
        ("request", "citizens_request"),
        ("fault", "citizens_fault"),
        ("question", "citizens_advice"),
    ],
)
def test_every_request_is_kept_as_one_activity(centre: Association, kind: str, subarea: str) -> None:
    request = make_request(centre, kind=kind)

    activity = Activity.objects.get()
    assert request.activity == activity
    assert (activity.trigger.code, activity.area.code, activity.subarea.code) == ("citizen", "citizens", subarea)
    assert (activity.status, request.status) == (ActivityStatus.OPEN, RequestStatus.REGISTERED)
    assert list(activity.municipalities.all()) == [request.municipality]
    assert activity.site == request.site == centre.site


def test_the_activity_holds_nothing_personal(centre: Association) -> None:
    request = make_request(
        centre, text="Volejte Janu Novákovou", name="Jana Nováková", email="jana@example.org", phone="+420491000101"
    )

    kept = f"{request.activity.title} {request.activity.description} {request.activity.search_text}".casefold()
    assert request.reference in request.activity.title
    assert not any(word in kept for word in ("jana", "novák", "novak", "example.org", "491000101"))


@pytest.mark.spec("CIT-4", "A1")
def test_neither_the_request_nor_its_activity_can_be_deleted_alone(centre: Association) -> None:
    request = make_request(centre)

    for delete in (
        request.delete,
        request.activity.delete,
        CitizenRequest.objects.all().delete,
        Activity.objects.all().delete,
    ):
        with pytest.raises(ProtectedError), transaction.atomic():
            delete()
    with pytest.raises(IntegrityError):
        delete_activity_behind_our_back()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM contact_centre_citizenrequest")
    assert (CitizenRequest.objects.count(), Activity.objects.count()) == (1, 1)


@pytest.mark.spec("CIT-4", "A1")
def test_a_failure_in_the_middle_leaves_nothing(centre: Association, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_letters: Any, **_more: Any) -> None:
        raise RuntimeError("the outbox is away")

    monkeypatch.setattr(letters, "enqueue_new", fail)
    file = check_upload(upload("lampa.jpg", jpeg()))
    names: list[str] = []
    save = private_storage().save
    monkeypatch.setattr(private_storage(), "save", lambda *a, **k: names.append(save(*a, **k)) or names[-1])

    with pytest.raises(RuntimeError):
        make_request(centre, email="obcan@example.org", attachment=file)

    assert not CitizenRequest.objects.exists()
    assert not Activity.objects.exists()
    assert not OutboxMessage.objects.exists()
    assert not NumberSeries.objects.exists()
    assert len(names) == 1
    assert not private_storage().exists(names[0])


def test_the_same_form_twice_is_stored_once(centre: Association) -> None:
    first = make_request(centre, submission_token="jednou", email="obcan@example.org")
    again = make_request(centre, submission_token="jednou", email="obcan@example.org")

    assert first == again
    assert CitizenRequest.objects.count() == Activity.objects.count() == 1
    assert OutboxMessage.objects.filter(recipient="obcan@example.org").count() == 1


def test_the_same_form_with_a_file_twice_leaves_no_file_of_the_second(centre: Association) -> None:
    first = make_request(centre, submission_token="jednou")

    again = make_request(centre, submission_token="jednou", attachment=check_upload(upload("a.jpg", jpeg())))

    assert again == first
    assert CitizenRequest.objects.count() == Activity.objects.count() == 1
    assert not RequestAttachment.objects.exists()


def test_two_associations_may_get_the_same_token(centre: Association, dso_b: Association) -> None:
    assert make_request(centre, submission_token="x") != make_request(dso_b, submission_token="x")


def test_a_municipality_of_another_association_is_refused(centre: Association, dso_b: Association) -> None:
    with pytest.raises(ValidationError) as error:
        make_request(centre, municipality=member_of(dso_b))
    assert "municipality" in error.value.message_dict
    assert not CitizenRequest.objects.exists()


def test_numbers_are_readable_and_run_by_association_and_year_of_prague(
    centre: Association, dso_b: Association
) -> None:
    year = timezone.localdate().year
    old_year_in_prague = datetime(year, 12, 31, 23, 30, tzinfo=PRAGUE)
    new_year_in_prague = datetime(year, 12, 31, 23, 30, tzinfo=UTC)

    assert make_request(centre, received_at=old_year_in_prague).reference == f"SO1866-{year}-00001"
    assert make_request(centre, received_at=old_year_in_prague).reference == f"SO1866-{year}-00002"
    assert make_request(centre, received_at=new_year_in_prague).reference == f"SO1866-{year + 1}-00001"
    assert make_request(dso_b, received_at=old_year_in_prague).reference == f"SOD-{year}-00001"


def test_a_number_rolled_back_is_given_again(centre: Association, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(letters, "enqueue_new", lambda _letters, **_more: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            make_request(centre)

    assert make_request(centre).reference.endswith("-00001")


def test_a_photograph_is_stored_privately_under_a_random_name(centre: Association) -> None:
    request = make_request(centre, attachment=check_upload(upload("Lampa u kapličky.JPG", jpeg())))

    attachment = request.attachments.get()
    assert attachment.original_name == "Lampa u kapličky.jpg"
    assert "lampa" not in attachment.file.name.casefold()
    assert private_storage().exists(attachment.file.name)


@pytest.mark.spec("CIT-5")
def test_the_database_itself_refuses_a_resolved_request_without_the_mayor(centre: Association) -> None:
    rows = CitizenRequest.objects.filter(pk=make_request(centre).pk)
    for values in ({"status": "resolved"}, {"status": "lost"}, {"kind": "joke"}, {"text": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**values)


def test_who_handles_the_agenda_answers_for_the_request(centre: Association, dso_b: Association) -> None:
    agenda = Agenda.objects.create(site=centre.site, title="Dotace")
    second, first = (make_staff(centre, name=name, order=order) for name, order in (("Druhá", 2), ("První", 1)))
    for person in (second, first):
        person.agendas.add(agenda)

    assert make_request(centre, agenda=agenda).activity.responsible == first
    assert make_request(centre).activity.responsible is None
    with pytest.raises(ValidationError):
        make_request(dso_b, agenda=agenda)


def test_files_of_a_draft_become_the_requests_without_being_copied(centre: Association) -> None:
    draft = draft_with_file(centre)
    [kept] = DraftFile.objects.values_list("file", "original_name", "content_type", "size")

    request = make_request(centre, submission_token=draft.submission_token, draft=draft)

    assert request.attachments.values_list("file", "original_name", "content_type", "size").get() == kept
    assert private_storage().exists(kept[0])
    draft.refresh_from_db()
    assert (draft.request, draft.data, draft.files.count()) == (request, {}, 0)


def test_a_form_sent_past_its_preview_takes_its_files_along(centre: Association) -> None:
    draft = draft_with_file(centre)

    request = make_request(centre, submission_token=draft.submission_token)

    assert request.attachments.count() == 1


def test_a_failure_leaves_the_draft_as_it_was(centre: Association, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = draft_with_file(centre)
    monkeypatch.setattr(letters, "enqueue_new", lambda _letters, **_more: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        make_request(centre, email="jana@example.org", submission_token=draft.submission_token, draft=draft)

    draft.refresh_from_db()
    assert (draft.request, draft.data) == (None, {"text": "Nesvítí"})
    assert private_storage().exists(draft.files.get().file.name)
    assert not RequestAttachment.objects.exists()


def delete_activity_behind_our_back() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM contact_centre_activity_municipalities")
        cursor.execute("DELETE FROM contact_centre_activity")
        connection.check_constraints()


def draft_with_file(association: Association) -> RequestDraft:
    draft = keep_draft(
        site_id=association.site_id, submission_token="z náhledu", data={"text": "Nesvítí"}, language="cs"
    )
    add_file(draft, check_upload(upload("Lampa.jpg", jpeg())))
    return draft
