"""Czech text: folding, alphabetical order, non-breaking spaces."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.czech import fold, nbsp, sort_key

ALPHABETICAL = [
    "Cidlina",
    "Čáslav",
    "Hradec Králové",
    "Cheb",
    "Chrudim",
    "Ivančice",
    "Rokycany",
    "Řípec",
    "Semily",
    "Šumperk",
    "Ulice",
    "Úpice",
    "Ústí nad Labem",
    "Zlín",
    "Žďár nad Sázavou",
]


def visible(text: str) -> str:
    return text.replace("\u00a0", "~")


class TestFold:
    @pytest.mark.parametrize(
        ("text", "plain"),
        [
            ("Žďár nad Sázavou", "zdar nad sazavou"),
            ("  PŘÍLIŠ   žluťoučký\tkůň ", "prilis zlutoucky kun"),
            ("Łódź", "lodz"),
            ("Straße", "strasse"),
            ("", ""),
        ],
    )
    def test_drops_diacritics_case_and_spare_spaces(self, text: str, plain: str) -> None:
        assert fold(text) == plain

    @given(st.text())
    def test_folding_twice_changes_nothing(self, text: str) -> None:
        assert fold(fold(text)) == fold(text)

    def test_answers_alike_for_composed_and_decomposed_letters(self) -> None:
        assert fold(unicodedata.normalize("NFD", "Říčany")) == fold("Říčany") == "ricany"


class TestSortKey:
    def test_sorts_the_list_of_the_rules(self) -> None:
        mixed = ALPHABETICAL[:]
        random.Random(7).shuffle(mixed)
        assert sorted(mixed, key=sort_key) == ALPHABETICAL

    @pytest.mark.parametrize(
        ("earlier", "later"),
        [
            ("Hynčice", "Chlum"),  # ch after h
            ("Chyše", "Ivanovice"),
            ("Cvikov", "Čáslav"),  # č after every c
            ("Nové", "Nové Město"),  # the shorter first
            ("Nová Ves", "Novákov"),  # word by word
            ("Lhota", "Lhóta"),  # an accent decides only between equals
            ("Lhóta", "Lhotka"),
            ("Brandýs nad Labem-Stará Boleslav", "Brandýs nad Labem-Zápy"),
            ("Ústí nad Labem", "Ústí nad Orlicí"),
            ("Obec 1", "Obec a"),
        ],
    )
    def test_keeps_the_czech_order(self, earlier: str, later: str) -> None:
        assert sort_key(earlier) < sort_key(later)

    def test_ignores_case_spaces_and_the_kind_of_hyphen(self) -> None:
        assert sort_key("brandýs  nad labem - stará BOLESLAV") == sort_key("Brandýs nad Labem-Stará Boleslav")

    @given(st.text(max_size=200))
    def test_is_ascii_and_fits_its_column(self, text: str) -> None:
        key = sort_key(text)
        assert key.isascii()
        assert key == key.strip()

    @given(st.text(alphabet="aábcčdďeéěhiířsšzžý -", max_size=60))
    def test_is_at_most_three_times_as_long_as_the_text(self, text: str) -> None:
        assert len(sort_key(text)) <= 3 * len(text) + 1


class TestNonBreakingSpaces:
    @pytest.mark.parametrize(
        ("text", "bound"),
        [
            ("v obci a k lesu", "v~obci a~k~lesu"),
            ("V obci. S námi (u lesa)", "V~obci. S~námi (u~lesa)"),
            ("5 a 12 m", "5 a~12~m"),
            ("nos a oči", "nos a~oči"),  # not the s at the end of a word
            ("do 20. 11. 2026 ráno", "do 20.~11.~2026 ráno"),
            ("20. listopadu 2026", "20.~listopadu~2026"),
            ("v roce 2026 obce", "v~roce 2026 obce"),
            ("žije tu 1200 obyvatel", "žije tu 1200~obyvatel"),
            ("má 5 obcí a 12 služeb", "má 5~obcí a~12~služeb"),
            ("10 500 Kč", "10~500~Kč"),
            ("25 % a 1,5 km", "25~% a~1,5~km"),
            ("§ 49 a č. 5", "§~49 a~č.~5"),
            ("odst. 2 písm. b", "odst.~2~písm.~b"),
            ("p. Novák, Ing. Jana Nová, Ph.D.", "p.~Novák, Ing.~Jana Nová,~Ph.D."),
            ("doc. Ing. Petr Malý, CSc.", "doc.~Ing.~Petr Malý,~CSc."),
            ("Společenství obcí, s. o.", "Společenství obcí, s.~o."),
            ("Vysokov č. p. 108, 549 12 Vysokov", "Vysokov č.~p.~108, 549~12~Vysokov"),
            ("tel. +420 491 612 605", "tel.~+420~491~612~605"),
            ("3. třída. Bylo jich 12. Potom", "3.~třída. Bylo jich 12. Potom"),
            ("pondělí – pátek", "pondělí~– pátek"),
            ("řádek\na další", "řádek\na~další"),
            ("", ""),
        ],
    )
    def test_bind_what_belongs_together(self, text: str, bound: str) -> None:
        assert visible(nbsp(text)) == bound

    def test_leave_tags_and_attributes_alone(self) -> None:
        html = '<p class="a b"><a title="v obci" href="/x/?a=1 b">v obci</a> a <b>k lesu</b></p>'
        expected = '<p class="a b"><a title="v obci" href="/x/?a=1 b">v~obci</a> a~<b>k~lesu</b></p>'
        assert visible(nbsp(html)) == expected

    @given(st.text(alphabet="aikvzA0159 .,§%č<>\n"))
    def test_change_only_spaces_and_only_once(self, text: str) -> None:
        once = nbsp(text)
        assert once.replace("\u00a0", " ") == text
        assert nbsp(once) == once
