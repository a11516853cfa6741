"""Photographs as phones make them, for tests."""

import io
from typing import Any

import pillow_heif
from PIL import Image, PngImagePlugin

CAMERA = "Fotoaparat 3000"
CHAPEL = (50.41, 15.8838)
"""Where the photographs were taken, in degrees."""

pillow_heif.register_heif_opener()


def _exif(turned: bool = False) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0110] = CAMERA
    if turned:
        exif[0x0112] = 6
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (50.0, 24.0, 36.0), "E", (15.0, 53.0, 1.68)
    return exif


def photo(kind: str = "JPEG", *, size: tuple[int, int] = (60, 40), colour: str = "#336699", **options: Any) -> bytes:
    """A picture of `kind` (JPEG, PNG, HEIF) with a camera, a place and a comment in its metadata."""
    target = io.BytesIO()
    if kind == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Comment", CAMERA)
        options |= {"pnginfo": notes}
    elif kind == "JPEG":
        options |= {"comment": CAMERA.encode()}
    Image.new("RGB", size, colour).save(target, kind, exif=_exif(turned=kind == "JPEG"), **options)
    return target.getvalue()
