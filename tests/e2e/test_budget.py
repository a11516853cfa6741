"""What a first visit costs on a phone at a bus stop: bytes, shifts of the page, the first paint, long tasks.

Bytes and shifts are counted and hold exactly. Times are those of this machine, which may be busy with other things:
they are held against a bare page behind the same slow processor right before, or counted on the processor itself.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Page

from .conftest import Demo

HOME = "svazekobci1866"
PAGES = ("/", "/sluzby/", "service", "/sluzby/?q=skola", "/zpravodaj/", "issue", "/setkani/", "meeting", "/kontakt/")
FIRST_VIEW = 60_000
"""Bytes of the first view, without photographs, as they travel."""
FILES = 6
SLOW_4G = {"offline": False, "latency": 40, "downloadThroughput": 1_250_000, "uploadThroughput": 125_000}
"""Milliseconds and bytes a second: the slow end of what Czech networks of the fourth generation give outdoors."""
SLOWER = 4
"""So many times slower than this machine is the processor of a cheap phone."""
FIRST_PAINT = 1000
"""Milliseconds."""
WORK = ("Script", "Layout", "RecalcStyle")
LONG_TASK = 50
"""Milliseconds of the processor for all scripts of a page together: so none of their tasks is a long one."""
DRAWING = 200
"""Milliseconds of the processor for styles and layouts, of which there are several."""
BARE_PAINT = 120
"""Milliseconds after which a bare page is painted where nothing else goes on."""
ATTEMPTS = 3
BARE = "data:text/html,<!doctype html><title>.</title><p>Nic.</p>"
NOTE = """
window.budget = {shift: 0, paint: 0};
const watch = (type, note) =>
  new PerformanceObserver(list => list.getEntries().forEach(note)).observe({type, buffered: true});
watch("layout-shift", one => { if (!one.hadRecentInput) budget.shift += one.value; });
watch("paint", one => { if (one.name === "first-contentful-paint") budget.paint = one.startTime; });
"""
SETTLED = """new Promise(done =>
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(budget), 150))))"""


@dataclass
class Visit:
    """A first visit: bytes of each file by its address, and what the browser noticed."""

    files: dict[str, int]
    shift: float
    paint: float
    work: dict[str, int]

    @property
    def own(self) -> dict[str, int]:
        return {url: size for url, size in self.files.items() if "/media/" not in url}


@contextmanager
def phone(context: Callable[..., BrowserContext]) -> Iterator[tuple[Page, CDPSession]]:
    """A window that has never been here, behind a slow network and a slow processor."""
    window = context(width=390)
    page = window.new_page()
    page.add_init_script(NOTE)
    devtools = window.new_cdp_session(page)
    devtools.send("Network.enable")
    # Time the page's thread spends on the processor: whatever else the machine does meanwhile doesn't count.
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
    devtools.send("Network.emulateNetworkConditions", SLOW_4G)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    yield page, devtools
    window.close()


def visit(context: Callable[..., BrowserContext], address: str) -> Visit:
    """The page at `address` as a newcomer's phone loads it."""
    with phone(context) as (page, devtools):
        files: dict[str, int] = {}
        names: dict[str, str] = {}
        devtools.on(
            "Network.requestWillBeSent", lambda event: names.update({event["requestId"]: event["request"]["url"]})
        )
        devtools.on(
            "Network.loadingFinished",
            lambda event: files.update({names[event["requestId"]]: int(event["encodedDataLength"])}),
        )
        page.goto(address, wait_until="load")
        noted: dict[str, Any] = page.evaluate(SETTLED)
        metrics = {one["name"]: one["value"] * 1000 for one in devtools.send("Performance.getMetrics")["metrics"]}
    return Visit(
        {url: size for url, size in files.items() if not url.startswith("data:")},
        noted["shift"],
        noted["paint"],
        {name: round(metrics[f"{name}Duration"]) for name in WORK},
    )


def first_link(context: Callable[..., BrowserContext], address: str, selector: str) -> str:
    window = context(javascript=False)
    page = window.new_page()
    page.goto(address)
    link = page.locator(selector).first.get_attribute("href")
    assert link
    window.close()
    return link


@pytest.mark.spec("C2")
def test_a_first_visit_on_a_phone_stays_within_its_budget(demo: Demo, context: Callable[..., BrowserContext]) -> None:
    site = demo.site(HOME)
    places = {
        "service": first_link(context, f"{site}/sluzby/", ".results h3 a"),
        "issue": first_link(context, f"{site}/zpravodaj/", ".rows h3 a"),
        "meeting": first_link(context, f"{site}/setkani/", "main h3 a"),
    }
    faults: list[str] = []
    for name in PAGES:
        for attempt in range(ATTEMPTS):
            bare = visit(context, BARE)
            seen = visit(context, site + places.get(name, name))
            found = list(faults_of(site, seen, bare))
            # What is counted is the same each time; a busy machine only ever makes times longer.
            if not found or attempt == ATTEMPTS - 1:
                faults += [f"{name}: {fault}" for fault in found]
                break
    assert not faults, "\n".join(faults)


def faults_of(site: str, seen: Visit, bare: Visit) -> Iterator[str]:
    total = sum(seen.own.values())
    if total >= FIRST_VIEW or len(seen.own) > FILES + 1:
        yield f"{total} B in {len(seen.own)} files: {sorted(seen.own.items())}"
    if foreign := [url for url in seen.files if not url.startswith(site)]:
        yield f"asks others: {foreign}"
    if seen.shift:
        yield f"the page shifts by {seen.shift:.4f}"
    if seen.paint > FIRST_PAINT * max(1, bare.paint / BARE_PAINT):
        yield f"first paint after {seen.paint:.0f} ms, of a bare page after {bare.paint:.0f} ms"
    if seen.work["Script"] > LONG_TASK:
        yield f"scripts take {seen.work['Script']} ms"
    if seen.work["Layout"] + seen.work["RecalcStyle"] > DRAWING:
        yield f"drawing takes {seen.work}"
