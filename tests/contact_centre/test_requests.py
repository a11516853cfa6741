"""A citizen's request and the activity that keeps it (domain §3)."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from contact_centre.enums import ActivityStatus, RequestStatus
from contact_centre.intake import letters
from contact_centre.models import Activity, CitizenRequest, NumberSeries, RequestAttachment
from contact_centre.models.activity import private_storage
from contact_centre.uploads import check_upload
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association

from .factories import jpeg, make_request, member_of, upload

PRAGUE = ZoneInfo("Europe/Prague")


@pytest.fixture
def centre(dso_a: Association) -> Association:
    """The association with an address of its centre."""
    dso_a.email = "centrum@example.org"
    dso_a.short_name = "Svazek obcí 1866"
    dso_a.save()
    return dso_a


@pytest.mark.spec("CIT-4")
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


@pytest.mark.spec("CIT-4")
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
    assert (CitizenRequest.objects.count(), Activity.objects.count()) == (1, 1)


def test_the_receipt_goes_through_the_outbox_once(centre: Association) -> None:
    request = make_request(centre, email="obcan@example.org", name="Jana Nováková", text="Tajný text podnětu")

    receipt = OutboxMessage.objects.get(recipient="obcan@example.org")
    assert receipt.event == f"contact_centre.receipt:{request.pk}"
    assert request.reference in receipt.subject
    assert request.reference in receipt.text
    assert request.reference in receipt.html
    assert receipt.reply_to == "centrum@example.org"
    assert receipt.site == centre.site
    assert "Tajný text" not in receipt.text + receipt.html


def test_the_centre_is_told_without_personal_data(centre: Association) -> None:
    request = make_request(centre, email="obcan@example.org", name="Jana Nováková", text="Tajný text podnětu")

    notice = OutboxMessage.objects.get(recipient="centrum@example.org")
    content = notice.subject + notice.text + notice.html
    assert request.reference in notice.subject
    assert f"/admin/contact_centre/citizenrequest/inspect/{request.pk}/" in notice.text
    assert not any(word in content for word in ("Jana", "obcan@example.org", "Tajný"))


def test_the_receipt_speaks_the_language_of_the_form(centre: Association) -> None:
    make_request(centre, email="obcan@example.org", language="en")
    make_request(centre, email="obcanka@example.org", language="cs")

    assert "received" in OutboxMessage.objects.get(recipient="obcan@example.org").subject
    assert "received" not in OutboxMessage.objects.get(recipient="obcanka@example.org").subject


def test_without_addresses_no_letter_is_written(dso_a: Association) -> None:
    make_request(dso_a)

    assert not OutboxMessage.objects.exists()


@pytest.mark.spec("CIT-4")
def test_a_failure_in_the_middle_leaves_nothing(centre: Association, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_letters: Any) -> None:
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
    new_year_in_prague = datetime(2026, 12, 31, 23, 30, tzinfo=ZoneInfo("UTC"))
    old_year_in_prague = datetime(2026, 12, 31, 23, 30, tzinfo=PRAGUE)

    assert make_request(centre, received_at=old_year_in_prague).reference == "SO1866-2026-00001"
    assert make_request(centre, received_at=old_year_in_prague).reference == "SO1866-2026-00002"
    assert make_request(centre, received_at=new_year_in_prague).reference == "SO1866-2027-00001"
    assert make_request(dso_b, received_at=old_year_in_prague).reference == "SOD-2026-00001"


def test_a_number_rolled_back_is_given_again(centre: Association, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(letters, "enqueue_new", lambda _letters: 1 / 0)
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
