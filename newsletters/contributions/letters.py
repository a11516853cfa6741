"""Letters about contributions: asking, reminding, thanks, what became of a piece, the summary for the centre (N1).

Subjects hold nothing that belongs to a person. Every event names the issue, so that all mail about it can be forgotten.
"""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.core.templatetags.portal import cs_date
from portal.jobs.models import OutboxMessage
from portal.tenancy.absences.duty import addresses_on_duty, centre_on_duty
from portal.tenancy.models import Association

from ..enums import ContributionState
from ..letters import PREFIX, write
from ..models import Contribution, Contributor, NewsletterIssuePage
from .links import is_open, link_of

KINDS = tuple(f"contribution_{kind}" for kind in ("ask", "reminder", "last", "thanks", "outcome", "summary"))


def ask(contributor: Contributor, association: Association) -> None:
    """The letter that asks, with the closing date, what makes a good piece, and the personal link."""
    with override(settings.LANGUAGE_CODE):
        subject = _("What is new with you? Newsletter %(issue)s, by %(day)s") % _names(contributor.issue)
    _to_contributor("ask", contributor, association, subject, "")


def remind(contributor: Contributor, association: Association, *, is_last: bool) -> None:
    """The reminder some working days before the closing date, or the last one, on its morning; once each for a date."""
    with override(settings.LANGUAGE_CODE):
        text = (
            _("Today is the last day for newsletter %(issue)s")
            if is_last
            else _("Your contribution to newsletter %(issue)s by %(day)s")
        )
        subject = text % _names(contributor.issue)
    kind = "last" if is_last else "reminder"
    _to_contributor(kind, contributor, association, subject, f":{contributor.issue.contributions_until}")


def thank(contribution: Contribution, contributor: Contributor, association: Association) -> None:
    """Thanks, with what came in word for word and the link by which it can be changed."""
    with override(settings.LANGUAGE_CODE):
        subject = _("Thank you, we have your contribution to newsletter %(issue)s") % _names(contribution.issue)
    write(
        template="contribution_thanks",
        event=f"contribution_thanks:{contribution.issue_id}:{contribution.pk}",
        recipient=contributor.email,
        subject=subject,
        association=association,
        issue=contribution.issue,
        reply_to=association.answers_to,
        contribution=contribution,
        url=link_of(contributor),
    )


def tell_outcome(contribution: Contribution, association: Association) -> None:
    """One letter about each piece: it is in the issue, or it isn't and why. Nobody to write to: nothing."""
    if not contribution.author_email:
        return
    is_taken = contribution.state == ContributionState.TAKEN
    with override(settings.LANGUAGE_CODE):
        text = (
            _("Your contribution is going to be in newsletter %(issue)s")
            if is_taken
            else _("Your contribution isn't going to be in newsletter %(issue)s")
        )
    contributor = contribution.contributor
    write(
        template="contribution_outcome",
        event=f"contribution_outcome:{contribution.issue_id}:{contribution.pk}",
        recipient=contribution.author_email,
        subject=text % _names(contribution.issue),
        association=association,
        issue=contribution.issue,
        reply_to=association.answers_to,
        contribution=contribution,
        is_taken=is_taken,
        url=link_of(contributor) if contributor is not None and is_open(contribution.issue) else "",
    )


def summarise(issue: NewsletterIssuePage, association: Association, summary: Any) -> int:
    """To the centre after the closing date: who sent what, who has nothing, who is silent; how many letters."""
    with override(settings.LANGUAGE_CODE):
        subject = _("Contributions to newsletter %(issue)s: what has come") % _names(issue)
    recipients = centre_on_duty(association)
    for recipient in recipients:
        write(
            template="contribution_summary",
            event=f"contribution_summary:{issue.pk}:{issue.contributions_until}",
            recipient=recipient,
            subject=subject,
            association=association,
            issue=issue,
            summary=summary,
            url=f"{association.site.root_url}{reverse('contribution:issue', args=[issue.pk])}",
        )
    return len(recipients)


def mail_about(issue: NewsletterIssuePage) -> list[str]:
    """The events of all letters about contributions to `issue`."""
    found: set[str] = set()
    for kind in KINDS:
        rows = OutboxMessage.objects.filter(event__startswith=f"{PREFIX}{kind}:{issue.pk}:")
        found.update(rows.values_list("event", flat=True))
    return sorted(found)


def returned_addresses(issue: NewsletterIssuePage) -> frozenset[str]:
    """Addresses, in small letters, from which a letter about contributions to `issue` came back."""
    back = OutboxMessage.objects.filter(bounced_at__isnull=False, event__in=mail_about(issue))
    return frozenset(address.lower() for address in back.values_list("recipient", flat=True))


def _to_contributor(kind: str, contributor: Contributor, association: Association, subject: str, day: str) -> None:
    for recipient in addresses_on_duty([contributor.email]):
        write(
            template="contribution_ask",
            event=f"contribution_{kind}:{contributor.issue_id}:{contributor.pk}{day}",
            recipient=recipient,
            subject=subject,
            association=association,
            issue=contributor.issue,
            reply_to=association.answers_to,
            contributor=contributor,
            kind=kind,
            url=link_of(contributor),
        )


def _names(issue: NewsletterIssuePage) -> dict[str, str]:
    return {
        "issue": issue.designation,
        "day": cs_date(issue.contributions_until) if issue.contributions_until else "",
    }
