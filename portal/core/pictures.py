"""Photographs people send: drawn anew, small enough to be sent on, without a word of where, when and by what."""

import io
import math
import struct
from dataclasses import dataclass
from typing import Any

import filetype
import pillow_heif
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

FORMATS = {"jpg": "JPEG", "png": "PNG", "heic": "HEIF"}
"""Pictures that are drawn anew, and what Pillow calls them."""
MAX_BYTES = 10 * 1024 * 1024
"""Largest picture taken, in bytes."""
MAX_PIXELS = 60_000_000
"""Largest picture opened (of phones sold today); a small file may hide one that fills the memory."""
LONGEST_SIDE = 2560
"""To how many pixels a side larger pictures are scaled: a lamp's number is still legible."""
QUALITY = 85

HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis"})
GENERAL_BRANDS = frozenset({b"mif1", b"msf1"})
SOUTH, NORTH, WEST, EAST = 48.5, 51.1, 12.0, 18.9
"""The country and a little round it; a place elsewhere is of no use to anybody here."""
METRE = 5
"""Decimals of a degree."""

pillow_heif.register_heif_opener()


@dataclass(frozen=True)
class Picture:
    """A picture that passed the checks: drawn anew, of one of the kinds browsers show (jpg, png)."""

    kind: str
    content: bytes


def checked_picture(upload: UploadedFile) -> Picture:
    """The photograph or drawing in `upload`, known by its content, not by its name, and without metadata.

    Raises ValidationError for anything else and for one that is too large.
    """
    if not upload.size:
        raise ValidationError(_("The file is empty."), code="empty")
    if upload.size > MAX_BYTES:
        raise ValidationError(
            _("The file has %(size)s, the most we take is %(limit)s."),
            code="too_large",
            params={"size": filesizeformat(upload.size), "limit": filesizeformat(MAX_BYTES)},
        )
    upload.seek(0)
    content = upload.read(MAX_BYTES + 1)
    guess = filetype.guess(content)
    kind = "heic" if is_heic(content) else (guess.extension if guess else "")
    if kind not in FORMATS or (kind == "heic" and not is_heic(content)):
        raise ValidationError(
            _("We can't take this kind of file. Send %(kinds)s."),
            code="wrong_type",
            params={"kinds": ", ".join(extension.upper() for extension in FORMATS)},
        )
    kind, drawn, _where = redrawn(content, kind)
    return Picture(kind, drawn)


def is_heic(content: bytes) -> bool:
    """Whether `content` says of itself that it is a still picture as iPhones take them (ISO 23008-12)."""
    if content[4:8] != b"ftyp":
        return False
    size = min(int.from_bytes(content[:4], "big"), 128)
    major, others = content[8:12], {content[at : at + 4] for at in range(16, size, 4)}
    return major in HEIC_BRANDS or (major in GENERAL_BRANDS and bool(HEIC_BRANDS & others))


def redrawn(content: bytes, kind: str) -> tuple[str, bytes, tuple[float, float] | None]:
    """The picture upright, scaled and without metadata: its kind (HEIC becomes JPEG), content, and where it was taken.

    `kind` is of `FORMATS`. Raises ValidationError for a damaged picture and one of too many pixels.
    """
    try:
        with Image.open(io.BytesIO(content), formats=(FORMATS[kind],)) as source:
            if source.width * source.height > MAX_PIXELS:
                raise ValidationError(_("The picture is too large. Send a smaller one."), code="too_many_pixels")
            place = _place(source)
            if kind == "jpg":
                # Decoded at a half, a quarter or an eighth: as much memory less.
                source.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
            source.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=2.0)
            upright = ImageOps.exif_transpose(source)
            result = _saved(upright, "png" if kind == "png" else "jpg")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise ValidationError(_("The picture is damaged and can't be opened."), code="broken_picture") from error
    return ("png" if kind == "png" else "jpg"), result, place


def _saved(picture: Image.Image, kind: str) -> bytes:
    """Only the points of `picture`: pasted into a new one, since Pillow would carry comments and profiles over."""
    plain = {"jpg": ("RGB", "L"), "png": ("RGB", "L", "RGBA", "LA")}[kind]
    if picture.mode not in plain:
        see_through = kind == "png" and (picture.mode in {"PA", "La", "RGBa"} or "transparency" in picture.info)
        picture = picture.convert("RGBA" if see_through else "RGB")
    clean = Image.new(picture.mode, picture.size)
    clean.paste(picture)
    target = io.BytesIO()
    if kind == "jpg":
        clean.save(target, "JPEG", quality=QUALITY, optimize=True)
    else:
        clean.save(target, "PNG")
    return target.getvalue()


def _place(picture: Image.Image) -> tuple[float, float] | None:
    """Where the picture was taken by its own metadata, to a metre; None where it doesn't say, or says nonsense."""
    try:
        gps: dict[int, Any] = picture.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        latitude = _degrees(gps[ExifTags.GPS.GPSLatitude], gps.get(ExifTags.GPS.GPSLatitudeRef, "N") == "S")
        longitude = _degrees(gps[ExifTags.GPS.GPSLongitude], gps.get(ExifTags.GPS.GPSLongitudeRef, "E") == "W")
    except (ArithmeticError, AttributeError, KeyError, IndexError, TypeError, ValueError, OSError, struct.error):
        return None
    except SyntaxError:
        # What Pillow raises for metadata that are no metadata.
        return None
    if not (SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST):
        return None
    return latitude, longitude


def _degrees(parts: Any, is_negative: bool) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(value):
        raise ValueError("no number of degrees")
    return round(-value if is_negative else value, METRE)
