"""Files made to harm whoever opens, stores or serves them (what is taken: tests/contact_centre/test_uploads)."""

import io
import struct
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from contact_centre.uploads import STAFF_TYPES, check_upload
from portal.core.pictures import checked_picture
from portal.tenancy.models import Association
from services_directory.importing.reader import read_bytes
from services_directory.importing.sheet import ImportRefused

from .pictures import package, said_in, talkative

pytestmark = pytest.mark.only_on("sqlite")

HTML = b"<html><script>xss7f3()</script></html>"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PARTS = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}


def gif() -> bytes:
    target = io.BytesIO()
    Image.new("P", (2, 2)).save(target, "GIF")
    return target.getvalue()


TWO_THINGS = {
    "a web page called pdf.pdf": HTML,
    "gif and script.gif": b"GIF89a/*" + gif()[8:] + b"*/=1;xss7f3()",
    "pdf and web page.pdf": b"%PDF-1.4\n" + HTML + PDF,
    "web page before a pdf.pdf": HTML + PDF,
    "pdf and zip.pdf": PDF + package(PARTS),
    "svg.png": b'<svg xmlns="http://www.w3.org/2000/svg" onload="xss7f3()"/>',
    "svg with a head.svg": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>xss7f3()</script></svg>',
    "program.jpg.exe": b"MZ\x90\0" + b"\0" * 200,
    "zip before a document.docx": b"PK\x05\x06" + b"\0" * 18 + package(PARTS),
    "a word document with a second head.docx": b"\xd0\xcf\x11\xe0" + package(PARTS),
    "script.pdf.html": HTML,
    "shortcut.url": b"[InternetShortcut]\r\nURL=file://evil.example/x\r\n",
    "link.docx": package({**PARTS, "word/vbaProject.bin": b"x"}),
}


@pytest.mark.parametrize("name", TWO_THINGS)
def test_two_things_at_once_are_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        check_upload(SimpleUploadedFile(name, TWO_THINGS[name], "application/pdf"), allowed=STAFF_TYPES)
    with pytest.raises(ValidationError):
        checked_picture(SimpleUploadedFile(name, TWO_THINGS[name], "image/png"))


