"""One typo in a longer word still finds (S2)."""

import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core.czech import fold
from portal.tenancy.models import Association
from services_directory.models import WordKey
from services_directory.search.find import ask
from services_directory.search.spelling import LONGEST_WORD, keys, meant, within_one_slip

from .demo_services import load_demo_directory
from .factories import make_service

# The examples only read; the rows are made once.
ONE_DATABASE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
LETTERS = string.ascii_lowercase
WORDS = st.text(LETTERS, min_size=5, max_size=14)


def slip(word: str, kind: int, place: int, letter: str) -> str:
    """`word` with one letter missing, added, wrong, or swapped with its neighbour."""
    n = place % len(word)
    if kind == 0:
        return word[:n] + word[n + 1 :]
    if kind == 1:
        return word[:n] + letter + word[n:]
    if kind == 2:
        return word[:n] + letter + word[n + 1 :]
    n = place % (len(word) - 1)
    return word[:n] + word[n + 1] + word[n] + word[n + 2 :]


SLIPS = st.tuples(st.integers(0, 3), st.integers(0, 50), st.sampled_from(LETTERS))


@pytest.mark.spec("S2")
@settings(max_examples=400, derandomize=True, deadline=None)
@given(word=WORDS, mistake=SLIPS)
def test_a_word_and_its_mistyped_form_meet_under_a_key(word: str, mistake: tuple[int, int, str]) -> None:
    typed = slip(word, *mistake)
    assert within_one_slip(typed, word)
    assert within_one_slip(word, typed)
    assert keys(word) & keys(typed)


@pytest.mark.parametrize(
    ("first", "second"),
    [("škola", "skala"), ("knihovna", "kniha"), ("abcde", "badce"), ("pošta", "pos"), ("ab", "ba ")],
)
def test_two_slips_are_too_many(first: str, second: str) -> None:
    assert not within_one_slip(first, second)


def test_few_keys_for_a_word() -> None:
    assert keys("skola") == {"skola", "kola", "sola", "skla", "skoa", "skol"}
    assert keys("knihovna") == keys("kniho")


def test_the_same_first_letter_and_length_are_likelier() -> None:
    assert meant("skoal", ["skála", "škola"])[0] == "škola"
    assert meant("kihovnach", ["knihovna", "kino"]) == ["knihovna"]
    assert meant("úplně", ["škola"]) == []


@pytest.mark.spec("S2")
@pytest.mark.parametrize(
    ("typed", "name", "shown"),
    [
        ("kihovna", "Knihovna", "knihovna"),
        ("knihhovna", "Knihovna", "knihovna"),
        ("knihivna", "Knihovna", "knihovna"),
        ("knihvona", "Knihovna", "knihovna"),
        ("nkihovna", "Knihovna", "knihovna"),
        ("knihovan", "Knihovna", "knihovna"),
        ("v kihovnách", "Knihovna", "v knihovna"),
        ("kihovne", "Knihovna", "knihovna"),
        ("knihovna horcie", "Knihovna", "knihovna Hořice"),
    ],
)
def test_one_typo_finds_and_is_named(association: Association, typed: str, name: str, shown: str) -> None:
    make_service(association, name=name)
    make_service(association, name="Kino", kind="cinema")
    found = ask(typed, [association.site])
    assert [service.name for service in found.services] == [name]
    assert found.correction == shown


def test_what_is_found_as_typed_is_not_corrected(association: Association) -> None:
    make_service(association, name="Kolárovo divadlo", kind="theatre")
    make_service(association, name="Knihovna Malá")
    assert ask("divadlo", [association.site]).correction == ""
    exact = ask("kolárovo", [association.site])
    assert (exact.correction, exact.is_loosened) == ("", False)
    beginning = ask("kolár", [association.site])
    assert [service.name for service in beginning.services] == ["Kolárovo divadlo"]


def test_a_literal_question_is_not_corrected(association: Association) -> None:
    make_service(association, name="Knihovna")
    found = ask("kihovna", [association.site], literal=True)
    assert list(found.services) == []
    assert found.correction == ""


@pytest.mark.spec("S2", "T1")
def test_words_of_other_associations_correct_nothing(association: Association, neighbour: Association) -> None:
    make_service(association, name="Knihovna")
    make_service(neighbour, name="Tajemství hradu", kind="museum")
    assert not ask("tahemstvi", [association.site]).hits.exists()
    assert ask("tahemstvi", [neighbour.site]).correction == "tajemství"
    assert ask("tahemstvi", [association.site, neighbour.site]).correction == "tajemství"


@pytest.mark.spec("S2")
@settings(max_examples=1, derandomize=True, deadline=None, suppress_health_check=ONE_DATABASE)
@given(data=st.data())
def test_one_slip_in_any_longer_word_of_a_name_finds_the_entry(dso_a: Association, data: st.DataObject) -> None:
    load_demo_directory(dso_a, "svazekobci1866")
    words = sorted(
        {
            (word, service.pk)
            for service in ask("obec", [dso_a.site]).hits.model.objects.for_association(dso_a)
            for word in fold(service.name).replace("-", " ").replace(",", " ").split()
            if 5 <= len(word) <= LONGEST_WORD and word.isalpha()
        }
    )
    for word, pk in data.draw(st.lists(st.sampled_from(words), min_size=60, max_size=60)):
        typed = slip(word, *data.draw(SLIPS))
        found = ask(typed, [dso_a.site])
        # A slip may make another word that is really there; then that word is what was asked for.
        if found.correction or found.is_loosened or not found.hits.exists():
            assert pk in set(found.hits.values_list("pk", flat=True)), f"{typed} for {word}"


@settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=ONE_DATABASE)
@given(text=st.text(max_size=60))
def test_any_text_is_answered(dso_a: Association, text: str) -> None:
    if not WordKey.objects.exists():
        make_service(dso_a, name="Knihovna")
    found = ask(text.replace("\x00", ""), [dso_a.site])
    assert list(found.services[:1]) is not None
    looser = found.loosened()
    assert looser is None or list(looser.services[:1]) is not None
