"""Whatever colour an association picks, text stays readable as the browser mixes it, in light and in dark."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from portal.core.brand import stylesheet
from portal.core.colours import contrast

CSS = Path(__file__).resolve().parents[2] / "portal/core/static/portal/css/portal.css"
BRANDS = ["#1f5f6b", "#8c2f39", "#2f6b35", "#26476b", "#b35900", "#5b2a86", "#767676", "#000000", "#c00000", "#8a6d00"]
TEXT = {
    "--ink": ["--paper", "--surface", "--sunk", "--tint", "--tint-2"],
    "--muted": ["--paper", "--surface", "--sunk", "--tint"],
    "--accent": ["--paper", "--surface", "--sunk", "--tint", "--tint-2"],
    "--on-brand": ["--brand", "--brand-deep", "--hero"],
    "--ok": ["--paper", "--surface", "--tint"],
    "--warn": ["--paper", "--surface", "--tint"],
    "--bad": ["--paper", "--surface", "--tint"],
    "--info": ["--paper", "--surface", "--tint"],
}
CONTROLS = {"--line": ["--paper", "--surface"]}
SHOWN = """names => Object.fromEntries(names.map(name => {
  const dot = document.createElement("canvas").getContext("2d");
  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.color = `var(${name})`;
  dot.fillStyle = getComputedStyle(probe).color;
  dot.fillRect(0, 0, 1, 1);
  const [red, green, blue] = dot.getImageData(0, 0, 1, 1).data;
  return [name, "#" + [red, green, blue].map(part => part.toString(16).padStart(2, "0")).join("")];
}))"""


@pytest.mark.parametrize("dark", [False, True])
def test_text_and_borders_of_controls_are_readable(dark: bool, context: Callable[..., BrowserContext]) -> None:
    page = context(dark=dark).new_page()
    names = sorted({name for pairs in (TEXT, CONTROLS) for top, grounds in pairs.items() for name in (top, *grounds)})
    faults = []
    for brand in BRANDS:
        page.set_content(f"<style>{CSS.read_text(encoding='utf-8')}</style><style>{stylesheet(brand)}</style>")
        shown = page.evaluate(SHOWN, names)
        for pairs, least in ((TEXT, 4.5), (CONTROLS, 3.0)):
            faults += [
                f"{brand}: {top} on {ground} {ratio:.2f}"
                for top, grounds in pairs.items()
                for ground in grounds
                if (ratio := contrast(shown[top], shown[ground])) < least
            ]
    assert faults == []
