"""The letters of a round: submitted, reminded, late, returned, approved, taken back (NWS-5, V4, V5).

Each once per person and fact; call them in the transaction of the fact. All are in Czech, as the portal's mail is.
"""

from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal.core.templatetags.portal import cs_date, cs_datetime
from portal.jobs.models import OutboxMessage
from portal.tenancy.absences.duty import centre_on_duty, union_on_duty
from portal.tenancy.models import Association, Union

from .. import letters
from ..enums import Outcome
from ..models import NewsletterIssuePage, ReviewDecision, ReviewRound
from .days import own_days
from .duty import Addressee, reviewers_of
from .place_comments import comments_at_places

CZECH = "cs"
TEMPLATE = "review_letter"
SUBMITTED = "review_submitted"


def tell_reviewers(round: ReviewRound) -> set[str]:
    """Ask everybody whose turn it is today to read what was submitted; returns to whom it was written now."""
    written = reached(round)
    asked: set[str] = set()
    is_late = timezone.localdate() > round.due_on
    for who in reviewers_of(round):
        if who.email.lower() in written | asked:
            continue
        with translation.override(CZECH):
            if is_late:
                subject = _("Newsletter %(issue)s of %(association)s waits for you: the answer is late")
                paragraphs = [_about(round), _("The answer was due on %(day)s: approve it soon, or return it.")]
            else:
                subject = _("Newsletter %(issue)s of %(association)s: please review it by %(day)s")
                paragraphs = [_about(round), _("Please approve it, or return it with comments, by %(day)s.")]
            if who.is_deputy:
                paragraphs.append(_("You get this as the deputy of the association's expert."))
            _to_reviewer(round, who, f"{SUBMITTED}:{round.pk}", subject, paragraphs)
        asked.add(who.email.lower())
    return asked


def remind_reviewers(round: ReviewRound, event: str) -> None:
    """The answer is due soon."""
    for who in reviewers_of(round):
        with translation.override(CZECH):
            paragraphs = [_about(round), _("The centre waits for your answer until %(day)s.")]
            subject = _("Newsletter %(issue)s of %(association)s: your answer is due on %(day)s")
            _to_reviewer(round, who, event, subject, paragraphs)


def tell_late(round: ReviewRound, event: str, asked_now: set[str]) -> None:
    """The answer is late: those whose turn it is learn it unless they were `asked_now`, and so does the Union."""
    told = set(asked_now)
    for who in reviewers_of(round):
        if who.email.lower() in told:
            continue
        told.add(who.email.lower())
        with translation.override(CZECH):
            paragraphs = [_about(round), _("The answer was due on %(day)s and the centre still waits.")]
            subject = _("Newsletter %(issue)s of %(association)s: the answer is late")
            _to_reviewer(round, who, event, subject, paragraphs)
    for address in union_on_duty():
        if address.lower() not in told:
            _to_union(round, address, event)


def tell_returned(decision: ReviewDecision) -> None:
    """The centre gets the comment, the comments at places, and what to do by when."""
    round = decision.round
    issue = round.issue.get_latest_revision_as_object()
    with translation.override(CZECH):
        paragraphs = [
            _("The Union has read newsletter %(issue)s and asks for changes.") % {"issue": issue.designation},
            _("Mend it in the portal and submit it again: the Union then sees what has changed."),
        ]
        days = own_days(issue)
        if days is not None and days.publish_on >= timezone.localdate():
            paragraphs.append(_("By the calendar readers get it by %(day)s.") % {"day": cs_date(days.publish_on)})
        quoted = [(_("What the Union says"), decision.comment)]
        subject = _("Newsletter %(issue)s came back with comments") % {"issue": issue.designation}
        _to_centre(
            decision,
            "review_returned",
            subject,
            paragraphs,
            label=_("Open the newsletter"),
            quoted=quoted,
            places=comments_at_places(issue, round),
        )


def tell_approved(decision: ReviewDecision) -> None:
    """The centre learns that the issue is out, or when it will be."""
    issue = NewsletterIssuePage.objects.get(pk=decision.round.issue_id)
    with translation.override(CZECH):
        paragraphs = [_("The Union has approved newsletter %(issue)s.") % {"issue": issue.designation}]
        when = issue.get_latest_revision_as_object().go_live_at
        if not issue.live and when is not None:
            paragraphs.append(_("Readers see it from %(moment)s.") % {"moment": cs_datetime(when)})
        elif issue.live:
            paragraphs.append(_("It is published on your web now."))
        days = own_days(issue)
        if days is not None and days.publish_on >= timezone.localdate():
            paragraphs.append(_("By the calendar readers get it by %(day)s.") % {"day": cs_date(days.publish_on)})
        paragraphs.append(_("What you change from now on goes to the Union again before readers see it."))
        quoted = [(_("Message of the Union"), decision.comment)] if decision.comment.strip() else []
        subject = _("Newsletter %(issue)s is approved") % {"issue": issue.designation}
        _to_centre(
            decision, "review_approved", subject, paragraphs, label=_("Open the newsletter"), quoted=quoted, places=[]
        )


