"""What the index knows about words: one association is asked by a prepared query, several by one written each time."""

from collections.abc import Callable

import pytest

from portal.tenancy.models import Association
from services_directory.search.find import ask
from services_directory.search.lookup import look_up
from tests.services_directory.factories import make_service

pytestmark = [pytest.mark.django_db, pytest.mark.spec("S1")]

QUESTIONS = (
    ["knihovna"], ["knihovny", "horní"], ["kniho"], ["kinhovna"], ["knihovna", "pošat"], ["pošta", "knihovna", "škola"],
    ["lhota"], ["x"], ["2026"], ["aa"], ["knihovna", "lhotka", "nic", "pošta", "dům", "čp", "7", "zámeček"],
)  # fmt: skip


@pytest.fixture
def filled(dso_a: Association, dso_b: Association) -> tuple[int, int]:
    for name in ("Knihovna Horní Lhota", "Pošta", "Zámek"):
        make_service(dso_a, name=name)
    return dso_a.site_id, dso_b.site_id


def test_both_ways_know_the_same(filled: tuple[int, int]) -> None:
    here, empty = filled
    for words in QUESTIONS:
        one, both = look_up(words, [here]), look_up(words, [here, empty])
        assert (one.whole, one.beginnings) == (both.whole, both.beginnings), words
        assert {n: sorted(found) for n, found in one.similar.items()} == {
            n: sorted(found) for n, found in both.similar.items()
        }, words
        assert set(one.places) <= set(both.places), words
    assert look_up(["knihovna"], [here]).whole == {0}
    assert "knihovna" in look_up(["kinhovna"], [here]).similar[0]
    assert not look_up(["kinhovna"], [here], spelling=False).similar


def test_the_number_of_words_decides_how_the_query_is_written(
    filled: tuple[int, int], queries: Callable[[Callable[[], object]], list[str]]
) -> None:
    from services_directory.search.lookup import _prepared

    here, other = filled
    _prepared.plan.cache_clear()
    for words in (["knihovna", "pošta"], ["divadlo", "koupaliště"], ["hala", "domov"]):
        assert len(queries(lambda words=words: look_up(words, [here]))) == 1
        look_up(words, [other])
    assert _prepared.plan.cache_info().currsize == 1


def test_only_words_in_one_association_are_a_plain_question(dso_a: Association, filled: tuple[int, int]) -> None:
    here, other = filled
    place = make_service(dso_a, name="Knihovna v obci").municipality.name
    assert ask("knihovna", [here]).plain is not None
    assert ask("knihovna", [here, other]).plain is None
    named = ask(f"knihovna {place}", [here])
    # What is in it comes first: no plain order.
    assert named.municipality is not None
    assert named.plain is None
