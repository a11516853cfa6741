"""Analysis of Czech text: inflected and undiacritised words meet."""

import pytest

from services_directory.search.text import index_terms, query_words, stems, word_terms


@pytest.mark.spec("S1")
@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("školách", "škola"),
        ("skolach", "škola"),
        ("skola", "Škola"),
        ("škol", "škola"),
        ("škole", "školy"),
        ("knihoven", "knihovna"),
        ("knihovne", "knihovna"),
        ("knihovnou", "knihovna"),
        ("lékaři", "lékař"),
        ("lekari", "lékař"),
        ("lékařů", "lékař"),
        ("lekare", "lékař"),
        ("školce", "školka"),
        ("skolek", "školka"),
        ("koupališti", "koupaliště"),
        ("koupalist", "koupaliště"),
        ("dětí", "děti"),
        ("dětem", "dítě"),
        ("domu", "dům"),
        ("domy", "dům"),
        ("seniorů", "senior"),
        ("senioru", "seniory"),
        ("sociálních", "sociální"),
        ("socialniho", "sociální"),
        ("pečovatelskou", "pečovatelská"),
        ("úřadech", "úřad"),
        ("uradem", "úřad"),
        ("policii", "policie"),
        ("lékáren", "lékárna"),
        ("lekaren", "lékárna"),
        ("muzeí", "muzeum"),
        ("muzea", "muzeum"),
        ("kin", "kino"),
        ("kině", "kino"),
        ("Hořicích", "Hořice"),
        ("horicich", "Hořice"),
        ("Smiřicích", "Smiřice"),
        ("Machově", "Machov"),
        ("hřbitově", "hřbitov"),
        ("hrbitovy", "hřbitov"),
        ("poště", "pošta"),
        ("postou", "pošta"),
        ("dvora", "dvůr"),
        ("divadel", "divadlo"),
        ("služeb", "služba"),
        ("sluzby", "služba"),
        ("Kostelci", "Kostelec"),
        ("jídelen", "jídelna"),
        ("hasičů", "hasiči"),
    ],
)
def test_a_form_of_a_word_finds_its_other_forms(asked: str, written: str) -> None:
    assert word_terms(asked.casefold()) & set(index_terms(written).split())


@pytest.mark.parametrize(
    ("first", "second"), [("škola", "skála"), ("pošta", "pohotovost"), ("kino", "knihovna"), ("dům", "den")]
)
def test_different_words_stay_different(first: str, second: str) -> None:
    assert not word_terms(first) & word_terms(second)


def test_short_words_and_numbers_are_kept_whole() -> None:
    assert stems("mš") == {"mš"}
    assert stems("112") == {"112"}
    assert word_terms("zuš") == {"zus"}


def test_little_words_of_a_query_are_left_out_unless_there_are_no_others() -> None:
    assert query_words("lékař v Hořicích") == ["lékař", "hořicích"]
    assert query_words("V") == ["v"]
    assert query_words("…!?") == []


def test_terms_are_letters_and_digits_only() -> None:
    assert all(term.isalnum() for term in index_terms('O\'Hara – "Škola" & co. | * : (x) č.p. 12/3').split())