def tell_withdrawn(round: ReviewRound) -> None:
    """Who was asked to read needn't any more."""
    association = _association(round)
    for address in sorted(reached(round)):
        with translation.override(CZECH):
            values = {"issue": round.issue.designation, "association": association.short_name}
            letters.write(
                template=TEMPLATE,
                event=f"review_withdrawn:{round.pk}",
                recipient=address,
                subject=_("Newsletter %(issue)s of %(association)s: no need to review it now") % values,
                association=association,
                issue=round.issue,
                language=CZECH,
                paragraphs=[
                    _("The centre has taken the newsletter back."),
                    _("You needn't read it: it comes to you again when the centre submits it."),
                ],
                why=_("You get this because you were asked to review this newsletter."),
            )


def reached(round: ReviewRound) -> set[str]:
    """The addresses, in small letters, that were asked to review `round`."""
    event = f"{letters.PREFIX}{SUBMITTED}:{round.pk}"
    found = OutboxMessage.objects.filter(event=event).values_list("recipient", flat=True)
    return {address.lower() for address in found}


def _to_reviewer(round: ReviewRound, who: Addressee, event: str, subject: str, paragraphs: list[str]) -> None:
    association, values = _association(round), _values(round)
    letters.write(
        template=TEMPLATE,
        event=event,
        recipient=who.email,
        subject=subject % values,
        association=association,
        issue=round.issue,
        language=CZECH,
        reply_to=association.answers_to,
        paragraphs=[text % values for text in paragraphs],
        url=_way_of(round, who),
        label=_("Read the newsletter and answer"),
        is_personal=who.user is None and who.expert is not None,
        why=_("You get this because you review newsletters for the Union."),
    )


def _to_union(round: ReviewRound, address: str, event: str) -> None:
    with translation.override(CZECH):
        association, values = _association(round), _values(round)
        paragraphs = [_about(round), _("The answer was due on %(day)s and the centre still waits.")]
        letters.write(
            template=TEMPLATE,
            event=event,
            recipient=address,
            subject=_("Newsletter %(issue)s of %(association)s: the answer is late") % values,
            association=association,
            issue=round.issue,
            language=CZECH,
            from_union=True,
            paragraphs=[text % values for text in paragraphs],
            url=_at_union(reverse("wagtailadmin_pages:edit", args=[round.issue_id])),
            label=_("Open the newsletter"),
            why=_("You get this because the Union watches over the days of the newsletters."),
        )


def _to_centre(
    decision: ReviewDecision, event: str, subject: str, paragraphs: list[str], *, label: str, **more: Any
) -> None:
    round = decision.round
    association = _association(round)
    edit = reverse("wagtailadmin_pages:edit", args=[round.issue_id])
    for address in centre_on_duty(association):
        letters.write(
            template=TEMPLATE,
            event=f"{event}:{round.pk}",
            recipient=address,
            subject=subject,
            association=association,
            issue=round.issue,
            language=CZECH,
            from_union=True,
            reply_to=_address_of(decision),
            paragraphs=paragraphs,
            url=f"{association.site.root_url}{edit}",
            label=label,
            signed=decision.decided_by,
            why=_("You get this because this address is the contact of the centre."),
            **more,
        )


def _address_of(decision: ReviewDecision) -> str:
    """The address of the expert who decided, so that the centre can ask; empty for others: then the Union's."""
    for expert in (decision.round.expert, decision.round.deputy):
        if expert is not None and decision.decided_key in {f"expert-{expert.pk}", str(expert.user_id)}:
            return expert.email
    return ""


def _way_of(round: ReviewRound, who: Addressee) -> str:
    from .links import link_for

    if who.user is None and who.expert is not None:
        return link_for(round=round, expert=who.expert, is_deputy=who.is_deputy)
    return _at_union(reverse("wagtailadmin_pages:edit", args=[round.issue_id]))


def _at_union(path: str) -> str:
    return f"{Union.objects.select_related('site').get().site.root_url}{path}"


def _association(round: ReviewRound) -> Association:
    found: Association = Association.objects.select_related("site").get(site=round.site_id)
    return found


def _values(round: ReviewRound) -> dict[str, str]:
    return {
        "issue": round.issue.designation,
        "association": _association(round).short_name,
        "day": cs_date(round.due_on),
        "submitted": cs_date(timezone.localdate(round.submitted_at)),
    }


def _about(round: ReviewRound) -> str:
    """Which issue it is, and whether the Union has seen it before; with places for `_values`."""
    if round.number == 1:
        return _("%(association)s submitted newsletter %(issue)s on %(submitted)s.")
    before = ReviewRound.objects.select_related("decision").get(issue=round.issue_id, number=round.number - 1)
    if before.outcome == Outcome.RETURNED:
        return _("%(association)s submitted newsletter %(issue)s again on %(submitted)s, after your comments.")
    return _("%(association)s submitted newsletter %(issue)s again on %(submitted)s.")
