"""The form sent at once: what it stores, what it refuses without losing a word, what is put aside (R1)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from contact_centre.enums import HeldBecause, RequestStatus
from contact_centre.intake.guards import WINDOW
from contact_centre.models import Activity, CitizenRequest, RequestCategory
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Agenda, Association

from ..factories import make_request, member_of
from .browser import TEXT, assert_kept, get, send, ticket_of

pytestmark = pytest.mark.only_on("sqlite")


@pytest.mark.spec("CIT-2", "R1")
def test_a_sent_form_is_stored_and_thanks_with_its_number(client: Client, filled: dict[str, Any]) -> None:
    response = send(client, {**filled, "place": "u kapličky", "latitude": "50.41", "longitude": "15.8838"})

    stored = CitizenRequest.objects.get()
    assert response.status_code == 302
    assert response.url == f"/kontakt/dekujeme/{stored.status_token}/#obsah"
    assert (stored.kind, stored.text, stored.phone) == ("fault", TEXT, "+420491612605")
    assert (stored.place, stored.latitude, stored.longitude) == ("u kapličky", 50.41, 15.8838)
    assert stored.status == RequestStatus.REGISTERED
    thanks = get(client, response.url)
    page = thanks.content.decode()
    assert stored.reference in page
    assert f"/kontakt/stav/{stored.status_token}/" in page
    assert "no-store" in thanks["Cache-Control"]
    assert "noindex" in thanks["X-Robots-Tag"]
    get(client, response.url)
    assert CitizenRequest.objects.count() == Activity.objects.count() == 1


@pytest.mark.spec("R1")
def test_the_form_needs_no_script_no_picture_puzzle_and_nobody_else(client: Client, dso_a: Association) -> None:
    page = get(client).content.decode()
    form = page[page.index("<form", page.index("data-contact-form") - 200) : page.index("</form>", page.index("trap"))]

    assert 'method="post"' in form
    assert 'name="send"' in form
    assert "captcha" not in page
    assert "https://" not in form


@pytest.mark.spec("CIT-1", "CIT-2")
def test_one_choice_is_an_agenda_of_the_centre_or_a_kind_of_matter(
    client: Client, filled: dict[str, Any], dso_a: Association, clock: Any
) -> None:
    agenda = Agenda.objects.create(site=dso_a.site, title="Poruchy a havárie")
    category = RequestCategory.objects.get(code="street_lighting")
    send(client, {**filled, "topic": f"agenda-{agenda.pk}"})
    again = ticket_of(get(client).content.decode())
    clock.shift(timedelta(seconds=10))
    send(client, {**filled, "ticket": again, "topic": f"category-{category.pk}"})

    stored = CitizenRequest.objects.order_by("pk").values_list("agenda", "category")
    assert list(stored) == [(agenda.pk, None), (None, category.pk)]


def test_impatience_stores_once_thanks_every_time_and_counts_for_no_limit(
    client: Client, filled: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contact_centre.intake.guards.MOST_PER_ADDRESS", 1)
    answers = [send(client, filled) for _n in range(3)]

    assert {answer.url for answer in answers} == {answers[0].url}
    assert CitizenRequest.objects.count() == Activity.objects.count() == 1
    assert OutboxMessage.objects.filter(recipient="jana@example.org").count() == 1


def test_the_thank_you_page_of_another_association_or_a_guessed_one_is_not_found(
    client: Client, filled: dict[str, Any], dso_b: Association
) -> None:
    foreign = make_request(dso_b)

    assert get(client, f"/kontakt/dekujeme/{foreign.status_token}/").status_code == 404
    assert get(client, "/kontakt/dekujeme/1/").status_code == 404


def test_the_english_form_stores_its_language(client: Client, filled: dict[str, Any]) -> None:
    response = send(client, filled, "/en/contact/")

    stored = CitizenRequest.objects.get()
    assert stored.language == "en"
    assert response.url.startswith("/en/contact/thank-you/")
    assert "/en/contact/status/" in get(client, response.url).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("municipality", ""),
        ("municipality", "999999"),
        ("kind", "joke"),
        ("kind", ""),
        ("phone", "123"),
        ("topic", "category-999999"),
        ("topic", f"agenda-{'9' * 40}"),
        ("topic", "agenda-²"),
    ],
)
def test_bad_input_is_refused_at_its_field_and_keeps_the_rest(
    client: Client, filled: dict[str, Any], field: str, value: str
) -> None:
    response = send(client, {**filled, field: value})

    assert response.status_code == 422
    page = assert_kept(response)
    assert f'id="id_{field}_error"' in page
    assert response.context["form"].errors.keys() == {field}


def test_a_missing_text_and_a_wrong_e_mail_are_told_together(client: Client, filled: dict[str, Any]) -> None:
    response = send(client, {**filled, "text": "", "email": "jana@"})

    assert response.context["form"].errors.keys() == {"text", "email"}
    assert 'value="jana@"' in response.content.decode()


@pytest.mark.spec("CIT-1")
def test_what_belongs_to_another_association_is_refused(
    client: Client, filled: dict[str, Any], dso_b: Association
) -> None:
    foreign = Agenda.objects.create(site=dso_b.site, title="Jen pro Dolní")

    response = send(client, {**filled, "municipality": member_of(dso_b).pk, "topic": f"agenda-{foreign.pk}"})

    assert response.context["form"].errors.keys() == {"municipality", "topic"}
    assert_kept(response)


@pytest.mark.parametrize(("latitude", "longitude"), [("50.4", ""), ("x", "15.8"), ("nan", "15.8"), ("-33.9", "151.2")])
def test_a_point_that_is_none_of_ours_is_left_out(
    client: Client, filled: dict[str, Any], latitude: str, longitude: str
) -> None:
    send(client, {**filled, "latitude": latitude, "longitude": longitude})

    assert CitizenRequest.objects.get().latitude is None


@pytest.mark.spec("R1")
def test_what_is_suspicious_is_put_aside_and_thanked_for_as_any_other(
    client: Client, filled: dict[str, Any], clock: Any
) -> None:
    good = send(client, filled)
    quick = ticket_of(get(client).content.decode())
    held = send(client, {**filled, "ticket": quick, "website": "http://spam.example.org"})

    stored = CitizenRequest.objects.latest("pk")
    assert stored.status == RequestStatus.RECEIVED
    assert set(stored.held_because.split(",")) == {HeldBecause.TRAP, HeldBecause.TOO_FAST}
    assert Activity.objects.count() == 1
    first = CitizenRequest.objects.earliest("pk")
    same = [get(client, answer.url).content.decode() for answer in (good, held)]
    for request, page in zip((first, stored), list(same), strict=True):
        same.append(page.replace(request.reference, "").replace(request.status_token, ""))
    assert same[2] == same[3]


@pytest.mark.parametrize("broken", ["", "nonsense", "a:b:c"])
def test_a_forged_ticket_gets_a_new_one(client: Client, filled: dict[str, Any], clock: Any, broken: str) -> None:
    page = assert_kept(send(client, {**filled, "ticket": broken}))

    clock.shift(timedelta(seconds=5))
    assert send(client, {**filled, "ticket": ticket_of(page)}).status_code == 302


def test_a_form_left_open_for_days_gets_a_new_ticket(client: Client, filled: dict[str, Any], clock: Any) -> None:
    clock.shift(timedelta(days=2))

    page = assert_kept(send(client, filled))

    clock.shift(timedelta(seconds=5))
    assert send(client, {**filled, "ticket": ticket_of(page)}).status_code == 302


@pytest.mark.spec("R1")
def test_above_the_hard_limit_the_text_stays_in_the_form(
    client: Client, filled: dict[str, Any], clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contact_centre.intake.guards.MOST_PER_ADDRESS", 0)
    # Begin a window, so that the sending doesn't run over its edge.
    clock.shift(WINDOW - timedelta(seconds=timezone.now().timestamp() % WINDOW.total_seconds()))
    refused = send(client, filled)

    assert refused.status_code == 429
    assert_kept(refused)
    monkeypatch.undo()
    assert send(client, filled).status_code == 302


def test_the_database_failing_never_says_thank_you(
    client: Client, filled: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_values: Any) -> None:
        raise DatabaseError("locked")

    monkeypatch.setattr("contact_centre.form.sending.submit_request", fail)
    response = send(client, filled)

    assert response.status_code == 503
    page = assert_kept(response)
    assert "491\u00a0000\u00a0110" in page
    assert "Děkujeme" not in page


@pytest.mark.spec("R8")
def test_a_request_that_follows_an_older_one_says_so_and_keeps_it(
    client: Client, filled: dict[str, Any], dso_a: Association
) -> None:
    first = make_request(dso_a)
    shown = get(client, f"/kontakt/?navazuje={first.status_token}")

    assert first.reference in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    send(client, {**filled, "follows": first.status_token})
    assert CitizenRequest.objects.latest("pk").follows == first


@pytest.mark.spec("R8")
def test_another_associations_request_is_not_followed(
    client: Client, filled: dict[str, Any], dso_b: Association
) -> None:
    foreign = make_request(dso_b)

    assert foreign.reference not in get(client, f"/kontakt/?navazuje={foreign.status_token}").content.decode()
    send(client, {**filled, "follows": foreign.status_token})
    assert CitizenRequest.objects.latest("pk").follows is None


def test_no_shared_cache_may_keep_the_form(client: Client, dso_a: Association) -> None:
    response = get(client)

    assert "private" in response["Cache-Control"]
    assert ticket_of(response.content.decode()) != ticket_of(get(client).content.decode())
