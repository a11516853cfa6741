"""Which issue is an association's first: more is obligatory in it (NWS-1, CIT-3)."""

from typing import Any


def archive_of(issue: Any) -> Any:
    """The page `issue` stands under, or where the form puts the one it makes; None if that isn't known."""
    found = getattr(issue, "future_archive", None)
    if found is None and issue.path:
        found = issue.get_parent()
    return found


def is_first(issue: Any) -> bool:
    """Whether `issue` is the first of the programme's calendar, or none has been published before it.

    An erratum is no issue of its own and never the first.
    """
    if issue.corrects_id is not None:
        return False
    if issue.calendar_number == 1:
        return True
    archive = archive_of(issue)
    if archive is None or not issue.year or not issue.number:
        return False
    earlier = type(issue).objects.child_of(archive).before(issue).filter(first_published_at__isnull=False)
    return not earlier.filter(corrects__isnull=True).exclude(pk=issue.pk).exists()
