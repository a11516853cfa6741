"""Ending a request in the admin: one page, which works without JavaScript and loses nothing that was typed."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from contact_centre.enums import AttachmentKind, RequestStatus
from contact_centre.models import Activity, AnswerTemplate, CitizenRequest, Handler
from contact_centre.models.activity import private_storage
from contact_centre.uploads import check_upload
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association

from ..browser import HOST, get, post
from ..factories import PDF, make_request, member_of, output, upload
from .endings import in_office, letters_to_mayor, resolved

pytestmark = pytest.mark.only_on("postgresql")


def typed(**changed: Any) -> dict[str, Any]:
    """What a person fills in on the page, the letter to the mayor chosen."""
    return {
        "answer": "Dobrý den, lampa už svítí.",
        "output": output().pk,
        "output_description": "Lampa opravena.",
        "closed_on": timezone.localdate().isoformat(),
        "mayor": "mail",
        **changed,
    }


def shown_mark(admin: Client, request: CitizenRequest) -> str:
    """What the page remembers of whom it showed."""
    mark: str = get(admin, "citizen_requests:resolve", request.pk).context["form"]["mayor_shown"].value()
    return mark


@pytest.mark.spec("R5", "CIT-5")
@pytest.mark.parametrize(("name", "status"), [("resolve", RequestStatus.RESOLVED), ("decline", RequestStatus.DECLINED)])
def test_a_request_ends_on_one_page(
    admin: Client, dso_a: Association, manager_a: Any, name: str, status: RequestStatus
) -> None:
    mandate = in_office(member_of(dso_a))
    request = make_request(dso_a, email="jana@example.org")
    address = reverse(f"citizen_requests:{name}", args=[request.pk])
    assert address in get(admin, "citizen_requests:inspect", request.pk).content.decode()

    page = get(admin, f"citizen_requests:{name}", request.pk)
    html = page.content.decode()
    assert all(each in html for each in (mandate.person_name, mandate.email, request.text))
    assert page.context["letter"]["subject"] in html

    sent = typed(mayor_shown=page.context["form"]["mayor_shown"].value())
    assert admin.post(address, sent, **HOST).status_code == 302

    request.refresh_from_db()
    assert request.status == status
    assert request.mayor_notices.get().recorded_by == manager_a
    assert [letter.recipient for letter in letters_to_mayor(request)] == [mandate.email]
    assert OutboxMessage.objects.filter(event=f"contact_centre.citizen_closed:{request.pk}:0").count() == 1
    assert address not in get(admin, "citizen_requests:inspect", request.pk).content.decode()


@pytest.mark.spec("R5")
def test_the_form_refuses_a_closing_without_a_word_and_keeps_what_was_typed(admin: Client, dso_a: Association) -> None:
    request = make_request(dso_a)

    page = get(admin, "citizen_requests:resolve", request.pk)
    assert [value for value, _radio, _fields in page.context["form"].mayor_choices] == ["told", "not_told"]
    for said, fields in (
        ({"mayor": ""}, {"mayor"}),
        ({"mayor": "mail"}, {"mayor"}),
        ({"mayor": "told", "mayor_on": ""}, {"mayor_by", "mayor_on", "mayor_person"}),
        ({"mayor": "not_told", "mayor_reason": " "}, {"mayor_reason"}),
    ):
        form = post(admin, "citizen_requests:resolve", request.pk, **typed(**said)).context["form"]
        assert form.errors.keys() == fields
        assert form["answer"].value() == typed()["answer"]

    request.refresh_from_db()
    assert request.is_open
    reason = typed(mayor="not_told", mayor_reason="Nikdo není v úřadě.", mayor_on="nesmysl")
    assert post(admin, "citizen_requests:resolve", request.pk, **reason).status_code == 302
    request.refresh_from_db()
    assert request.mayor_not_informed_because == "Nikdo není v úřadě."


@pytest.mark.spec("R4")
def test_who_came_into_office_meanwhile_is_shown_before_the_letter_goes(admin: Client, dso_a: Association) -> None:
    in_office(member_of(dso_a))
    request = make_request(dso_a)
    before = shown_mark(admin, request)
    in_office(member_of(dso_a), since=0, person_name="Nová Starostka", email="nova@obec.example")

    again = post(admin, "citizen_requests:resolve", request.pk, **typed(mayor_shown=before))
    assert again.context["form"].errors.keys() == {"mayor"}
    assert "nova@obec.example" in again.content.decode()
    now = again.context["form"]["mayor_shown"].value()
    post(admin, "citizen_requests:resolve", request.pk, **typed(mayor_shown=now))

    assert [letter.recipient for letter in letters_to_mayor(request)] == ["nova@obec.example"]


def test_a_request_closed_meanwhile_says_so_and_loses_nothing(admin: Client, dso_a: Association) -> None:
    in_office(member_of(dso_a))
    request = make_request(dso_a, email="jana@example.org")
    mark = shown_mark(admin, request)
    resolved(request)

    late = post(admin, "citizen_requests:decline", request.pk, **typed(answer="Pozdní odpověď", mayor_shown=mark))

    assert late.status_code == 200
    assert not late.context["is_possible"]
    html = late.content.decode()
    assert "Pozdní odpověď" in html
    assert 'role="alert"' in html
    request.refresh_from_db()
    assert request.status == RequestStatus.RESOLVED
    assert len(letters_to_mayor(request)) == 1
    assert OutboxMessage.objects.filter(event__contains="citizen_closed").count() == 1
    assert get(admin, "citizen_requests:decline", request.pk).status_code == 302


def test_a_ready_answer_is_put_behind_what_was_typed(admin: Client, dso_a: Association, dso_b: Association) -> None:
    ready = AnswerTemplate.objects.create(site=dso_a.site, title="Osvětlení", text="Závadu hlásíme správci.")
    foreign = AnswerTemplate.objects.create(site=dso_b.site, title="Cizí", text="Cizí text.")
    request = make_request(dso_a)

    chosen = post(
        admin, "citizen_requests:resolve", request.pk, **typed(ready=ready.pk, mayor="told", insert="1", closed_on="")
    )
    other = post(admin, "citizen_requests:resolve", request.pk, **typed(ready=foreign.pk, insert="1"))

    form = chosen.context["form"]
    assert form["answer"].value() == "Dobrý den, lampa už svítí.\n\nZávadu hlásíme správci."
    assert (str(form["mayor"].value()), form["output_description"].value()) == ("told", "Lampa opravena.")
    assert "Cizí text." not in other.content.decode()
    request.refresh_from_db()
    assert request.is_open


def test_the_letter_is_shown_as_it_would_go_and_nothing_is_sent(admin: Client, dso_a: Association) -> None:
    in_office(member_of(dso_a))
    request = make_request(dso_a)

    page = post(admin, "citizen_requests:resolve", request.pk, **typed(preview="1"))
    assert "Lampa opravena." in page.context["letter"]["text"]
    assert escape(page.context["letter"]["text"]) in page.content.decode()
    assert letters_to_mayor(request) == []

    sent = typed(mayor_shown=page.context["form"]["mayor_shown"].value())
    post(admin, "citizen_requests:resolve", request.pk, **sent)
    assert letters_to_mayor(request)[0].text.strip() == page.context["letter"]["text"]


def test_the_description_is_offered_from_the_answer_without_the_citizens_contact(
    admin: Client, dso_a: Association
) -> None:
    request = make_request(dso_a, name="Jana Nováková", email="jana@example.org")
    said = typed(
        answer="Dobrý den, Jana Nováková, lampa svítí.", output_description="", mayor="not_told", mayor_reason="Volby."
    )

    form = post(admin, "citizen_requests:resolve", request.pk, **said).context["form"]

    assert form.errors.keys() == {"output_description"}
    assert form["output_description"].value() == "Dobrý den, […], lampa svítí."
    request.refresh_from_db()
    assert request.is_open


@pytest.mark.spec("ACT-4")
def test_a_law_firm_gives_its_opinion_before_the_request_ends(admin: Client, dso_a: Association) -> None:
    request = make_request(dso_a)
    Activity.objects.filter(request=request).update(handled_by=Handler.objects.get(code="law_firm"))
    said = typed(mayor="not_told", mayor_reason="Volby.")

    assert post(admin, "citizen_requests:resolve", request.pk, **said).context["form"].errors.keys() == {"file"}
    sent = post(admin, "citizen_requests:resolve", request.pk, **said, file=upload("stanovisko.pdf", PDF))

    assert sent.status_code == 302
    request.refresh_from_db()
    assert request.status == RequestStatus.RESOLVED
    assert request.activity.attachments.get().kind == AttachmentKind.OPINION


def test_a_refused_closing_leaves_no_file(dso_a: Association) -> None:
    request, folder = make_request(dso_a), Path(private_storage().location)
    before = sorted(folder.rglob("*"))

    with pytest.raises(ValidationError):
        resolved(request, file=check_upload(upload("zapis.pdf", PDF)))

    assert [path for path in sorted(folder.rglob("*")) if path not in before and path.is_file()] == []
    assert not request.activity.attachments.exists()


@pytest.mark.spec("T1", "A5")
def test_nobody_else_reaches_the_pages(
    admin: Client, client: Client, dso_b: Association, dso_a: Association, union_admin: Any
) -> None:
    foreign, own = make_request(dso_b), make_request(dso_a)
    data = typed(mayor="not_told", mayor_reason="Volby.")

    for name in ("resolve", "decline", "mayor"):
        assert get(admin, f"citizen_requests:{name}", foreign.pk).status_code == 404
        assert post(admin, f"citizen_requests:{name}", foreign.pk, **data).status_code == 404
    client.force_login(union_admin)
    for name in ("resolve", "decline", "mayor"):
        address = reverse(f"citizen_requests:{name}", args=[own.pk])
        assert client.post(address, data, headers={"host": "localhost"}).status_code in {302, 403, 404}
    own.refresh_from_db()
    assert own.status == RequestStatus.REGISTERED
