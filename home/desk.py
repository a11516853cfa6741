"""The site on the desk: the accessibility statement that is to be gone through again (C2)."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.templatetags.portal import cs_date
from portal.tenancy.desk import LATE, DeskLine, own_association, register_desk_line

from .reviewing import DueReview, due_reviews, statements


def statement_ahead(request: HttpRequest) -> DeskLine | None:
    """The day by which the own statement is to be reviewed, when it comes soon."""
    due = _own(request)
    if due is None or due.by < timezone.localdate():
        return None
    text = _("Go through the accessibility statement by %(day)s") % {"day": cs_date(due.by)}
    return DeskLine(text, _way_to(due), None, "statement_review", on=due.by)


def statement_late(request: HttpRequest) -> DeskLine | None:
    """That the review of the own statement is late."""
    due = _own(request)
    if due is None or due.by >= timezone.localdate():
        return None
    text = _("The accessibility statement was to be gone through by %(day)s") % {"day": cs_date(due.by)}
    return DeskLine(text, _way_to(due), None, "statement_late", LATE)


def _own(request: Any) -> DueReview | None:
    """What is due in the association in whose admin the user works, asked once for a page."""
    if not hasattr(request, "_statement_due"):
        association = own_association(request)
        due = due_reviews(timezone.localdate(), statements(association.root_page)) if association else iter(())
        request._statement_due = next(due, None)
    found: DueReview | None = request._statement_due
    return found


def _way_to(due: DueReview) -> str:
    return reverse("wagtailadmin_pages:edit", args=[due.page.pk])


def register() -> None:
    """Called once, when the app is ready."""
    register_desk_line("centre", 90, statement_late)
    register_desk_line("deadlines", 90, statement_ahead)
