"""A person who has only a keyboard: walks by Tab to where something is, and sees on the way where they are.

At every stop the focus has to be seen and not be covered by something else (WCAG 2.4.7, 2.4.11).
"""

from collections.abc import Sequence

from playwright.sync_api import FilePayload, Locator, Page

from .examining import is_known

MOST_STOPS = 250
LEADS = "one => one.matches('a[href]:not([href^=\"#\"])') || (one.type === 'submit' && one.form !== null)"
CHOSEN = "list => list.selectedOptions[0].label.trim()"
STOP = "wanted => examining.stop(wanted)"


class Hand:
    """The only hand there is: `press` a link or button, `tick`, `choose`, `write`, `attach`; by keys alone.

    `strict=False` where it is somebody else's to show the focus (Wagtail's own widgets): Tab leads there all the same.
    """

    def __init__(self, page: Page, *, strict: bool = True) -> None:
        self.page, self.strict = page, strict

    def press(self, target: Locator, *, leads: bool | None = None) -> None:
        """Go to a link, a button or a summary, and press it; where it leads to another page, until that is here."""
        self.to(target)
        if leads is None:
            leads = target.evaluate(LEADS)
        if not leads:
            self.page.keyboard.press("Enter")
            return
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def write(self, target: Locator, text: str) -> None:
        """Go to a field and write into it instead of what is there."""
        self.to(target)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def tick(self, target: Locator) -> None:
        """A checkbox by the space bar, one of several radio buttons by the arrows."""
        self.to(target)
        if target.get_attribute("type") == "radio":
            for _other in range(MOST_STOPS):
                if target.is_checked():
                    return
                # The space bar takes the first one, arrows the others.
                is_here = target.evaluate("one => one === document.activeElement")
                self.page.keyboard.press("Space" if is_here else "ArrowDown")
        elif not target.is_checked():
            self.page.keyboard.press("Space")
        assert target.is_checked(), f"{target} can't be ticked by keys"

    def choose(self, target: Locator, label: str) -> None:
        """An entry of a list, by the arrows."""
        self.to(target)
        self.page.keyboard.press("Home")
        for _entry in range(MOST_STOPS):
            if str(target.evaluate(CHOSEN)).startswith(label):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{label} is not in {target}")

    def attach(self, target: Locator, files: Sequence[FilePayload]) -> None:
        """Files, in the system's own window."""
        self.to(target)
        with self.page.expect_file_chooser() as window:
            self.page.keyboard.press("Space")
        window.value.set_files(list(files))

    def to(self, target: Locator) -> None:
        """Tab on until the target has the focus; past the site's head by the link that is there for that."""
        target.wait_for(state="attached")
        one = target.element_handle()
        assert one
        is_known(self.page)
        self.page.keyboard.press("Tab")
        for _stop in range(MOST_STOPS):
            at = self.page.evaluate(STOP, one)
            assert not (self.strict and at["fault"]), f"{self.page.url}: {at['fault']}"
            if at["there"]:
                return
            if at["skips"]:
                self.page.keyboard.press("Enter")
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{self.page.url}: Tab never comes to {target}")
