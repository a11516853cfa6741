"""Colours people can read, and the stylesheet made of one."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.http import Http404
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from portal.core.brand import DARK_GROUND, INK, LIGHT_GROUND, WHITE, brand_css, stylesheet
from portal.core.colours import contrast, from_oklch, nearest_accessible
from portal.core.shades import DARK_INK, DARK_PAPER, HERO_IN_THE_DARK, LIGHT_INK, LIGHT_PAPER, shades_of

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
    ],
)
def test_contrast_is_the_one_of_wcag(first: str, second: str, ratio: float) -> None:
    assert contrast(first, second) == pytest.approx(ratio, abs=0.01)
    assert contrast(second, first) == contrast(first, second)


def test_a_readable_colour_stays_as_it_is() -> None:
    assert nearest_accessible("#1f5f6b") == "#1f5f6b"


@given(COLOURS, COLOURS)
def test_the_nearest_colour_is_readable(colour: str, background: str) -> None:
    found = nearest_accessible(colour, background, 4.5)
    assert re.fullmatch(r"#[0-9a-f]{6}", found)
    assert contrast(found, background) >= 4.5


def test_the_nearest_colour_keeps_its_hue() -> None:
    found = nearest_accessible("#f7a600")
    red, green, blue = (int(found[i : i + 2], 16) for i in (1, 3, 5))
    assert red > green > blue
    assert contrast(found, "#ffffff") < 5


@given(COLOURS)
def test_every_brand_colour_gives_readable_text(colour: str) -> None:
    values = dict(re.findall(r"(--[\w-]+):(#[0-9a-f]{6})", stylesheet(colour)))
    assert values["--brand"] == colour
    assert values["--on-brand"] in {WHITE, INK}
    assert contrast(values["--brand-ink"], LIGHT_GROUND) >= 4.5
    assert contrast(values["--brand-ink-dark"], DARK_GROUND) >= 6.5


@given(COLOURS.filter(lambda colour: contrast(colour, "#ffffff") >= 4.5))
def test_a_colour_an_association_may_choose_carries_white_text(colour: str) -> None:
    assert f"--on-brand:{WHITE}" in stylesheet(colour)


def test_the_stylesheet_is_kept_for_good() -> None:
    response = brand_css(RequestFactory().get("/brand/1f5f6b.css"), "1f5f6b")
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in response["Cache-Control"]
    assert b"--brand:#1f5f6b;" in response.content


@pytest.mark.parametrize("colour", ["", "1f5f6", "1F5F6B", "1f5f6b}", "red}*{x:1"])
def test_only_six_hexadecimal_digits_are_a_colour(colour: str) -> None:
    with pytest.raises(Http404):
        brand_css(RequestFactory().get("/"), colour)


# --- What the preview of a colour stands on ----------------------------------------------------------
def tokens() -> dict[str, str]:
    """The lines of portal.css that set tokens with light-dark(), by name."""
    css = (Path(finders.find("portal/css/portal.css"))).read_text(encoding="utf-8")
    return dict(re.findall(r"(--[\w-]+): (light-dark\(.*\)|color-mix\(.*\));", css))


def both(token: str) -> tuple[str, ...]:
    found = re.findall(r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)", tokens()[token])
    return tuple(from_oklch(*map(float, values)) for values in found)


@pytest.mark.spec("T2")
def test_the_preview_stands_on_the_grounds_of_the_stylesheet() -> None:
    assert both("--paper") == (LIGHT_PAPER, DARK_PAPER)
    assert both("--ink") == (LIGHT_INK, DARK_INK)
    assert f"{HERO_IN_THE_DARK:.0%}" in tokens()["--hero"]


@pytest.mark.spec("T2")
@given(COLOURS)
def test_what_may_be_chosen_is_read_everywhere_and_what_may_not_has_a_nearest(colour: str) -> None:
    shades = shades_of(colour)
    if shades.may_be_chosen:
        assert all(pair.is_readable for pair in shades.pairs)
    else:
        assert not shades.pairs[0].is_readable
        assert shades_of(shades.nearest).may_be_chosen
