"""Everything that is asked of one loaded page, so that it is loaded once: `Examined(page).faults()`.

axe on a desktop and again on a phone for what depends on the width; contrast in the dark; that nothing has to be
pushed sideways at 320 px (which is 1280 px at 400 %), with spaced text (WCAG 1.4.12), with very long names and with
text of twice the size (1.4.4); that the focus is seen and not covered (2.4.7, 2.4.11); that in forced colours every
control and state is still told apart; that nothing moves for who asked for that.
"""

from pathlib import Path

from playwright.sync_api import Page

from .conftest import axe_findings

SCRIPT = Path(__file__).with_name("examining.js").read_text(encoding="utf-8")
NARROW, WIDE = {"width": 320, "height": 512}, {"width": 1280, "height": 1024}
"""The narrow one is the wide one at 400 %, on a screen held upright."""
OF_WIDTH = ("target-size", "scrollable-region-focusable")
"""What axe finds on a desktop holds on a phone, too, except for these; contrast there is looked at in the dark."""
CONTRAST = "color-contrast"


def is_known(page: Page) -> None:
    """Let the loaded page know the functions of `examining.js`."""
    if not page.evaluate("'examining' in window"):
        page.evaluate(SCRIPT)


def lost_in_forced_colours(page: Page) -> list[str]:
    """What is no longer told apart on the page when the system sets the colours."""
    is_known(page)
    found: list[str] = page.evaluate("examining.lostInForcedColours(document.querySelector('main'))")
    return found


SETTLED = """Promise.allSettled(
    document.getAnimations().filter(one => one.effect.target.checkVisibility()).map(one => one.finished)
).then(() => true)"""
"""Colours that are on their way from light to dark have arrived. In a closed `<details>` they never do."""


class Examined:
    """A page that has been loaded at some width, in the light, and that is put back so in the end."""

    def __init__(self, page: Page, *, named: str = "") -> None:
        self.page, self.named = page, named or page.url
        self.found: list[str] = []

    def faults(self) -> list[str]:
        """What is wrong: a line each, with the page, the state it was in and the element."""
        page = self.page
        page.evaluate(SETTLED)
        page.set_viewport_size(WIDE)
        self._note("", axe_findings(page))
        self._note("with text of twice the size", self._ask("withLargeText"))
        self._note("by keyboard", self._by_keyboard())
        page.set_viewport_size(NARROW)
        self._note("at 320 px", [*axe_findings(page, *OF_WIDTH), *self._ask("sideways")])
        self._note("with spaced text", self._ask("withSpacedText"))
        self._note("with long names", self._ask("withLongNames"))
        self._note("by keyboard at 320 px", self._by_keyboard())
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        self._note("without motion", self._ask("moving"))
        self._note("in the dark", axe_findings(page, CONTRAST))
        page.emulate_media(color_scheme="dark", forced_colors="active", reduced_motion="reduce")
        self._note("in forced colours", self._ask("lostInForcedColours"))
        page.emulate_media(color_scheme="light", forced_colors="none", reduced_motion="no-preference")
        return self.found

    def in_short(self) -> list[str]:
        """Another state of a page that has been examined as a whole: on a phone in the dark, and in forced colours."""
        page = self.page
        page.set_viewport_size(NARROW)
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        self._note("at 320 px in the dark", [*axe_findings(page), *self._ask("sideways")])
        page.emulate_media(color_scheme="dark", forced_colors="active", reduced_motion="reduce")
        self._note("in forced colours", self._ask("lostInForcedColours"))
        page.emulate_media(color_scheme="light", forced_colors="none", reduced_motion="no-preference")
        return self.found

    def _ask(self, what: str) -> list[str]:
        is_known(self.page)
        found: list[str] = self.page.evaluate(f"examining.{what}()")
        return found

    def _by_keyboard(self) -> list[str]:
        # Whoever has pressed Tab once is shown the focus from then on.
        self.page.keyboard.press("Tab")
        return self._ask("focus")

    def _note(self, state: str, found: list[str]) -> None:
        self.found += [f"{self.named} {state}: {fault}" for fault in found]
