#!/usr/bin/env python3
"""Take the pictures of the README (docs/pictures/) and of the guide (docs/guide/pictures/) from the demonstration.

All of them, or those whose names are given: pictures.py podani cile
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from demo import ROOT
from picture_list import GUIDE, HEADING, README, Picture
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from postgres import free_port

FOLDERS: dict[Path, tuple[Picture, ...]] = {
    ROOT / "docs" / "pictures": README,
    ROOT / "docs" / "guide" / "pictures": GUIDE,
}
BROWSER = shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
COLOURS = 128
READY_WITHIN = 180
SILENT_WITHIN_MS = 8000
SETTLED_MS = 400
"""What opens and closes by itself has done so."""


@contextmanager
def demo() -> Iterator[int]:
    """The demonstration on a free port, with data of its own."""
    port = free_port()
    environment = {**os.environ, "PORT": str(port), "VAR_DIR": str(ROOT / "var" / "pictures")}
    script = [sys.executable, "scripts/demo.py"]
    subprocess.run([*script, "data"], cwd=ROOT, env=environment, check=True)
    server = subprocess.Popen([*script, "serve"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + READY_WITHIN
        while not answers(port):
            if server.poll() is not None or time.monotonic() > deadline:
                sys.exit("The demonstration did not start.")
            time.sleep(0.2)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def sign_in(page: Page, site: str, name: str) -> None:
    page.goto(f"{site}/admin/")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", "demo")
    page.click("main button[type=submit]")
    page.wait_for_url(f"{site}/admin/**")


def settle(page: Page) -> None:
    """Until nothing is loaded any more; a form that goes on saying who is in it never falls silent."""
    page.wait_for_load_state("load")
    with suppress(PlaywrightTimeout):
        page.wait_for_load_state("networkidle", timeout=SILENT_WITHIN_MS)


def take(browser: Browser, picture: Picture, port: int) -> bytes:
    """The picture as PNG, with so few colours that it stays small."""
    site = f"http://{picture.slug}.localhost:{port}" if picture.slug else f"http://localhost:{port}"
    context = browser.new_context(
        locale="cs-CZ",
        timezone_id="Europe/Prague",
        viewport={"width": picture.width, "height": picture.height},
        color_scheme="dark" if picture.dark else "light",
    )
    page = context.new_page()
    if picture.user:
        sign_in(page, site, picture.user)
    page.goto(site + picture.path)
    settle(page)
    for selector in picture.clicks:
        page.locator(selector).first.click()
        settle(page)
    if picture.of_row:
        href = page.locator(HEADING).first.get_attribute("href") or ""
        page.goto(site + picture.of_row.format(pk=re.findall(r"\d+", href)[0]))
        settle(page)
    page.wait_for_timeout(SETTLED_MS)
    shot = Image.open(io.BytesIO(page.screenshot()))
    context.close()
    small = shot.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    output = io.BytesIO()
    small.save(output, "PNG", optimize=True)
    return output.getvalue()


def main(names: list[str]) -> int:
    wanted = [(folder, one) for folder, all_of in FOLDERS.items() for one in all_of if not names or one.name in names]
    if unknown := set(names) - {picture.name for _folder, picture in wanted}:
        sys.exit(f"There is no picture called {', '.join(sorted(unknown))}.")
    with demo() as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        for folder, picture in wanted:
            content = take(browser, picture, port)
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{picture.name}.png").write_bytes(content)
            print(f"{picture.name}.png {len(content) / 1000:.0f} kB")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
