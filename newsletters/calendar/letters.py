"""Letters about the calendar: to the centre before and after its days, to the Union who is late (NWS-5)."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.core.templatetags.portal import cs_date
from portal.programme.models import Programme
from portal.programme.querysets import NewsletterDeadlines
from portal.tenancy.absences.duty import Duty, centre_on_duty, union_on_duty
from portal.tenancy.models import Association, Union

from .. import letters
from ..overview.lines import Line
from .rows import Cell
from .state import IssueState

CZECH = "cs"
TEMPLATE = "calendar_letter"


def remind_to_submit(
    event: str, association: Association, cell: Cell, days: NewsletterDeadlines, duty: Duty, *, is_over: bool
) -> None:
    """The day for sending the issue to the Union comes near, or went by."""
    with override(CZECH):
        names = {"number": days.number, "day": cs_date(days.submit_on)}
        subject = (
            _("Newsletter %(number)d was due at the Union on %(day)s")
            if is_over
            else _("Newsletter %(number)d: send it to the Union by %(day)s")
        )
        begun = (
            _("It is being written, and has not been sent to the Union yet.")
            if cell.issue is not None
            else _("It has not been begun yet. The quickest way is a copy of your last issue.")
        )
        ahead = _("The Union comments by %(comments)s and readers get it by %(publish)s.") % {
            "comments": cs_date(days.comments_on),
            "publish": cs_date(days.publish_on),
        }
        still = _("Please send it even now; the Union still reads it.")
        _to_centre(event, association, cell, subject % names, [begun, still if is_over else ahead], duty)


def remind_to_publish(
    event: str, association: Association, cell: Cell, days: NewsletterDeadlines, duty: Duty, *, is_over: bool
) -> None:
    """The day for publishing comes near, or went by, and the next step is the centre's."""
    with override(CZECH):
        names = {"number": days.number, "day": cs_date(days.publish_on)}
        subject = (
            _("Newsletter %(number)d was to be published by %(day)s")
            if is_over
            else _("Newsletter %(number)d: publish it by %(day)s")
        )
        _to_centre(event, association, cell, subject % names, [_next_step(cell)], duty)


def _next_step(cell: Cell) -> str:
    if cell.state is IssueState.RETURNED:
        return _("The Union returned it with comments. Please work them in and send it again.")
    if cell.state is IssueState.APPROVED:
        return _("The Union has approved it. Please publish it.")
    return _("It was changed after the Union approved it. Please send it again.")


def tell_union(event: str, programme: Programme, days: NewsletterDeadlines, late: Iterable[Line]) -> None:
    """Who is late with an issue, all in one letter."""
    union = Union.objects.select_related("site").get()
    query = urlencode({"programme": str(programme.pk), "number": str(days.number), "late": "on"})
    with override(CZECH):
        subject = _("Newsletter %(number)d: associations that are late") % {"number": days.number}
        for address in union_on_duty():
            letters.write(
                template=TEMPLATE,
                event=event,
                recipient=address,
                subject=subject,
                association=None,
                issue=None,
                paragraphs=[_("Each centre was reminded. This is how they stand today:")],
                lines=[(line.association.name, f"{line.state.label}, {line.delay}") for line in late],
                url=f"{union.site.root_url}{reverse('newsletter_overview:index')}?{query}",
                label=_("Open the overview"),
                why=_("You get this message because the Union looks after the calendar of newsletters."),
            )


def _to_centre(
    event: str, association: Association, cell: Cell, subject: str, paragraphs: list[str], duty: Duty
) -> None:
    page = (
        reverse("wagtailadmin_pages:edit", args=[cell.issue.pk])
        if cell.issue is not None
        else reverse("newsletters:index")
    )
    for address in centre_on_duty(association, duty):
        letters.write(
            template=TEMPLATE,
            event=event,
            recipient=address,
            subject=subject,
            association=association,
            issue=cell.issue,
            from_union=True,
            paragraphs=paragraphs,
            url=f"{association.site.root_url}{page}",
            label=_("Open the newsletter") if cell.issue is not None else _("Open newsletters"),
            why=_("You get this message because your centre publishes newsletters by the Union's calendar."),
        )
