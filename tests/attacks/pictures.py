"""Photographs that say more than they show, and files that are two things at once."""

import io
import zipfile

from PIL import Image, PngImagePlugin

SECRETS = (b"SECRETCAM", b"SECRETARTIST", b"SECRETXMP", b"SECRETCOMMENT", b"SECRETIPTC", b"SECRETTEXT", b"SECRETTHUMB")
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">SECRETXMP</x:xmpmeta>'


def talkative(kind: str) -> bytes:
    """A picture of 60 × 40 with everything a format can carry: camera, place, author, thumbnail, comment, XMP, IPTC."""
    picture = Image.new("RGB", (60, 40), "red")
    exif = picture.getexif()
    exif[0x010F], exif[0x013B], exif[0x0112] = "SECRETCAM", "SECRETARTIST", 6
    exif.get_ifd(0x8825).update({1: "N", 2: (50.0, 21.0, 7.0), 3: "E", 4: (15.0, 51.0, 9.0)})
    target = io.BytesIO()
    if kind == "JPEG":
        picture.save(target, kind, exif=exif, xmp=XMP, comment=b"SECRETCOMMENT")
        written = target.getvalue()
        iptc = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + (15).to_bytes(4, "big") + b"\x1c\x02\x05\0\x0aSECRETIPTC"
        thumb = b"JFXX\0\x10SECRETTHUMB"
        parts = [b"\xff\xed" + (len(iptc) + 2).to_bytes(2, "big") + iptc]
        parts.append(b"\xff\xe0" + (len(thumb) + 2).to_bytes(2, "big") + thumb)
        return written[:2] + b"".join(parts) + written[2:]
    if kind == "PNG":
        words = PngImagePlugin.PngInfo()
        words.add_text("Comment", "SECRETTEXT")
        words.add_itxt("XML:com.adobe.xmp", XMP.decode())
        picture.save(target, kind, exif=exif, pnginfo=words)
    elif kind == "GIF":
        picture.save(target, kind, comment=b"SECRETCOMMENT")
    else:
        picture.save(target, kind, exif=exif, xmp=XMP)
    return target.getvalue()


def said_in(content: bytes) -> list[bytes]:
    """What a picture still says of whom and where."""
    found = [secret for secret in SECRETS if secret in content]
    with Image.open(io.BytesIO(content)) as picture:
        exif = picture.getexif()
        return found + [b"EXIF"] * bool(dict(exif) or exif.get_ifd(0x8825))


def package(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return target.getvalue()
