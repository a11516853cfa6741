"""Activities and requests for tests, made as the product makes them: by the contact centre's actions."""

import io
import zipfile
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from contact_centre.actions import open_activity, submit_request
from contact_centre.models import (
    Activity,
    ActivityOutput,
    ActivitySubarea,
    ActivityTrigger,
    CitizenRequest,
    Handler,
)
from contact_centre.uploads import CheckedFile
from portal.tenancy.models import Association, Municipality, StaffMember

_numbers = count(1)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def activity_values(**changed: Any) -> dict[str, Any]:
    """What ACT-2 asks for, as model instances."""
    subarea = ActivitySubarea.objects.select_related("area").get(
        code=changed.pop("subarea_code", "grants_consultation")
    )
    return {
        "title": "Konzultace k dotaci na chodníky",
        "trigger": ActivityTrigger.objects.get(code="mayor"),
        "area": subarea.area,
        "subarea": subarea,
        "description": "Starosta se ptal na podmínky výzvy.",
        "handled_by": Handler.objects.get(code="css_manager"),
        **changed,
    }


def make_activity(association: Association, **changed: Any) -> Activity:
    return open_activity(site=association.site, **activity_values(**changed))


def many_activities(association: Association, number: int) -> None:
    """`number` more rows in the register, as fast as the database takes them."""
    pattern = make_activity(association, responsible=make_staff(association))
    values = {
        field.attname: getattr(pattern, field.attname)
        for field in Activity._meta.concrete_fields
        if not field.primary_key
    }
    Activity.objects.bulk_create(
        Activity(**{**values, "title": f"Aktivita {n}", "reference": f"X-{next(_numbers)}"}) for n in range(number)
    )


def make_staff(association: Association, **values: Any) -> StaffMember:
    return StaffMember.objects.create(
        site=association.site, **{"name": "Manažerka centra", "position": "manažerka", **values}
    )


def member_of(association: Association) -> Municipality:
    return Municipality.objects.members_of(association).first()


def output(code: str = "resolved") -> ActivityOutput:
    return ActivityOutput.objects.get(code=code)


def make_request(association: Association, *, attachment: CheckedFile | None = None, **changed: Any) -> CitizenRequest:
    return submit_request(
        **{
            "association": association,
            "municipality": member_of(association),
            "kind": "fault",
            "text": "Nesvítí lampa u kapličky.",
            "submission_token": f"token-{next(_numbers)}",
            "attachments": [attachment] if attachment else [],
            **changed,
        }
    )


def jpeg(*, with_place: bool = False, size: tuple[int, int] = (60, 40)) -> bytes:
    """A small photograph; `with_place` puts a camera and a position into its EXIF data."""
    picture, target = Image.new("RGB", size, "#336699"), io.BytesIO()
    exif = Image.Exif()
    if with_place:
        exif[0x0110] = "Fotoaparat 3000"
        exif.get_ifd(0x8825)[2] = (50.0, 24.0, 36.0)
        exif[0x0112] = 6
    picture.save(target, "JPEG", exif=exif)
    return target.getvalue()


def docx(*, macro: bool = False) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", "<w:document/>")
        if macro:
            package.writestr("word/vbaProject.bin", "macro")
    return target.getvalue()


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
