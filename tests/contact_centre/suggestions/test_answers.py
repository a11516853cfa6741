"""Ready answers and agendas offered before anything is sent, their page and what the form's script asks (CIT-2)."""

from typing import Any

import pytest
from django.test import Client

from contact_centre.models import AnswerTemplate, ContactPage, RequestCategory
from contact_centre.suggestions import views
from contact_centre.suggestions.find import suggest
from portal.tenancy.models import Agenda, Association, Municipality
from portal.tenancy.roles import Role
from tests.tenancy.factories import make_user

from ..browser import HOST, get, post
from ..factories import make_staff

pytestmark = pytest.mark.spec("CIT-2")


def ready(association: Association, title: str, text: str, **values: Any) -> AnswerTemplate:
    return AnswerTemplate.objects.create(site=association.site, title=title, text=text, **{"is_public": True, **values})


@pytest.fixture
def answers(dso_a: Association) -> list[AnswerTemplate]:
    return [
        ready(dso_a, "Kdy a kam nahlásit nesvítící lampu?", "Veřejné osvětlení spravuje vaše obec."),
        ready(dso_a, "Kam s objemným odpadem?", "Pohovky a koberce odvezte na sběrný dvůr."),
        ready(dso_a, "Pomůžete mi vyplnit formulář?", "Ano, zdarma. Přijďte v úředních hodinách."),
        ready(dso_a, "Děkujeme, předáváme správci", "Nesvítící lampu jsme předali.", is_public=False),
    ]


def titles(association: Association, text: str, **chosen: Any) -> list[str]:
    return [one.title for one in suggest(association=association, text=text, **chosen).answers]


@pytest.mark.parametrize(
    ("text", "number"),
    [("u nás nesvítí lampa", 0), ("kam odvezu starou pohovku", 1), ("potřebuju poradit s formularem", 2)],
)
def test_the_answer_that_fits_is_offered(
    dso_a: Association, answers: list[AnswerTemplate], text: str, number: int
) -> None:
    assert titles(dso_a, text) == [answers[number].title]


def test_nothing_is_offered_for_words_about_nothing(dso_a: Association, answers: list[AnswerTemplate]) -> None:
    assert titles(dso_a, "Dobrý den, prosím o odpověď.") == []


def test_the_agenda_is_offered_with_who_handles_it(dso_a: Association) -> None:
    grants = Agenda.objects.create(site=dso_a.site, title="Dotace a granty", description="Pomůžeme s žádostí.")
    other = Agenda.objects.create(site=dso_a.site, title="Veřejné zakázky")
    make_staff(dso_a, name="Jana Nováková", phone="+420491000110").agendas.set([grants])

    found = suggest(association=dso_a, text="chci se zeptat na dotaci pro spolek").answers
    assert [(one.title, one.summary) for one in found] == [
        ("Dotace a granty", "Jana Nováková, +420\u00a0491\u00a0000\u00a0110")
    ]
    assert found[0].url.endswith(f"/kontakt/#agenda-{grants.pk}")
    # The one the citizen chose stands first whatever is written.
    assert titles(dso_a, "chci se zeptat na dotaci", agenda=other) == ["Veřejné zakázky", "Dotace a granty"]


def test_the_answers_page_has_the_anchor_a_suggestion_leads_to(
    client: Client, dso_a: Association, answers: list[AnswerTemplate]
) -> None:
    url = suggest(association=dso_a, text="nesvítí lampa").answers[0].url
    path, _hash, anchor = url.partition("#")
    assert path == "/kontakt/odpovedi/"

    page = client.get(path, **HOST).content.decode()
    assert f'id="{anchor}"' in page
    assert answers[0].text in page.replace("\u00a0", " ")
    assert answers[3].title not in page
    assert client.get("/en/contact/answers/", **HOST).status_code == 200


def test_the_form_s_script_gets_lists_and_a_sentence(
    client: Client, dso_a: Association, answers: list[AnswerTemplate], places: list[Municipality]
) -> None:
    response = client.get("/kontakt/napoveda/", {"q": "nesvítí lampa", "obec": places[0].pk}, **HOST)
    found = response.json()
    assert [one["title"] for one in found["answers"]] == [answers[0].title]
    assert found["services"] == []
    assert found["status"]
    # Only the reader's own browser keeps it: the address holds what was typed.
    assert response["Cache-Control"] == "private, max-age=300"
    assert response["X-Robots-Tag"] == "noindex"

    for query in ({}, {"q": "a"}, {"q": "\x00"}, {"q": "lampa", "obec": "x", "tema": "9" * 30}, {"q": "ř" * 9000}):
        assert client.get("/kontakt/napoveda/", query, **HOST).status_code == 200


def test_asking_too_often_is_refused_with_empty_lists(
    client: Client, dso_a: Association, answers: list[AnswerTemplate], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "AT_MOST", 1)
    codes = [client.get("/kontakt/napoveda/", {"q": "lampa"}, **HOST).status_code for _n in range(3)]
    assert codes[-1] == 429
    assert client.get("/kontakt/napoveda/", {"q": "lampa"}, **HOST).json()["answers"] == []


def test_staff_keep_ready_answers(admin: Client, dso_a: Association, dso_b: Association) -> None:
    foreign = ready(dso_b, "Cizí odpověď", "Text")
    category = RequestCategory.objects.get(code="waste")
    admin.force_login(make_user(Role.EDITOR, dso_a))
    values = {"title": "Kam s odpadem?", "text": "Na dvůr.", "category": category.pk, "order": 1, "is_public": "on"}

    post(admin, "answer_templates:add", **values)
    own = AnswerTemplate.objects.get(site=dso_a.site)
    post(admin, "answer_templates:edit", own.pk, **{**values, "text": "Na sběrný dvůr."})
    own.refresh_from_db()
    assert (own.text, own.is_public, own.category) == ("Na sběrný dvůr.", True, category)
    listed = get(admin, "answer_templates:index").content.decode()
    assert own.title in listed
    assert foreign.title not in listed
    assert get(admin, "answer_templates:edit", foreign.pk).status_code == 404
    post(admin, "answer_templates:delete", own.pk)
    assert not AnswerTemplate.objects.filter(pk=own.pk).exists()


def test_a_site_without_a_contact_page_offers_no_answers(dso_a: Association, answers: list[AnswerTemplate]) -> None:
    ContactPage.objects.all().unpublish()
    assert titles(dso_a, "nesvítí lampa") == []
