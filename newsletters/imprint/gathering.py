"""What the imprint of an issue says besides its own number and day: frozen with the issue's facts."""

from typing import Any

from portal.core.validators import format_psc
from portal.programme.enums import DeadlineKind
from portal.programme.models import Deadline
from portal.tenancy.models import Association

from ..first import archive_of


def imprint_facts(issue: Any) -> dict[str, Any]:
    """The publisher of `issue` and how often it comes out, as plain JSON; empty outside of an association's site.

    Keys: publisher, ico, seat, place (of issue), email, times_a_year.
    """
    publisher = publisher_of(issue)
    if publisher is None:
        return {}
    return {
        "publisher": publisher.name,
        "ico": publisher.ico,
        "seat": seat_of(publisher),
        "place": publisher.seat_town,
        "email": publisher.email,
        "times_a_year": times_a_year(issue),
    }


def publisher_of(issue: Any) -> Association | None:
    """The association that publishes `issue`, from its archive; None while that isn't known."""
    archive = archive_of(issue)
    return Association.objects.for_site(archive.get_site()) if archive is not None else None


def seat_of(publisher: Association) -> str:
    """The seat in one line; empty unless the town is known."""
    if not publisher.seat_town:
        return ""
    town = f"{format_psc(publisher.seat_psc)} {publisher.seat_town}".strip()
    return f"{publisher.seat_street}, {town}" if publisher.seat_street else town


def times_a_year(issue: Any) -> int:
    """How many issues come out in the year of `issue`: by the programme's calendar, else as many as it is the n-th of.

    The press act wants the periodicity in the imprint; a calendar says it in advance, a number only so far.
    """
    planned = 0
    if issue.programme_id is not None:
        planned = Deadline.objects.filter(
            programme=issue.programme_id, kind=DeadlineKind.NEWSLETTER_PUBLISH, due_on__year=issue.year
        ).count()
    return max(planned, issue.number or 1)
