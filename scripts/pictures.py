#!/usr/bin/env python3
"""Take the README's pictures of the running demonstration into docs/pictures/, as small PNG files."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from demo import ROOT
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from postgres import free_port

FOLDER = ROOT / "docs" / "pictures"
DSO = "svazekobci1866"
BROWSER = shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
COLOURS = 128
READY_WITHIN = 180


class Picture(NamedTuple):
    name: str
    slug: str
    path: str
    width: int = 1280
    height: int = 800
    dark: bool = False
    user: str = ""


PICTURES = (
    Picture("home", DSO, "/"),
    Picture("directory", DSO, "/sluzby/"),
    Picture("union", "", "/"),
    Picture("register", DSO, "/admin/contact_centre/activity/", user=f"{DSO}-manager"),
    Picture("targets", DSO, "/admin/contact_centre/targets/", user=f"{DSO}-manager"),
    Picture("centres", "", "/admin/contact_centre/centres/", user="union-admin"),
    Picture("newsletter", "smiricko", "/zpravodaj/zpravodaj-2-2026/"),
    Picture("newsletters", "", "/admin/newsletters/overview/", user="union-reviewer"),
    Picture("meeting", "smiricko", "/setkani/setkani-starostu-prosinec-2026/"),
    Picture("meetings", "", "/admin/meetings/overview/", user="union-reviewer"),
    Picture("phone-home", "smiricko", "/", width=390, height=780),
    Picture("phone-service", "smiricko", "service", width=390, height=780),
    Picture("phone-dark", "lesypolicka", "/setkani/", width=390, height=780, dark=True),
)


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
    if picture.path == "service":
        page.goto(f"{site}/sluzby/")
        page.locator("main a[href^='/sluzby/']").filter(has_text="škola").first.click()
    else:
        page.goto(site + picture.path)
    page.wait_for_load_state("networkidle")
    shot = Image.open(io.BytesIO(page.screenshot()))
    context.close()
    small = shot.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    output = io.BytesIO()
    small.save(output, "PNG", optimize=True)
    return output.getvalue()


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with demo() as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        for picture in PICTURES:
            content = take(browser, picture, port)
            (FOLDER / f"{picture.name}.png").write_bytes(content)
            print(f"{picture.name}.png {len(content) / 1000:.0f} kB")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
