"""What a person may ask for about their own data, and who sees that somebody looked (R9)."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from contact_centre.actions import add_note, write_to_citizen
from contact_centre.enums import Look
from contact_centre.models import DataAccess, RequestPolicy
from contact_centre.privacy.forgetting import forget_request
from contact_centre.privacy.looks import note_look
from portal.tenancy.models import Association
from portal.tenancy.roles import Role
from tests.tenancy.factories import make_user

from ..browser import HOST, get, post
from .histories import MARK, PHONE, marked_request, stored_files, stored_marks
from .test_anonymising import closed

pytestmark = pytest.mark.spec("R9")


@pytest.fixture
def editor(client: Client, dso_a: Association) -> Client:
    client.force_login(make_user(Role.EDITOR, dso_a))
    return client


def test_a_manager_deletes_the_data_of_an_ended_request_at_once(
    admin: Client, dso_a: Association, django_capture_on_commit_callbacks: Any
) -> None:
    request = closed(dso_a)
    assert MARK in get(admin, "citizen_requests:inspect", request.pk).content.decode()

    assert "reason" in post(admin, "citizen_requests:forget", request.pk, reason="").context["form"].errors
    with django_capture_on_commit_callbacks(execute=True):
        post(admin, "citizen_requests:forget", request.pk, reason="Žádost podle čl. 17")
    assert stored_marks(MARK, PHONE) == []
    assert stored_files() == []
    entry = ModelLogEntry.objects.get(action="contact_centre.forget")
    assert entry.data == {"reason": "Žádost podle čl. 17"}
    with pytest.raises(ValidationError):
        forget_request(request=request, user=None, reason="Znovu")


def test_the_data_of_an_open_request_stay(admin: Client, dso_a: Association) -> None:
    request = marked_request(dso_a)
    post(admin, "citizen_requests:forget", request.pk, reason="Žádost")
    request.refresh_from_db()
    assert request.anonymised_on is None
    assert request.email
    assert reverse("citizen_requests:forget", args=[request.pk]) not in _page(admin, request)


def test_only_managers_of_the_association_give_out_and_delete_data(
    admin: Client, dso_a: Association, dso_b: Association
) -> None:
    foreign, own = closed(dso_b), closed(dso_a)
    for name in ("forget", "person_data"):
        assert get(admin, f"citizen_requests:{name}", foreign.pk).status_code == 404
        assert post(admin, f"citizen_requests:{name}", foreign.pk, reason="Chci").status_code in {404, 405}
    admin.force_login(make_user(Role.EDITOR, dso_a))
    for name in ("forget", "person_data"):
        assert get(admin, f"citizen_requests:{name}", own.pk).status_code in {302, 403}
        assert reverse(f"citizen_requests:{name}", args=[own.pk]) not in _page(admin, own)
    post(admin, "citizen_requests:forget", own.pk, reason="Chci")
    own.refresh_from_db()
    assert own.anonymised_on is None


def test_a_person_gets_everything_that_is_kept_in_one_file(admin: Client, dso_a: Association) -> None:
    request = marked_request(dso_a)
    write_to_citizen(request=request, text="Kdy jste to viděli?", is_question=True)
    add_note(request=request, text="Volat až po obědě.")

    response = get(admin, "citizen_requests:person_data", request.pk)
    text = response.content.decode()
    for said in (request.text, request.email, request.name, "Kdy jste to viděli?", "Volat až po obědě.", f"{MARK}.pdf"):
        assert said in text
    assert request.reference in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    assert DataAccess.objects.filter(reference=request.reference, what=Look.EXPORT).count() == 1


def test_every_look_is_one_line_that_outlives_the_data(admin: Client, dso_a: Association, manager_a: Any) -> None:
    request = marked_request(dso_a)
    get(admin, "citizen_requests:inspect", request.pk)
    get(admin, "citizen_requests:inspect", request.pk)
    get(admin, "citizen_requests:download", request.pk, request.attachments.get().pk)

    looks = list(DataAccess.objects.order_by("pk").values_list("reference", "what", "user_key"))
    key = str(manager_a.pk)
    assert looks == [(request.reference, what, key) for what in ("request", "request", "file")]
    assert not any(MARK in line.detail for line in DataAccess.objects.all())


def test_a_line_that_can_t_be_written_stops_nobody(
    dso_a: Association, manager_a: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(**values: Any) -> None:
        raise DatabaseError(MARK)

    request = marked_request(dso_a)
    monkeypatch.setattr(DataAccess.objects, "create", fail)
    note_look(request=request, user=manager_a, what=Look.REQUEST)
    assert "look_not_noted" in caplog.text
    assert MARK not in caplog.text


def test_a_look_by_a_link_has_the_name_of_the_office(dso_a: Association) -> None:
    note_look(
        request=marked_request(dso_a), user=None, what=Look.FILE, detail="7", name="Obec Vysokov", key="hand-over:1"
    )
    line = DataAccess.objects.get()
    assert (line.user_name, line.user_key, line.detail) == ("Obec Vysokov", "hand-over:1", "7")


def test_looks_are_listed_for_managers_found_by_number_person_and_day(
    admin: Client, dso_a: Association, dso_b: Association, manager_a: Any
) -> None:
    first, second, foreign = marked_request(dso_a), marked_request(dso_a), marked_request(dso_b)
    for request in (first, second, foreign):
        note_look(request=request, user=manager_a, what=Look.REQUEST)
    index = reverse("data_looks:index")

    def shown(**query: str) -> list[str]:
        rows = admin.get(index, query, **HOST).context["object_list"]
        return sorted(row.reference for row in rows)

    assert shown() == sorted([first.reference, second.reference])
    assert shown(reference=first.reference) == [first.reference]
    assert shown(user_name="nikdo") == []
    assert shown(looked_at_from="2999-01-01") == []
    export = admin.get(index, {"export": "csv"}, **HOST)
    assert first.reference in b"".join(export.streaming_content).decode()
    admin.force_login(make_user(Role.EDITOR, dso_a))
    assert admin.get(index, **HOST).status_code in {302, 403}


def test_a_manager_says_for_how_long_data_are_kept(admin: Client, dso_a: Association) -> None:
    assert post(admin, "request_policies:add", keep_months="0").status_code == 200
    post(admin, "request_policies:add", keep_months="36")
    policy = RequestPolicy.objects.get(site=dso_a.site)
    assert policy.keep_months == 36
    assert post(admin, "request_policies:edit", policy.pk, keep_months="121").status_code == 200
    post(admin, "request_policies:edit", policy.pk, keep_months="12")
    policy.refresh_from_db()
    assert policy.keep_months == 12
    # One row of each association: the menu leads to it, and a second one can't be made.
    own = reverse("request_policies:edit", args=[policy.pk])
    assert get(admin, "request_policies:index").url == own
    assert post(admin, "request_policies:add", keep_months="24").url == own
    admin.force_login(make_user(Role.EDITOR, dso_a))
    assert get(admin, "request_policies:edit", policy.pk).status_code in {302, 403, 404}


def _page(client: Client, request: Any) -> str:
    return get(client, "citizen_requests:inspect", request.pk).content.decode()
