"""Our catalogue and those of Django and Wagtail agree on the Czech plural forms."""

import polib
import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import ngettext


@pytest.mark.spec("I1")
def test_czech_has_four_plural_forms_in_our_catalogue() -> None:
    catalogue = polib.pofile(str(settings.LOCALE_PATHS[0] / "cs" / "LC_MESSAGES" / "django.po"))
    assert catalogue.metadata["Plural-Forms"].startswith("nplurals=4;")


@pytest.mark.spec("I1")
@pytest.mark.parametrize(("number", "expected"), [(1, "hodina"), (2, "hodiny"), (4, "hodiny"), (5, "hodin")])
def test_plurals_of_a_package_are_not_disturbed_by_ours(number: int, expected: str) -> None:
    with translation.override("cs"):
        text = ngettext("%(num)d hour", "%(num)d hours", number) % {"num": number}
    assert text == f"{number} {expected}"
