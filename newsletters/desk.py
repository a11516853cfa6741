"""Newsletters on the desk: what waits for a review, what came back, the days of the issue (NWS-5, U1)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import TaskState, WorkflowState

from portal.programme.enums import DeadlineKind
from portal.programme.models import Deadline
from portal.programme.querysets import programme_on
from portal.tenancy.boundary import is_union_user, pages_of
from portal.tenancy.desk import DAYS_AHEAD, LATE, DeskLine, for_user, own_association, register_desk_line

from .models import NewsletterIssuePage

AT_MOST = 5
"""Issues that came back are named one by one; no more of them than this."""


def to_review(user: Any) -> DeskLine | None:
    """What waits until the user reviews it."""
    if not is_union_user(user):
        return None
    waiting = TaskState.objects.reviewable_by(user).filter(status=TaskState.STATUS_IN_PROGRESS)
    count = waiting.count()
    if not count:
        return None
    said = ngettext("%(count)d newsletter waits for your review", "%(count)d newsletters wait for your review", count)
    query = urlencode({"reviewable": "true", "status": TaskState.STATUS_IN_PROGRESS})
    return DeskLine(
        said % {"count": count}, f"{reverse('wagtailadmin_reports:workflow_tasks')}?{query}", count, "review"
    )


def came_back(user: Any) -> Iterator[DeskLine]:
    """Issues of the centre that the Union returned with comments, each with the way to it."""
    if is_union_user(user):
        return
    returned = WorkflowState.objects.filter(status=WorkflowState.STATUS_NEEDS_CHANGES).values_list(
        "object_id", flat=True
    )
    pks = [int(pk) for pk in returned if str(pk).isdigit()]
    if not pks:
        return
    for issue in pages_of(user, NewsletterIssuePage.objects.filter(pk__in=pks))[:AT_MOST]:
        said = _("Newsletter %(issue)s came back from the Union with comments") % {"issue": issue.designation}
        yield DeskLine(said, reverse("wagtailadmin_pages:edit", args=[issue.pk]), None, "came_back", LATE)


def days_of_issues(request: HttpRequest) -> Iterator[DeskLine]:
    """The centre's days for sending and publishing; the Union's for its comments."""
    today = timezone.localdate()
    programme = programme_on(today)
    is_union = is_union_user(request.user)
    if programme is None or not (is_union or own_association(request)):
        return
    said = {
        DeadlineKind.NEWSLETTER_SUBMIT: _("Newsletter %(number)d: send it to the Union"),
        DeadlineKind.NEWSLETTER_PUBLISH: _("Newsletter %(number)d: publish it"),
    }
    if is_union:
        said = {DeadlineKind.NEWSLETTER_COMMENTS: _("Newsletter %(number)d: comments of the Union")}
    days = (today, today + timedelta(days=DAYS_AHEAD))
    for deadline in Deadline.objects.filter(programme=programme, kind__in=said, due_on__range=days):
        text = said[DeadlineKind(deadline.kind)] % {"number": deadline.number}
        yield DeskLine(text, reverse("newsletters:index"), None, deadline.kind, "", deadline.due_on)


def register() -> None:
    """Put the lines on the desk."""
    register_desk_line("mine", 40, for_user(to_review))
    register_desk_line("mine", 41, for_user(came_back))
    register_desk_line("deadlines", 10, days_of_issues)
