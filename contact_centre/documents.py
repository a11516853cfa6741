"""Documents people send: office packages without macros and without their author's name, PDF that is only PDF."""

import io
import shutil
import zipfile
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MACRO_PARTS = frozenset({"vbaproject.bin", "vbadata.xml", "script-lc.xml"})
MACRO_FOLDERS = frozenset({"activex", "basic", "macrosheets"})
MACRO_TYPE = b"macroenabled"

MAX_PARTS = 2_000
MAX_UNPACKED = 100 * 1024 * 1024
"""Largest package when unpacked, in bytes; the parts are never in the memory together."""
CONTENT_TYPES_PART = "[Content_Types].xml"
LONGEST_LIST = 1024 * 1024

RELATED = "http://schemas.openxmlformats.org"
PROPERTIES = {
    "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{RELATED}/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": f'<Properties xmlns="{RELATED}/officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": f'<Properties xmlns="{RELATED}/officeDocument/2006/custom-properties"/>',
}
"""Parts that say who wrote a document, when and for whom, and what they are when they say nothing."""
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

PDF_START, PDF_END = b"%PDF-", b"%%EOF"
TAIL = 2048
"""Where a PDF must end and no archive may (the end of an archive stands in its last bytes)."""
ZIP_END = b"PK\x05\x06"


def kind_of_package(content: bytes, guessed: str) -> str:
    """The extension of an office document, by its parts, whichever order they are packed in; "" for anything else.

    `guessed` is what the first bytes say. With macros, or larger unpacked than any letter is, it is nothing we take.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                return ""
            names = {part.filename for part in parts}
            if _has_macros(package, names):
                return ""
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return ""
    if CONTENT_TYPES_PART in names:
        main = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
        return next((kind for kind, part in main.items() if part in names), "")
    return guessed if guessed in {"odt", "ods"} else ""


def without_properties(content: bytes) -> bytes:
    """The package packed anew: its properties empty, nothing before, between and behind its parts.

    Names beside comments and tracked changes stay: they are what the document says. Raises ValidationError for a
    damaged one.
    """
    target, seen = io.BytesIO(), set[str]()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as clean:
            for part in source.infolist():
                if part.is_dir() or part.filename in seen:
                    continue
                seen.add(part.filename)
                packed = zipfile.ZipInfo(part.filename)
                packed.compress_type = zipfile.ZIP_DEFLATED
                if part.filename in PROPERTIES:
                    clean.writestr(packed, XML + PROPERTIES[part.filename])
                    continue
                with source.open(part) as old, clean.open(packed, "w") as new:
                    shutil.copyfileobj(old, new, 64 * 1024)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        raise ValidationError(_("The document is damaged and can't be opened."), code="broken_document") from error
    return target.getvalue()


def is_only_pdf(content: bytes) -> bool:
    """Whether `content` begins and ends as a PDF, and isn't a web page or an archive besides."""
    head, tail = content[:TAIL].lower(), content[-TAIL:]
    is_page = b"<html" in head or b"<script" in head
    return content.startswith(PDF_START) and PDF_END in tail and ZIP_END not in tail and not is_page


def _has_macros(package: zipfile.ZipFile, names: set[str]) -> bool:
    paths = [PurePath(name.lower()) for name in names]
    if any(path.name in MACRO_PARTS or MACRO_FOLDERS & set(path.parts[:-1]) for path in paths):
        return True
    if CONTENT_TYPES_PART not in names:
        return False
    with package.open(CONTENT_TYPES_PART) as part:
        return MACRO_TYPE in part.read(LONGEST_LIST).lower()
