"""Parts of a block that have to be filled in: the editor's form asks for them, other ways to the Union do so here."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from .finding import Finding
from .reading import Reading


def check(reading: Reading) -> Iterator[Finding]:
    """Finding `gap`."""
    for section in reading.sections:
        for gap in section.gaps:
            message = _("“%(section)s”: “%(part)s” is empty. Fill it in, or delete the whole part.")
            yield Finding("gap", message % {"section": gap.section, "part": gap.label}, gap.place)
