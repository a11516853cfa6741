"""In a language without a catalogue every word of the interface is English: Django's own too."""

from datetime import date
from typing import Any

import pytest
from django.forms import CharField
from django.utils import formats, translation
from django.utils.translation import gettext, ngettext, pgettext

from portal.core.languages import has_words, install_stand_ins, interface_language
from portal.core.templatetags.portal import cs_date, spaced

pytestmark = pytest.mark.only_on("sqlite")


@pytest.fixture
def german(settings: Any) -> Any:
    settings.LANGUAGES = [("cs", "česky"), ("en", "English"), ("de", "Deutsch"), ("uk", "українська")]
    assert install_stand_ins() == ["de", "uk"]


@pytest.mark.spec("I1")
@pytest.mark.parametrize("code", ["de", "uk"])
def test_no_german_and_no_czech_word_is_mixed_in(german: None, code: str) -> None:
    with translation.override(code):
        assert translation.get_language() == code
        assert interface_language() == "en"
        assert CharField().error_messages["required"] == "This field is required."
        assert gettext("Skip to content") == "Skip to content"
        assert ngettext("%(num)d hour", "%(num)d hours", 5) == "%(num)d hours"
        assert pgettext("abbrev. month", "March") == "March"
        assert cs_date(date(2027, 3, 4)).replace("\xa0", " ") == "4 March 2027"
        assert formats.number_format(1234.5) == "1234.5"
        assert spaced(10_500) == "10,500"


def test_czech_and_english_speak_for_themselves(german: None) -> None:
    assert has_words("cs")
    assert has_words("en")
    assert has_words("en-gb")
    assert not has_words("de")
    with translation.override("cs"):
        assert gettext("Skip to content") != "Skip to content"
        assert interface_language() == "cs"


def test_a_language_with_a_catalogue_of_ours_speaks_itself(settings: Any, tmp_path: Any) -> None:
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.mo").touch()
    settings.LANGUAGES = [("cs", "česky"), ("de", "Deutsch")]
    settings.LOCALE_PATHS = [tmp_path, *settings.LOCALE_PATHS]
    try:
        assert install_stand_ins() == []
    finally:
        has_words.cache_clear()
