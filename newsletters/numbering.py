"""Numbers of issues: each once in its archive and year; an erratum shares that of the issue it corrects."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def numbered_issues(archive: Any) -> Any:
    """The issues of `archive` that have a number of their own, drafts included."""
    from .models import NewsletterIssuePage

    return NewsletterIssuePage.objects.child_of(archive).filter(corrects__isnull=True)


def next_number(archive: Any, year: int) -> int:
    """The number after the highest one used in `archive` that `year`."""
    last = numbered_issues(archive).filter(year=year).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def holder_of_number(archive: Any, number: int, year: int, *, besides: int | None = None) -> Any:
    """The issue of `archive` that has this number already; None if it is free. `besides` is the asking issue's key."""
    return numbered_issues(archive).filter(number=number, year=year).exclude(pk=besides).first()


def refuse_taken_number(issue: Any) -> None:
    """Raise ValidationError if `issue` is published and another published issue of its archive has its number.

    Drafts may share one: Wagtail's own copy has it until somebody edits it, and is then asked for another.
    """
    if not (issue.live and issue.number and issue.year and issue.path) or issue.corrects_id is not None:
        return
    others = numbered_issues(issue.get_parent()).filter(number=issue.number, year=issue.year, live=True)
    if others.exclude(pk=issue.pk).exists():
        message = _("Issue %(number)d/%(year)d has been published already.")
        raise ValidationError({"number": message % {"number": issue.number, "year": issue.year}})
