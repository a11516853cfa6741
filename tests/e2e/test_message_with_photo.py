"""A message with a photograph from an iPhone, on the narrowest screen, by keyboard, without JavaScript (R1, CIT-2)."""

import io
import re
from collections.abc import Callable

import pillow_heif
import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, expect

from .conftest import Demo
from .keyboard import Hand
from .reading import is_too_wide

TEXT = "Na hřišti je ulomená houpačka."


def picture() -> bytes:
    """A picture as an iPhone takes it, with its place."""
    pillow_heif.register_heif_opener()
    exif, target = Image.Exif(), io.BytesIO()
    exif.get_ifd(0x8825).update({1: "N", 2: (50.0, 18.0, 0.0), 3: "E", 4: (15.0, 52.0, 0.0)})
    Image.new("RGB", (80, 60), "#336699").save(target, "HEIF", exif=exif)
    return target.getvalue()


@pytest.mark.spec("R1", "CIT-2")
def test_a_message_with_a_photo_is_checked_and_sent_without_javascript(
    demo: Demo, context: Callable[..., BrowserContext]
) -> None:
    phone = context(javascript=False, width=320).new_page()
    phone.goto(demo.site("smiricko") + "/kontakt/")
    hand = Hand(phone)
    hand.choose(phone.get_by_label("Obec"), "Skalice")
    hand.tick(phone.get_by_label("Porucha nebo havárie"))
    hand.write(phone.locator("textarea[name=text]"), TEXT)
    phone.wait_for_timeout(3100)  # people don't write a request in three seconds, and the form knows
    hand.press(phone.get_by_role("button", name="Pokračovat"))
    phone.wait_for_url("**/nahled/**")

    expect(phone.locator("main")).to_contain_text(TEXT)
    photo = {"name": "IMG_0042.HEIC", "mimeType": "image/heic", "buffer": picture()}
    hand.attach(phone.locator("input[type=file]"), [photo])
    hand.press(phone.get_by_role("button", name="Přidat vybrané soubory"))
    hand.press(phone.get_by_role("button", name="Ano, použít toto místo"))
    expect(phone.locator("main")).to_contain_text("50.30000, 15.86667")
    expect(phone.locator(".files")).to_contain_text("IMG_0042.jpg")
    assert not is_too_wide(phone)
    hand.press(phone.get_by_role("button", name="Odeslat zprávu"))

    expect(phone.locator("h1")).to_contain_text("Děkujeme")
    assert re.search(r"/kontakt/dekujeme/\S+", phone.url)
    assert not is_too_wide(phone)
    # The browser's way back doesn't lead to a second message.
    thanks = phone.url
    phone.go_back()
    expect(phone).to_have_url(thanks)