def test_what_hangs_on_a_picture_is_gone() -> None:
    target = io.BytesIO()
    Image.new("RGB", (4, 4)).save(target, "JPEG")
    for tail in (package(PARTS), HTML, PDF):
        for checked in (
            check_upload(SimpleUploadedFile("a.jpg", target.getvalue() + tail)).content,
            checked_picture(SimpleUploadedFile("a.jpg", target.getvalue() + tail)).content,
        ):
            assert b"PK\x03\x04" not in checked
            assert b"xss7f3" not in checked
            assert b"%PDF" not in checked


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_every_cut_of_a_picture_is_a_message_not_a_fault(kind: str) -> None:
    whole = talkative(kind)
    for length in range(1, len(whole), max(len(whole) // 25, 1)):
        with suppress(ValidationError):
            check_upload(SimpleUploadedFile("a.jpg", whole[:length]))


def test_a_small_file_of_a_huge_picture_is_refused_before_it_is_drawn() -> None:
    head = struct.pack(">IIBBBBB", 2**31 - 1, 2**31 - 1, 8, 6, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + _chunk(b"IEND", b"")
    )
    with pytest.raises(ValidationError):
        checked_picture(SimpleUploadedFile("a.png", bomb))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


# --- Workbooks -------------------------------------------------------------------------------------
BOOK = {
    "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',  # noqa: E501
    "_rels/.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',  # noqa: E501
}
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "haha">' + b"".join(
    b'<!ENTITY %c "%s">' % (number, b"&%c;" % (number - 1) * 10) for number in range(ord("b"), ord("k"))
)
STRANGERS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "parts",
    [
        {**BOOK, "xl/workbook.xml": LAUGHS + b"]><workbook>&j;</workbook>"},
        {**BOOK, "xl/workbook.xml": STRANGERS + b"<workbook>&x;</workbook>"},
        {**BOOK, "xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b" " * 40_000_000},
        {**BOOK, "xl/workbook.xml": b"<workbook>" + b"<a>" * 50_000},
        {**BOOK, "xl/workbook.xml": b"<workbook/>", **{f"xl/{n}": b"" for n in range(2_100)}},
        {**BOOK, "xl/workbook.xml": b"<workbook/>", "../../../tmp/evil": b"x"},
    ],
    ids=["laughs", "strangers", "tight", "deep", "many", "climbing"],
)
def test_a_workbook_made_to_harm_is_refused_at_once(parts: dict[str, bytes]) -> None:
    with pytest.raises(ImportRefused):
        read_bytes(package(parts))
    assert not Path("/tmp/evil").exists()


def test_a_package_in_a_package_is_not_opened() -> None:
    inner = package({"a": b"\0" * 10_000_000})
    with pytest.raises(ImportRefused):
        read_bytes(package({**BOOK, "xl/workbook.xml": inner}))
    with zipfile.ZipFile(io.BytesIO(package({**PARTS, "word/inner.zip": inner}))) as opened:
        assert sum(part.file_size for part in opened.infolist()) < 100_000


# --- Served ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
@pytest.mark.parametrize("shown", ["jpeg", "png", "webp", "avif"])
@pytest.mark.django_db
def test_pictures_readers_get_say_nothing_of_where_and_by_whom(kind: str, shown: str, dso_a: Association) -> None:
    original = ContentFile(talkative(kind), name=f"Od Jana {kind}.{kind.lower()}")
    picture = get_image_model()(title="Náves", file=original, collection=dso_a.collection)
    picture.save()
    rendition = picture.get_rendition(f"width-30|format-{shown}")
    with rendition.file.open() as file:
        assert said_in(file.read()) == []


NAMES = (
    "../../etc/passwd.pdf", "..\\..\\win.pdf", "a\r\nX-Evil: 1.pdf", 'a"; filename="evil.html.pdf', "con.pdf",
    "\u202efdp.exe.pdf", "a" * 300 + ".pdf", "a\0b.pdf", "žluťoučký kůň.pdf", "a;b=c,d.pdf", "%2e%2e%2fa.pdf", ".pdf",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where documents lie, on a disk as in a real installation."""
    monkeypatch.setattr(
        get_document_model()._meta.get_field("file"), "storage", FileSystemStorage(tmp_path / "private")
    )
    return tmp_path


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.django_db
def test_a_document_is_never_a_page_whatever_it_holds_and_is_called(
    name: str, client: Client, manager_a: Any, dso_a: Association, folder: Path
) -> None:
    client.force_login(manager_a)
    upload = SimpleUploadedFile("x.pdf", HTML, "text/html")
    upload._name = name
    sent = {"title": "Zápis", "file": upload, "collection": dso_a.collection.pk}
    answer = client.post("/admin/documents/add/", sent, headers={"host": "horni.localhost"})
    assert answer.status_code in {200, 302}
    for document in get_document_model().objects.filter(title="Zápis"):
        assert ".." not in document.file.name
        assert document.file.name.startswith("documents/")
        served = client.get(document.url, headers={"host": "horni.localhost"})
        assert served.status_code == 200
        assert served.headers["X-Content-Type-Options"] == "nosniff"
        assert served.headers["Content-Type"].partition(";")[0] == "application/pdf"
        assert "default-src 'none'" in served.headers["Content-Security-Policy"]
        assert not any(sign in served.headers["Content-Disposition"] for sign in "\r\n\0\u202e")
        assert "X-Evil" not in served.headers
    assert all(path.parent == folder / "private" / "documents" for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("name", ["page.html", "page.pdf.html", "a.svg", "a.js", "a.pdf\0.html", "a.pdf;.html"])
@pytest.mark.django_db
def test_a_web_page_is_no_document(name: str, client: Client, manager_a: Any, dso_a: Association) -> None:
    client.force_login(manager_a)
    upload = SimpleUploadedFile("x", HTML, "application/pdf")
    upload._name = name
    sent = {"title": "Stránka", "file": upload, "collection": dso_a.collection.pk}
    client.post("/admin/documents/add/", sent, headers={"host": "horni.localhost"})
    assert not get_document_model().objects.filter(title="Stránka").exclude(file__endswith=".pdf").exists()


ADDRESSES = (
    "/media/../../etc/passwd", "/media/..%2f..%2fetc%2fpasswd", "/media/%2e%2e/%2e%2e/secret_key", "/media//etc/passwd",
    "/media/original_images/../../private/x", "/static/../settings/base.py", "/static/%2e%2e/%2e%2e/manage.py",
    "/documents/1/../../../etc/passwd", "/brand/..%2f..%2f.css", "/brand/ffffff%00.css", "/media/C:%5Cwin.ini",
    "/setkani/..%2f..%2f/plakat.pdf", "/api/v1/ofn/kontakty/..%2f..%2fetc%2fpasswd", "/media/%252e%252e%252fetc",
)  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.django_db
def test_no_path_leads_out_of_its_folder(address: str, client: Client, dso_a: Association) -> None:
    assert client.get(address, headers={"host": "horni.localhost"}).status_code in {301, 302, 400, 404}
