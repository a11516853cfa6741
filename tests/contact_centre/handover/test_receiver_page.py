"""The page behind the link: what it shows on which ground, that looking changes nothing, and the answers (R6)."""

from typing import Any

import pytest
from django.test import Client

from contact_centre.actions import answer_hand_over, withdraw_hand_over
from contact_centre.enums import DataGround
from contact_centre.models import CitizenRequest, DataAccess, HandOver
from contact_centre.uploads import check_upload
from portal.settings.logs import without_personal_data
from portal.tenancy.models import Association

from ..factories import PDF, upload
from .cases import CITIZEN, HOST, NAME, address, answer, handed_over, now_of, text_of, visit, written

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]
READS = ("SELECT", "SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


@pytest.fixture
def request_a(dso_a: Association) -> CitizenRequest:
    files = [check_upload(upload(name, PDF)) for name in ("lampa.pdf", "tajne.pdf")]
    return written(dso_a, attachments=files)


@pytest.fixture
def made(request_a: CitizenRequest) -> HandOver:
    return handed_over(request_a, attachments=[request_a.attachments.get(original_name="lampa.pdf")])


@pytest.mark.spec("R6")
def test_without_a_ground_it_shows_the_matter_and_the_groundwork_but_not_who_wrote(
    client: Client, made: HandOver
) -> None:
    page = text_of(visit(client, made))
    for shown in (made.request.reference, "Nesvítí lampa u kapličky.", "U kapličky", "Lampy patří obci.", "číslo 12"):
        assert shown in page
    assert "lampa.pdf" in page
    assert "tajne.pdf" not in page
    source = visit(client, made).content.decode()
    for theirs in (NAME, "Nováková", CITIZEN, "777 123 456", "777123456"):
        assert theirs not in source


@pytest.mark.spec("R6")
@pytest.mark.parametrize("ground", [DataGround.PUBLIC_TASK, DataGround.CITIZEN_AGREED])
def test_on_a_ground_it_shows_name_and_contact_and_says_why(
    client: Client, request_a: CitizenRequest, ground: DataGround
) -> None:
    page = text_of(visit(client, handed_over(request_a, data_ground=ground)))
    for shown in (NAME, CITIZEN, "777 123 456", str(ground.label)[1:]):
        assert shown in page


@pytest.mark.spec("R6")
@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_the_link_changes_nothing_so_that_a_mail_scanner_does_no_harm(
    client: Client, made: HandOver, method: str, queries: Any
) -> None:
    paths = [address(made), f"/en/contact/handed-over/{made.key}/", f"{address(made)}?state=returned&answered_by=x"]
    for path in paths:
        answers: list[Any] = []
        done = queries(lambda path=path, answers=answers: answers.append(getattr(client, method)(path, **HOST)))
        assert answers[0].status_code == 200
        assert [sql for sql in done if not sql.startswith(READS)] == []
        assert answers[0]["Cache-Control"] == "private, no-store"
        assert "noindex" in answers[0]["X-Robots-Tag"]
        assert answers[0]["Referrer-Policy"] == "same-origin"
    assert now_of(made).state == "waiting"


@pytest.mark.spec("R6")
@pytest.mark.spec("R9")
def test_only_chosen_files_are_handed_out_and_each_download_is_noted(client: Client, made: HandOver) -> None:
    chosen, other = made.request.attachments.order_by("pk")
    path = f"{address(made)}soubor/{chosen.pk}/"
    assert client.head(path, **HOST).status_code == 200
    assert not DataAccess.objects.exists()
    response = client.get(path, **HOST)
    assert b"".join(response.streaming_content) == chosen.file.open("rb").read()
    assert "attachment" in response["Content-Disposition"]
    assert response["Cache-Control"] == "private, no-store"
    look = DataAccess.objects.get()
    assert (look.reference, look.user_name, look.what) == (made.request.reference, "Obec Vysokov", "file")
    assert "lampa" not in look.detail
    assert client.get(f"{address(made)}soubor/{other.pk}/", **HOST).status_code == 404
    assert client.post(path, **HOST).status_code == 405
    withdraw_hand_over(hand_over=made, user=None)
    assert client.get(path, **HOST).status_code == 404


@pytest.mark.spec("R6")
def test_an_answer_counts_once_and_who_comes_second_sees_what_was_answered(client: Client, made: HandOver) -> None:
    first = answer(client, made, "solved", "Lampa už svítí.")
    assert first.status_code == 302
    assert first.url.startswith(address(made))
    second = answer(client, made, "returned", "Není naše.", "Petr Svoboda")
    assert second.status_code == 200
    for page in (second, visit(client, made)):
        seen = text_of(page)
        assert "Vyřešeno: Eva Malá" in seen
        assert "Lampa už svítí." in seen
        assert "kapličky" not in seen
        assert "<form" not in page.content.decode().partition("<main")[2].partition("</main>")[0]
    assert now_of(made).answered_by == "Eva Malá"


@pytest.mark.spec("R6")
def test_taken_over_it_still_shows_the_matter_and_takes_how_it_was_solved(client: Client, made: HandOver) -> None:
    answer(client, made, "accepted", "Příští týden.")
    page = visit(client, made)
    assert "Nesvítí lampa" in text_of(page)
    assert 'name="state"' not in page.content.decode()
    assert answer(client, made, "returned", "").status_code == 422
    assert answer(client, made, "", "Svítí.").status_code == 302
    assert now_of(made).state == "solved"


@pytest.mark.parametrize(
    ("state", "text", "name"), [("", "x", "Eva"), ("solved", "", "Eva"), ("returned", " ", "Eva"), ("accepted", "", "")]
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    client: Client, made: HandOver, state: str, text: str, name: str
) -> None:
    response = answer(client, made, state, text, name)
    assert response.status_code == 422
    assert response.context["form"].errors
    assert now_of(made).state == "waiting"


@pytest.mark.spec("R6")
def test_an_ended_link_says_so_and_whom_to_call_and_shows_nothing_else(client: Client, made: HandOver) -> None:
    withdraw_hand_over(hand_over=made, user=None)
    again = handed_over(now_of(made.request))
    HandOver.objects.filter(pk=again.pk).update(state="silent")
    for ended in (made, again):
        response = visit(client, ended)
        page = text_of(response)
        assert response.status_code == 410
        assert "491 000 110" in page
        assert "kapličky" not in page
        assert answer(client, ended, "solved", "x").status_code == 410
    assert client.get("/kontakt/predano/nikdy/", **HOST).status_code == 404


@pytest.mark.spec("T1")
def test_the_link_leads_nowhere_at_another_association(client: Client, made: HandOver, dso_b: Association) -> None:
    path = address(made)
    assert client.get(path, headers={"host": "dolni.localhost"}).status_code == 404
    assert (
        client.post(path, {"state": "accepted", "answered_by": "x"}, headers={"host": "dolni.localhost"}).status_code
        == 404
    )
    assert now_of(made).state == "waiting"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_key_stays_out_of_the_logs(method: str) -> None:
    for path in ("/kontakt/predano/", "/en/contact/handed-over/"):
        event: Any = {"request": f"{method} {path}tajny-klic/soubor/3/"}
        assert "tajny" not in str(without_personal_data(None, "", event))


def test_the_page_asks_as_often_for_any_number_of_files(
    client: Client, made: HandOver, assert_same_queries: Any
) -> None:
    assert_same_queries(
        lambda: visit(client, made),
        lambda: made.attachments.set(made.request.attachments.all()),
    )


@pytest.mark.spec("R6")
def test_an_answer_by_the_verb_is_seen_on_the_page(client: Client, made: HandOver) -> None:
    answer_hand_over(hand_over=made, state="returned", answer="Je krajská.", answered_by="Eva Malá")
    assert "Je krajská." in text_of(visit(client, made))
