"""Tags and filters of the public templates: `{% load portal %}`."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.core.exceptions import ValidationError
from django.core.paginator import Page as ResultPage
from django.template import Context
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from wagtail.models import Page

from portal.core import czech, photographs, validators
from portal.core.languages import interface_language
from portal.core.photographs import Photograph
from portal.core.translating import lang_attribute, language_of

register = template.Library()

NBSP = "\u00a0"
EDGE_PAGES = 1
NEAR_PAGES = 1
HOURS_AFTER_VE = {2, 3, 4, 12, 13, 14, 20, 21, 22, 23}
"""Hours whose names begin so that Czech says "ve" before them: ve dvě, ve tři, ve čtyři, ve dvanáct …"""


@register.filter(is_safe=True)
def nbsp(value: object) -> str:
    """`value` with non-breaking spaces where Czech typography wants them (rules.md C11); marked-up text stays so."""
    text = str(value) if value else ""
    spaced_text = czech.nbsp(text)
    # Rich text is no string itself, but turns into a safe one.
    return mark_safe(spaced_text) if isinstance(text, SafeString) else spaced_text  # noqa: S308 (only spaces were changed)


@register.filter
def words(code: str | None) -> str:
    """The language of the interface's words on a page in `code`: `<html lang="{{ LANGUAGE_CODE|words }}">`."""
    return interface_language(code)


@register.simple_tag
def lang_of(page: Any) -> SafeString:
    """` lang="cs"` where the page's title and text are in another language than the words around them."""
    return lang_attribute(language_of(page))


@register.filter
def phone(value: str | None) -> str:
    """A stored number as people read it: "+420 491 612 605" with non-breaking spaces."""
    return validators.format_phone(value or "")


@register.filter
def tel(value: str | None) -> str:
    """The address that dials a number; one that isn't Czech is dialled as it was written."""
    try:
        return f"tel:{validators.normalise_phone(value or '')}"
    except ValidationError:
        return "tel:" + re.sub(r"[^\d+]", "", value or "")


@register.filter
def psc(value: str | None) -> str:
    """A stored postcode as "549 12" with a non-breaking space."""
    return validators.format_psc(value or "")


@register.filter
def spaced(value: int | None) -> str:
    """A whole number with its thousands apart: "10 500" in Czech, "10,500" otherwise; the spaces don't break."""
    separator = NBSP if get_language() == "cs" else ","
    return "" if value is None else f"{value:,}".replace(",", separator)


@register.filter
def percent(share: float) -> str:
    """A part of a whole (0 to 1) in percent, with decimals only where it is small: "0,34 %", "27 %"."""
    decimals = 2 if share < 0.01 else 1 if share < 0.1 else 0
    number = formats.number_format(share * 100, decimal_pos=decimals)
    return f"{number}{NBSP}%" if get_language() == "cs" else f"{number}%"


@register.filter
def breakable(value: str | None) -> SafeString:
    """An e-mail address that may be broken after its @, where a narrow column would break it anywhere."""
    return (
        format_html("{}@<wbr>{}", *value.rsplit("@", 1)) if value and "@" in value else conditional_escape(value or "")
    )


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _format(value: date | datetime | None, czech_format: str, other_format: str) -> str:
    if not value:
        return ""
    text = formats.date_format(_local(value), czech_format if get_language() == "cs" else other_format)
    return text.replace(" ", NBSP)


@register.filter
def cs_date(value: date | datetime | None) -> str:
    """A day, in Prague: "20. 11. 2026" in Czech, "20 November 2026" otherwise, with non-breaking spaces."""
    return _format(value, "j. n. Y", "j F Y")


def cs_days(first: date, last: date) -> str:
    """Days from–to as people write them: "1. 10. 2026 – 31. 12. 2026"."""
    return f"{cs_date(first)} – {cs_date(last)}"


@register.filter
def cs_datetime(value: datetime | None) -> str:
    """A moment, in Prague: "20. 11. 2026 v 9:05" (ve 14:00) in Czech, "20 November 2026, 9:05" otherwise."""
    local = _local(value) if value else None
    after_ve = isinstance(local, datetime) and local.hour in HOURS_AFTER_VE
    preposition = r"\v\e" if after_ve else r"\v"
    return _format(value, rf"j. n. Y {preposition} G:i", "j F Y, G:i")


@register.filter
def cs_weekday(value: date | datetime | None) -> str:
    """The day of the week in words: "pátek", "Friday"."""
    return formats.date_format(_local(value), "l") if value else ""


@register.filter
def initials(name: str | None) -> str:
    """Up to two capitals of a name, for a person without a photograph and an association without an emblem.

    Titles with a full stop and little words without a capital are left out: "Ing. Jana Nová" gives "JN".
    """
    words = [word.strip(",()") for word in str(name or "").split() if not word.endswith(".")]
    letters = [word[0] for word in words if word[:1].isupper() or word[:1].isdigit()]
    return "".join(letters if len(letters) < 2 else (letters[0], letters[-1]))


@register.filter
def page_numbers(page: ResultPage) -> Iterator[int | None]:
    """The numbers a pagination shows: first, last and those near the current one; None stands for a gap."""
    last_shown = 0
    for number in page.paginator.page_range:
        at_edge = number <= EDGE_PAGES or number > page.paginator.num_pages - EDGE_PAGES
        if not at_edge and abs(number - page.number) > NEAR_PAGES:
            continue
        if last_shown and number > last_shown + 1:
            yield None
        yield number
        last_shown = number


@register.inclusion_tag("components/breadcrumb.html", takes_context=True)
def breadcrumbs(context: Context, page: Page, *titles: str) -> dict[str, Any]:
    """The way from the home page to `page`, and on to `titles` that are no pages (a service in its directory)."""
    request = context.get("request")
    ancestors = getattr(page, "known_ancestors", None)
    if ancestors is None:
        ancestors = page.get_ancestors(inclusive=True).filter(depth__gt=1).select_related("locale").order_by("path")
    crumbs = [
        {"title": ancestor.title, "url": ancestor.get_url(request), "lang": lang_attribute(language_of(ancestor))}
        for ancestor in ancestors
    ]
    if crumbs:
        crumbs[0] |= {"title": gettext("Home"), "lang": ""}
    crumbs += [{"title": title, "url": ""} for title in titles]
    if crumbs:
        crumbs[-1]["url"] = ""
    return {"crumbs": crumbs if len(crumbs) > 1 else []}


@register.simple_tag
def photograph(image: Any) -> Photograph:
    """The picture `image` for `components/photograph.html`."""
    return photographs.photograph(image)


@register.simple_tag
def icon(name: str) -> SafeString:
    """The icon `name` of the sprite, for the eye only: a word always stands beside it."""
    return _icon(name)


@lru_cache(maxsize=200)
def _icon(name: str) -> SafeString:
    # A list shows a hundred icons; the sprite's address doesn't change while the process runs.
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("portal/icons.svg"),
        name,
    )
