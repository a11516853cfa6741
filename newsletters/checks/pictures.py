"""Pictures that also speak to those who can't see them (C1; WCAG 1.1.1)."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from .content import Picture
from .finding import Finding
from .reading import Reading

FILE_NAME = re.compile(r"\S+\.(jpe?g|png|webp|gif|heic|avif|svg)\Z|(IMG|DSC|DSCN|P)[_-]?\d{3,}\S*\Z", re.IGNORECASE)


def check(reading: Reading) -> Iterator[Finding]:
    """Findings `no_alt_text` and `picture_in_text`."""
    for section in reading.sections:
        for picture in section.pictures:
            yield from _described(picture)
        for part in section.words:
            if part.rich.pictures:
                message = _(
                    "“%(section)s”: there is a picture inside the text, where it can't be described. "
                    "Delete it there and add it as a picture of its own."
                )
                yield Finding("picture_in_text", message % {"section": part.section}, part.place)


def _described(picture: Picture) -> Iterator[Finding]:
    said = picture.description
    if picture.is_decorative or (said and not FILE_NAME.match(said)):
        return
    message = _("“%(section)s”: a picture has no description. Write what is in it, for those who can't see it.")
    if said:
        message = _("“%(section)s”: a picture is described by the name of its file. Write what is in it.")
    place = picture.place.rpartition(".")[0] + ".description"
    yield Finding("no_alt_text", message % {"section": picture.section}, place)
