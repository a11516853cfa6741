"""What files are taken, by their content (decision 13)."""

import io

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from contact_centre import uploads
from contact_centre.uploads import CITIZENS_TYPES, STAFF_TYPES, check_upload

from .factories import PDF, docx, jpeg, upload


def png() -> bytes:
    target = io.BytesIO()
    Image.new("RGBA", (10, 10), "#33669980").save(target, "PNG")
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("lampa.jpg", jpeg(), "image/jpeg"),
        ("mapa.png", png(), "image/png"),
        ("dopis.pdf", PDF, "application/pdf"),
        ("dopis.docx", docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
)
def test_the_promised_kinds_are_taken(name: str, content: bytes, content_type: str) -> None:
    checked = check_upload(upload(name, content))

    assert (checked.original_name, checked.content_type) == (name, content_type)
    assert checked.size == len(checked.content) > 0
    assert checked.stored_name != name


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("stranka.pdf", b"<html><script>alert(1)</script></html>", "wrong_type"),
        ("obrazek.jpg", b"MZ\x90\x00" + b"\x00" * 200, "wrong_type"),
        ("vykres.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "wrong_type"),
        ("balik.docx", b"PK\x03\x04 no package at all", "wrong_type"),
        ("vzor.docx", docx(macro=True), "wrong_type"),
        ("prazdny.pdf", b"", "empty"),
        ("utrzeny.jpg", jpeg()[:60], "broken_picture"),
        ("velky.pdf", PDF + b" " * uploads.MAX_BYTES, "too_large"),
    ],
)
def test_other_files_are_refused_with_the_reason(name: str, content: bytes, code: str) -> None:
    with pytest.raises(ValidationError) as error:
        check_upload(upload(name, content))

    assert error.value.code == code
    assert all(error.value.messages)


def test_a_picture_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_PIXELS", 1000)
    with pytest.raises(ValidationError) as error:
        check_upload(upload("lampa.jpg", jpeg()))
    assert error.value.code == "too_many_pixels"


def test_a_photograph_loses_place_and_camera_and_stands_upright() -> None:
    original = jpeg(with_place=True)
    with Image.open(io.BytesIO(original)) as picture:
        assert picture.getexif()
        assert picture.size == (60, 40)

    checked = check_upload(upload("lampa.jpg", original))

    with Image.open(io.BytesIO(checked.content)) as picture:
        assert not picture.getexif()
        assert picture.size == (40, 60)
    assert b"Fotoaparat" in original
    assert b"Fotoaparat" not in checked.content
    assert b"Exif" not in checked.content


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
