"""What the directory offers to somebody who describes a problem (CIT-2)."""

import json
from pathlib import Path
from typing import Any

import pytest

from contact_centre.models import RequestCategory
from contact_centre.suggestions.find import suggest
from portal.tenancy.models import Association, Municipality
from services_directory.models import SearchSynonym, ServiceContact, ServiceKind
from tests.services_directory.factories import make_service

SENTENCES: dict[str, Any] = json.loads((Path(__file__).parent / "sentences.json").read_text(encoding="utf-8"))
LEAST_HITS = 27
"""Of the 30 sentences whose kinds of service were written down before the search was (29 are met today)."""


def titles(association: Association, text: str, **chosen: Any) -> list[str]:
    return [one.title for one in suggest(association=association, text=text, **chosen).services]


@pytest.mark.spec("CIT-2")
def test_sentences_as_citizens_write_them_find_who_deals_with_it(
    full_directory: Association, places: list[Municipality], capsys: pytest.CaptureFixture[str]
) -> None:
    names = dict(ServiceKind.objects.values_list("code", "name"))
    missed = []
    for text, codes in SENTENCES["found"]:
        best = titles(full_directory, text, municipality=places[0])[:3]
        if not set(best) & {f"{names[code]} Hořice" for code in codes}:
            missed.append((text, best))
    hits = len(SENTENCES["found"]) - len(missed)
    with capsys.disabled():
        print(f"\nsuggestions: {hits} of {len(SENTENCES['found'])} sentences met")  # noqa: T201
    assert hits >= LEAST_HITS, missed
    # Words about nothing in particular find nothing.
    assert not [text for text in SENTENCES["nothing"] if titles(full_directory, text)]


@pytest.mark.spec("CIT-2")
def test_a_lamp_leads_to_the_lighting_of_the_chosen_municipality(
    directory: Association, places: list[Municipality]
) -> None:
    make_service(directory, name="Veřejné osvětlení Žernov", kind="municipal_services", municipality=places[1])

    assert titles(directory, "lampa nesvítí", municipality=places[1]) == [
        "Veřejné osvětlení Žernov",
        "Obecní nebo městský úřad Žernov",
    ]
    # It mends no roads, though it is of the same kind.
    assert titles(directory, "díra v silnici", municipality=places[1]) == ["Obecní nebo městský úřad Žernov"]
    # The text may name the municipality itself.
    assert titles(directory, "V Žernově nám nesvítí lampa")[0] == "Veřejné osvětlení Žernov"


@pytest.mark.spec("CIT-2")
def test_what_nobody_else_does_is_the_office_of_the_municipality(
    directory: Association, places: list[Municipality]
) -> None:
    # Technical services of a neighbour don't mend the lamps here; its library is still better than none.
    assert titles(directory, "lampa nesvítí", municipality=places[1]) == ["Obecní nebo městský úřad Žernov"]
    assert titles(directory, "kde si půjčím knížky", municipality=places[1]) == ["Veřejná knihovna Hořice"]


def test_without_a_municipality_no_office_is_guessed(directory: Association) -> None:
    assert titles(directory, "lampa nesvítí") == ["Technické služby Hořice"]


def test_the_chosen_category_says_what_a_vague_text_does_not(
    directory: Association, places: list[Municipality]
) -> None:
    lighting = RequestCategory.objects.get(code="street_lighting")

    assert titles(directory, "už zase to nejde", municipality=places[0]) == []
    found = titles(directory, "už zase to nejde", municipality=places[0], category=lighting)
    assert found[0] == "Technické služby Hořice"


def test_a_long_text_is_understood_by_its_telling_words(directory: Association, places: list[Municipality]) -> None:
    around = "Dobrý den, chtěl bych se zeptat, jestli by bylo možné s tím něco udělat, protože už to trvá dlouho. " * 8

    found = titles(directory, f"{around} Na chodníku je velká díra. {around}", municipality=places[0])
    assert found[0] == "Technické služby Hořice"


def test_an_association_s_own_word_is_understood(directory: Association, places: list[Municipality]) -> None:
    assert titles(directory, "kde je čutálka", municipality=places[0]) == []

    swimming = ServiceKind.objects.get(code="swimming")
    SearchSynonym.objects.create(site=directory.site, kind=swimming, text="čutálka")
    assert titles(directory, "kde je čutálka", municipality=places[0]) == ["Koupaliště Hořice"]


def test_a_suggestion_says_what_it_is_and_where_and_only_a_public_phone(
    directory: Association, places: list[Municipality]
) -> None:
    phones = ServiceContact.objects.filter(service__name="Obecní nebo městský úřad Hořice", kind="phone")
    phones.update(is_internal=True)

    found = suggest(association=directory, text="lampa nesvítí", municipality=places[0]).services
    assert [one.summary for one in found] == [
        "Technické služby · Hořice · +420\u00a0491\u00a0000\u00a0101",
        "Obecní nebo městský úřad · Hořice",
    ]


def test_nothing_of_another_association_is_suggested(
    directory: Association, dso_b: Association, places: list[Municipality]
) -> None:
    assert titles(dso_b, "lampa nesvítí", municipality=places[0]) == []


@pytest.mark.spec("CIT-2")
def test_suggesting_asks_as_little_for_many_services_and_words_as_for_few(
    directory: Association, places: list[Municipality], assert_same_queries: Any
) -> None:
    text = "Nesvítí lampa, rozbitá houpačka, nevyvezli popelnice a soused v noci hlučí."
    suggest(association=directory, text=text)

    def more() -> None:
        for n in range(4):
            make_service(directory, name=f"Osvětlení {n}", kind="municipal_services", municipality=places[0])

    assert_same_queries(lambda: suggest(association=directory, text=text), more, at_most=13)
