"""In which words the interface speaks on pages of a language (decision 66).

Czech and English have every text of ours. A language that was added by settings has none; Django would then mix its
own German words with our Czech ones. On pages of such a language everything
around what the association wrote is English, Django's and Wagtail's words too, and the page says so (``lang``).
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils import formats
from django.utils.translation import get_language, to_locale, trans_real

WORDS = "en"
"""The language of the messages in the code: always complete."""


class StandIn(trans_real.DjangoTranslation):
    """English words under another language's name: addresses and pages are found by that name."""

    def __init__(self, code: str) -> None:
        super().__init__(WORDS)
        self.code = code

    def language(self) -> str:
        return self.code

    def to_language(self) -> str:
        return self.code


@cache
def has_words(code: str) -> bool:
    """Whether the interface speaks this language: it is written in it, or there is a catalogue of ours."""
    if code == settings.LANGUAGE_CODE or code.split("-")[0] == WORDS:
        return True
    name = to_locale(code)
    return (Path(settings.LOCALE_PATHS[0]) / name / "LC_MESSAGES" / "django.mo").exists()


def interface_language(code: str | None = None) -> str:
    """The language of the interface's own words on pages in `code` (the active language by default)."""
    code = code or get_language() or settings.LANGUAGE_CODE
    return code if has_words(code) else WORDS


def said_in(translations: Mapping[str, str], czech: str) -> str:
    """A name in the active language, else in that of the words around it, else in Czech."""
    code = get_language() or settings.LANGUAGE_CODE
    return translations.get(code) or translations.get(interface_language(code)) or czech


def install_stand_ins() -> list[str]:
    """Let English words and ways of writing numbers stand in for each language without a catalogue; returns these."""
    has_words.cache_clear()
    without = [code for code, _name in settings.LANGUAGES if not has_words(code)]
    for code in without:
        # Where Django keeps what it has read: it asks there before it reads anything.
        trans_real._translations[code] = StandIn(code)  # type: ignore[attr-defined]
        formats._format_modules_cache[code] = formats.get_format_modules(WORDS)  # type: ignore[attr-defined]
    return without
