"""The imprint of an issue that print makes a periodical (NWS-4; rules C4, act 46/2000 Sb.)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..first import archive_of
from ..imprint.gathering import publisher_of, seat_of
from .finding import Finding
from .reading import Reading

PERIODICAL = 2
"""Printed so many times in a calendar year, a newsletter is a periodical."""
PLACE = "is_printed"


def check(reading: Reading) -> Iterator[Finding]:
    """Findings `no_registration_number` and `no_publisher_seat`; advice `first_printed`."""
    issue = reading.issue
    if not issue.is_printed or reading.is_erratum:
        return
    if printed_this_year(reading) < PERIODICAL:
        if not issue.mk_registration_number.strip():
            message = _(
                "This is the first printed issue of the year. Printed twice a year, the newsletter is a periodical: "
                "the Ministry of Culture has to be told at least 30 days before the next one."
            )
            yield Finding("first_printed", message, PLACE, is_blocking=False)
        return
    if not issue.mk_registration_number.strip():
        message = _(
            "Printed at least twice this year, the newsletter is a periodical: write the registration number "
            "given by the Ministry of Culture."
        )
        yield Finding("no_registration_number", message, "mk_registration_number")
    publisher = publisher_of(issue)
    if publisher is not None and not seat_of(publisher):
        message = _("The imprint of a periodical names the publisher's seat: fill it in at the association's data.")
        yield Finding("no_publisher_seat", message, PLACE)


def printed_this_year(reading: Reading) -> int:
    """How many issues of the association's in the year of this one were printed, this one included."""
    issue, archive = reading.issue, archive_of(reading.issue)
    if archive is None:
        return 1
    others = type(issue).objects.child_of(archive).of_year(issue.year).filter(is_printed=True)
    printed = others.filter(first_published_at__isnull=False, corrects__isnull=True).exclude(pk=issue.pk)
    return 1 + int(printed.count())
