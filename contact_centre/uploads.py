"""What files the centre takes (decision 13): known by their content, pictures drawn anew, documents without macros."""

import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePath

import filetype
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from portal.core import pictures

from . import documents

MAX_BYTES = 10 * 1024 * 1024
"""Largest file taken, in bytes."""
MAX_FILES = 5
"""Most files of one message."""

CITIZENS_TYPES = ("jpg", "png", "heic", "pdf", "docx")
STAFF_TYPES = (*CITIZENS_TYPES, "doc", "xlsx", "xls", "odt", "ods")
ZIP_START = b"PK\x03\x04"

CONTENT_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "heic": "image/heic",
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
    """A file that passed the checks, ready to be stored.

    `place` is where a photograph was taken (latitude, longitude), read before it lost its metadata.
    """

    original_name: str
    stored_name: str
    content_type: str
    content: bytes
    place: tuple[float, float] | None = None

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.content)

    def as_file(self) -> ContentFile[bytes]:
        return ContentFile(self.content, name=self.stored_name)


def check_upload(upload: UploadedFile, *, allowed: Collection[str] = CITIZENS_TYPES) -> CheckedFile:
    """Return `upload` checked by its content and cleaned. Raises ValidationError with the reason.

    `allowed` are extensions of `CONTENT_TYPES`. The name's own extension decides nothing. Nothing larger than
    `MAX_BYTES` is read.
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
    kind, place = _kind(content), None
    if kind not in allowed:
        raise ValidationError(
            _("We can't take this kind of file. Send %(kinds)s."),
            code="wrong_type",
            params={"kinds": ", ".join(extension.upper() for extension in allowed)},
        )
    if kind in pictures.FORMATS:
        kind, content, place = pictures.redrawn(content, kind)
    elif kind == "docx":
        content = documents.without_properties(content)
    return CheckedFile(
        original_name=_display_name(upload.name or "", kind),
        stored_name=f"{secrets.token_hex(16)}.{kind}",
        content_type=CONTENT_TYPES[kind],
        content=content,
        place=place,
    )


def _kind(content: bytes) -> str:
    """The extension that belongs to `content`; "" for anything unknown, broken, with macros or two things at once."""
    if pictures.is_heic(content):
        return "heic"
    guess = filetype.guess(content)
    kind: str = guess.extension if guess else ""
    if content.startswith(ZIP_START):
        return documents.kind_of_package(content, kind)
    if kind == "pdf" and not documents.is_only_pdf(content):
        return ""
    return "" if kind == "heic" else kind


def _display_name(name: str, kind: str) -> str:
    """The file's own name without folders and odd characters, with the extension of its content."""
    stem = PurePath(name.replace("\\", "/")).stem
    stem = re.sub(r"[^\w .,()-]", "_", stem).strip(" .")[:120]
    return f"{stem or _('file')}.{kind}"
