"""The languages content is written in, which hardly ever change and are asked for by every list."""

from wagtail.models import Locale

from .remembered import Remembered


def known() -> tuple[Locale, ...]:
    """All of them by their codes, kept for a minute. Don't change them."""
    return _known.get(None)


def _read(_all: None) -> tuple[Locale, ...]:
    return tuple(Locale.objects.order_by("language_code"))


_known: Remembered[None, tuple[Locale, ...]] = Remembered(_read, "wagtailcore.Locale")
