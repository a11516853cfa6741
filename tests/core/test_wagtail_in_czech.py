"""Wagtail's own texts that its Czech catalogue lacks or puts badly come from locale/wagtail."""

import pytest
from django.utils import translation
from django.utils.translation import gettext, ngettext


@pytest.mark.parametrize(
    ("message", "czech"),
    [
        ("Search all pages…", "Hledat ve všech stránkách…"),
        ("Unpublish", "Zrušit zveřejnění"),
        ("Source title", "Název zdroje"),
    ],
)
def test_the_admin_speaks_czech(message: str, czech: str) -> None:
    with translation.override("cs"):
        assert gettext(message) == czech


def test_plurals_of_wagtail_have_czech_forms() -> None:
    with translation.override("cs"):
        found = [ngettext("Delete 1 page", "Delete %(counter)s pages", n) % {"counter": n} for n in (1, 3, 5)]
    assert found == ["Smazat 1 stránku", "Smazat 3 stránky", "Smazat 5 stránek"]


def test_our_own_words_go_before_wagtails() -> None:
    with translation.override("cs"):
        assert gettext("Menu") == "Nabídka"
