"""Handing over in the admin: the preview, what is passed on, taking back, and who may do it (R6, T1)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from contact_centre.enums import HandOverState, RequestStatus
from contact_centre.models import CitizenRequest, HandOver
from contact_centre.uploads import check_upload
from portal.tenancy.models import Association

from ..browser import get, post
from ..factories import PDF, upload
from .cases import MAYOR, NAME, OFFICE, handed_over, letters_to, now_of, written

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("postgresql")]


@pytest.fixture
def request_a(dso_a: Association) -> CitizenRequest:
    return written(dso_a, attachments=[check_upload(upload("lampa.pdf", PDF))])


def form_data(admin: Client, request: CitizenRequest, **changed: Any) -> dict[str, Any]:
    """What the page sends once a reason and a ground are given; the mayor it shows comes with it."""
    form = get(admin, "citizen_requests:hand_over", request.pk).context["form"]
    given = {"reason": "Lampy patří obci.", "groundwork": "Lampa číslo 12.", "data_ground": "none"}
    shown = {name: form[name].value() for name in ("to", "body", "mayor_shown")}
    return {**shown, **given, **changed}


@pytest.mark.spec("R6")
@pytest.mark.parametrize(("ground", "is_passed"), [("none", False), ("public_task", True)])
def test_the_preview_shows_what_the_receiver_will_see_and_sends_nothing(
    admin: Client, request_a: CitizenRequest, ground: str, is_passed: bool
) -> None:
    files = [file.pk for file in request_a.attachments.all()]
    data = form_data(admin, request_a, data_ground=ground, attachments=files, preview="1")
    page = post(admin, "citizen_requests:hand_over", request_a.pk, **data)
    preview = page.content.decode().partition('id="preview"')[2].partition("</section>\n<h2>")[0].replace("\xa0", " ")
    for shown in ("Lampy patří obci.", "Lampa číslo 12.", "lampa.pdf", MAYOR, "Nesvítí lampa"):
        assert shown in preview
    assert (NAME in preview) is is_passed
    assert ("777 123 456" in preview) is is_passed
    assert not HandOver.objects.exists()
    assert letters_to(MAYOR) == []


@pytest.mark.spec("R6")
@pytest.mark.spec("CIT-5")
def test_it_is_handed_over_to_the_mayor_by_one_page(admin: Client, request_a: CitizenRequest, manager_a: Any) -> None:
    sent = post(admin, "citizen_requests:hand_over", request_a.pk, **form_data(admin, request_a))
    assert sent.status_code == 302
    made = HandOver.objects.get()
    assert (made.body, made.email, made.made_by) == (f"Obec {request_a.municipality.name}", MAYOR, manager_a)
    assert now_of(request_a).status == RequestStatus.HANDED_OVER
    again = post(admin, "citizen_requests:hand_over", request_a.pk, **form_data_of(made))
    assert again.status_code == 200
    assert "alert" in again.content.decode()
    assert HandOver.objects.count() == 1


def form_data_of(made: HandOver) -> dict[str, Any]:
    """The same page sent by somebody who still had it open."""
    mandate = made.mandate
    assert mandate is not None
    given = {"to": "mayor", "body": made.body, "reason": made.reason, "data_ground": made.data_ground}
    return {**given, "mayor_shown": f"{mandate.pk}:{mandate.email}"}


@pytest.mark.spec("R6")
def test_to_another_office_the_mayors_word_is_asked_for(admin: Client, request_a: CitizenRequest) -> None:
    data = form_data(admin, request_a, to="office")
    refused = post(admin, "citizen_requests:hand_over", request_a.pk, **data)
    assert set(refused.context["form"].errors) == {"email", "mayor"}
    word = {"mayor": "not_told", "mayor_reason": "ví o tom z jednání"}
    sent = post(admin, "citizen_requests:hand_over", request_a.pk, **{**data, **word, "email": OFFICE})
    assert sent.status_code == 302
    assert HandOver.objects.get().email == OFFICE
    assert letters_to(MAYOR) == []
    assert now_of(request_a).mayor_not_informed_because == "ví o tom z jednání"


@pytest.mark.spec("R4")
def test_somebody_else_in_office_than_the_page_showed_is_said(admin: Client, request_a: CitizenRequest) -> None:
    data = form_data(admin, request_a)
    request_a.municipality.mandates.update(email="nova@obec.test")
    refused = post(admin, "citizen_requests:hand_over", request_a.pk, **data)
    assert list(refused.context["form"].errors) == ["to"]
    assert not HandOver.objects.exists()


def test_with_nobody_in_office_only_another_office_is_offered(admin: Client, request_a: CitizenRequest) -> None:
    request_a.municipality.mandates.all().delete()
    form = get(admin, "citizen_requests:hand_over", request_a.pk).context["form"]
    assert [value for value, _radio in form.to_choices] == ["office"]


@pytest.mark.spec("R6")
def test_while_nobody_answered_it_can_be_taken_back(admin: Client, request_a: CitizenRequest) -> None:
    made = handed_over(request_a)
    page = get(admin, "citizen_requests:inspect", request_a.pk).content.decode()
    assert reverse("citizen_requests:withdraw", args=[request_a.pk]) in page
    assert reverse("citizen_requests:hand_over", args=[request_a.pk]) not in page
    assert get(admin, "citizen_requests:withdraw", request_a.pk).status_code == 200
    assert now_of(made).state == HandOverState.WAITING
    assert list(get(admin, "citizen_requests:index", list="handed").context["object_list"]) == [request_a]
    for _twice in range(2):
        assert post(admin, "citizen_requests:withdraw", request_a.pk).status_code == 302
    assert now_of(made).state == HandOverState.WITHDRAWN
    assert list(get(admin, "citizen_requests:index", list="handed").context["object_list"]) == []
    page = get(admin, "citizen_requests:inspect", request_a.pk).content.decode()
    assert reverse("citizen_requests:hand_over", args=[request_a.pk]) in page


@pytest.mark.spec("T1")
@pytest.mark.spec("A5")
@pytest.mark.parametrize("who", ["manager_b", "union_admin"])
@pytest.mark.parametrize("name", ["hand_over", "withdraw"])
def test_nobody_else_reaches_either_page(
    client: Client, request_a: CitizenRequest, who: str, name: str, request: pytest.FixtureRequest
) -> None:
    handed_over(request_a)
    client.force_login(request.getfixturevalue(who))
    for call in (get, post):
        assert call(client, f"citizen_requests:{name}", request_a.pk).status_code in {302, 403, 404}
    assert HandOver.objects.get().state == HandOverState.WAITING
