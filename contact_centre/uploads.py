"""What files the centre takes (decision 13): known by their content, without the metadata of photographs."""

import io
import re
import secrets
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePath

import filetype
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

MAX_BYTES = 10 * 1024 * 1024
"""Largest file taken, in bytes."""
MAX_PIXELS = 60_000_000
"""Largest photograph taken; a small file may hide a picture that fills the memory."""

PHOTOS = frozenset({"jpg", "png"})
CITIZENS_TYPES = ("jpg", "png", "pdf", "docx")
STAFF_TYPES = (*CITIZENS_TYPES, "doc", "xlsx", "xls", "odt", "ods")
MACRO_PARTS = ("vbaProject.bin", "vbaData.xml")

CONTENT_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "doc": "application/msword",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}


@dataclass(frozen=True)
class CheckedFile:
    """A file that passed the checks, ready to be stored."""

    original_name: str
    stored_name: str
    content_type: str
    content: bytes

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.content)

    def as_file(self) -> ContentFile[bytes]:
        return ContentFile(self.content, name=self.stored_name)


def check_upload(upload: UploadedFile, *, allowed: Collection[str] = CITIZENS_TYPES) -> CheckedFile:
    """Return `upload` checked by its content and cleaned. Raises ValidationError with the reason.

    `allowed` are extensions of `CONTENT_TYPES`. The name's own extension decides nothing.
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
    content = upload.read()
    kind = _kind(content)
    if kind not in allowed:
        raise ValidationError(
            _("We can't take this kind of file. Send %(kinds)s."),
            code="wrong_type",
            params={"kinds": ", ".join(extension.upper() for extension in allowed)},
        )
    if kind in PHOTOS:
        content = _without_metadata(content, kind)
    return CheckedFile(
        original_name=_display_name(upload.name or "", kind),
        stored_name=f"{secrets.token_hex(16)}.{kind}",
        content_type=CONTENT_TYPES[kind],
        content=content,
    )


def _kind(content: bytes) -> str:
    """The extension that belongs to `content`, "" for anything unknown, broken or with macros."""
    guess = filetype.guess(content)
    kind: str = guess.extension if guess else ""
    if content[:4] == b"PK\x03\x04":
        return _kind_of_package(content, kind)
    return kind


def _kind_of_package(content: bytes, kind: str) -> str:
    """Office documents are ZIP packages: look at their parts, whichever order they are packed in."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = package.namelist()
    except zipfile.BadZipFile:
        return ""
    if any(PurePath(name).name in MACRO_PARTS for name in names):
        return ""
    if "[Content_Types].xml" in names:
        for part, extension in (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx")):
            if part in names:
                return extension
        return ""
    return kind if kind in {"odt", "ods"} else ""


def _without_metadata(content: bytes, kind: str) -> bytes:
    """The picture drawn anew: upright, without place, camera and time of taking."""
    try:
        with Image.open(io.BytesIO(content)) as source:
            if source.width * source.height > MAX_PIXELS:
                raise ValidationError(_("The picture is too large. Send a smaller one."), code="too_many_pixels")
            upright = ImageOps.exif_transpose(source)
            if kind == "jpg" and upright.mode not in {"RGB", "L"}:
                upright = upright.convert("RGB")
            clean = Image.new(upright.mode, upright.size)
            if upright.mode == "P":
                clean = upright.convert("RGBA")
                clean.info = {}
            else:
                clean.paste(upright)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise ValidationError(_("The picture is damaged and can't be opened."), code="broken_picture") from error
    result = io.BytesIO()
    if kind == "jpg":
        clean.save(result, "JPEG", quality=88, optimize=True)
    else:
        clean.save(result, "PNG", optimize=True)
    return result.getvalue()


def _display_name(name: str, kind: str) -> str:
    """The file's own name without folders and odd characters, with the extension of its content."""
    stem = PurePath(name.replace("\\", "/")).stem
    stem = re.sub(r"[^\w .,()-]", "_", stem).strip(" .")[:120]
    return f"{stem or _('file')}.{kind}"
