"""What files are taken, by their content (decision 13)."""

import io
import zipfile
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from contact_centre import documents, uploads
from contact_centre.uploads import CITIZENS_TYPES, STAFF_TYPES, check_upload
from portal.core import pictures

from .factories import PDF, docx, upload
from .form.photos import CAMERA, CHAPEL, photo

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def package(*parts: tuple[str, str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in (("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w:document/>"), *parts):
            packed.writestr(name, content)
    return target.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize(
    ("name", "content", "shown", "content_type"),
    [
        ("lampa.jpg", photo(), "lampa.jpg", "image/jpeg"),
        ("mapa.png", photo("PNG"), "mapa.png", "image/png"),
        ("IMG_0042.HEIC", photo("HEIF"), "IMG_0042.jpg", "image/jpeg"),
        ("dopis.pdf", PDF, "dopis.pdf", "application/pdf"),
        ("dopis.docx", docx(), "dopis.docx", DOCX),
    ],
)
def test_the_promised_kinds_are_taken(name: str, content: bytes, shown: str, content_type: str) -> None:
    checked = check_upload(upload(name, content))

    assert (checked.original_name, checked.content_type) == (shown, content_type)
    assert checked.size == len(checked.content) > 0
    assert checked.stored_name != name


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("stranka.pdf", b"<html><script>alert(1)</script></html>", "wrong_type"),
        ("obrazek.jpg", b"MZ\x90\x00" + b"\x00" * 200, "wrong_type"),
        ("vykres.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "wrong_type"),
        ("video.heic", b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom", "wrong_type"),
        ("balik.docx", b"PK\x03\x04 no package at all", "wrong_type"),
        ("vzor.docx", docx(macro=True), "wrong_type"),
        ("sablona.docx", package(("word/activeX/activeX1.bin", "x")), "wrong_type"),
        ("prazdny.pdf", b"", "empty"),
        ("utrzeny.jpg", photo()[:200], "broken_picture"),
        ("utrzeny.heic", photo("HEIF")[:400], "broken_picture"),
        ("velky.pdf", PDF + b" " * uploads.MAX_BYTES, "too_large"),
        ("pdf-a-archiv.pdf", PDF + package(), "wrong_type"),
        ("pdf-a-stranka.pdf", PDF[:9] + b"<HTML><script>alert(1)</script>" + PDF[9:], "wrong_type"),
        ("neuplne.pdf", PDF[:30], "wrong_type"),
    ],
)
def test_other_files_are_refused_with_the_reason(name: str, content: bytes, code: str) -> None:
    with pytest.raises(ValidationError) as error:
        check_upload(upload(name, content))

    assert error.value.code == code
    assert all(error.value.messages)


def test_a_document_that_turns_macros_on_by_its_type_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types>application/vnd.ms-word.document.macroEnabled.main+xml</Types>")
        packed.writestr("word/document.xml", "<w:document/>")

    assert documents.kind_of_package(package(), "") == "docx"
    assert documents.kind_of_package(target.getvalue(), "") == ""


def test_a_document_loses_who_wrote_it_and_keeps_what_it_says() -> None:
    author = ("docProps/core.xml", "<cp:coreProperties><dc:creator>Jana Nováková</dc:creator></cp:coreProperties>")
    app = ("docProps/app.xml", "<Properties><Company>Firma</Company></Properties>")
    content = package(author, app, ("word/media/image1.png", "x" * 500))

    checked = check_upload(upload("dopis.docx", content))

    with zipfile.ZipFile(io.BytesIO(checked.content)) as packed:
        assert packed.testzip() is None
        everything = b"".join(packed.read(name) for name in packed.namelist())
        assert packed.read("word/document.xml") == b"<w:document/>"
    assert b"Jana" not in everything
    assert b"Firma" not in everything
    assert b"x" * 500 in everything


def test_a_package_that_would_fill_the_disk_is_refused_unopened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_UNPACKED", 10_000)
    bomb = package(("word/media/zeros.bin", "0" * 20_000))

    assert len(bomb) < 1_000
    assert documents.kind_of_package(bomb, "docx") == ""


def test_a_picture_that_would_fill_the_memory_is_refused_undecoded(monkeypatch: pytest.MonkeyPatch) -> None:
    target = io.BytesIO()
    Image.new("1", (20_000, 4_000)).save(target, "PNG")
    monkeypatch.delattr(Image.Image, "thumbnail")

    with pytest.raises(ValidationError) as error:
        check_upload(upload("lampa.png", target.getvalue()))
    assert error.value.code == "too_many_pixels"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "HEIF"])
def test_a_photograph_loses_place_camera_and_comments_and_is_scaled(kind: str) -> None:
    original = photo(kind, size=(2600, 130))
    with opened(original) as picture:
        assert picture.getexif()
    assert CAMERA.encode() in original

    checked = check_upload(upload("lampa", original))

    assert checked.place == CHAPEL
    with opened(checked.content) as picture:
        assert not picture.getexif()
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        # The JPEG lies on its side and says so; the others stand as they are.
        longest = pictures.LONGEST_SIDE
        assert picture.size == ((128, longest) if kind == "JPEG" else (longest, 128))
    assert CAMERA.encode() not in checked.content
    assert b"Exif" not in checked.content


@pytest.mark.parametrize(
    ("picture", "options"),
    [("P", {"transparency": 0}), ("1", {}), ("I;16", {}), ("LA", {}), ("CMYK", {})],
)
def test_odd_pictures_are_drawn_too(picture: str, options: dict[str, Any]) -> None:
    target = io.BytesIO()
    kind = "JPEG" if picture == "CMYK" else "PNG"
    Image.new(picture, (8, 8)).save(target, kind, **options)

    with opened(check_upload(upload("x", target.getvalue())).content) as drawn:
        assert drawn.size == (8, 8)
        assert drawn.mode in {"RGB", "RGBA", "L", "LA"}


@pytest.mark.parametrize(
    "gps",
    [
        {},
        {2: (50.0, 24.0, 36.0)},
        {2: (50.0, 24.0), 4: (15.0, 53.0)},
        {2: (400.0, 0.0, 0.0), 4: (15.0, 0.0, 0.0)},
        {1: "S", 2: (50.0, 24.0, 36.0), 3: "E", 4: (15.0, 53.0, 0.0)},
        {2: (0.0, 0.0, 0.0), 4: (0.0, 0.0, 0.0)},
    ],
)
def test_a_place_that_is_none_of_ours_is_no_place(gps: dict[int, Any]) -> None:
    exif, target = Image.Exif(), io.BytesIO()
    exif[0x0110] = CAMERA
    exif.get_ifd(0x8825).update(gps)
    Image.new("RGB", (8, 8)).save(target, "JPEG", exif=exif)

    assert check_upload(upload("lampa.jpg", target.getvalue())).place is None


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\jana\\dopis.exe", "dopis.pdf"),
        ('a"\r\nX: y.pdf', "a___X_ y.pdf"),
        ("", "soubor.pdf"),
        ("Žádost č. 5.PDF", "Žádost č. 5.pdf"),
    ],
)
def test_the_shown_name_is_harmless_and_has_the_extension_of_the_content(name: str, shown: str) -> None:
    file = upload("x.pdf", PDF)
    file._name = name
    assert check_upload(file).original_name == shown


def test_staff_may_attach_more_kinds_than_citizens() -> None:
    assert set(CITIZENS_TYPES) < set(STAFF_TYPES)
    assert set(STAFF_TYPES) == set(uploads.CONTENT_TYPES)
