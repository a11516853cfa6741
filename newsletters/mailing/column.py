"""How each listed issue went to its readers by e-mail, in the list of newsletters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.permissions import policy_registry

from portal.core.templatetags.portal import percent, spaced

from ..calendar.column import StandingColumn
from ..calendar.state import Sendings
from ..enums import MailingState, SendingKind
from ..models import Mailing
from .figures import Figures, figures_of
from .outcomes import Became

PROGRESS, START = "newsletter_mailing:progress", "newsletter_mailing:start"


@dataclass(frozen=True)
class MailCell:
    """What the list says of one issue, and where it leads; no address for who has no part in it."""

    text: str
    url: str = ""


class StandingAndMailColumn(StandingColumn):
    """The state of an issue, and below it how it went out by e-mail: a column of its own has no room on a phone."""

    cell_template_name = "newsletters/mailing/cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: dict[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return {**context, "mail": getattr(instance, "mail_cell", None)}


def put_mail_cells(issues: Sequence[Any], sent: Sendings, user: Any) -> None:
    """Say of each listed issue how it went out by e-mail (`mail_cell`); two queries, whatever their number."""
    pks = [issue.pk for issue in issues]
    mailings = {mailing.issue_id: mailing for mailing in Mailing.objects.filter(issue__in=pks).defer("letters")}
    figures = figures_of([issue for issue in issues if issue.pk in mailings])
    gone = {pk for pk, ways in sent.items() if SendingKind.EMAIL in ways}
    sites = policy_registry.get_by_type(Mailing).site_ids(user, ("change",))
    may_open = sites is None or bool(sites)
    for issue in issues:
        mailing = mailings.get(issue.pk)
        issue.mail_cell = None
        if mailing is not None:
            url = reverse(PROGRESS, args=[issue.pk]) if may_open else ""
            issue.mail_cell = MailCell(in_words(mailing, figures.get(issue.pk, Figures())), url)
        elif issue.live and may_open and issue.pk not in gone:
            issue.mail_cell = MailCell(_("Send to readers"), reverse(START, args=[issue.pk]))


def mail_cell_of(issue: Any) -> MailCell | None:
    """The mailing of one issue in words, and where it leads; None where it has none."""
    mailing = Mailing.objects.filter(issue=issue.pk).defer("letters").first()
    if mailing is None:
        return None
    return MailCell(in_words(mailing, figures_of([issue]).get(issue.pk, Figures())), reverse(PROGRESS, args=[issue.pk]))


def in_words(mailing: Mailing, figures: Figures) -> str:
    """The state of a mailing with its numbers: "1 234 sent, 2 in doubt"."""
    if mailing.state == MailingState.GATHERING:
        return str(mailing.get_state_display())
    words = []
    if mailing.state != MailingState.DONE:
        share = figures.settled / figures.recipients if figures.recipients else 0.0
        words.append(f"{mailing.get_state_display()}, {percent(share)}")
    sent = ngettext("%(number)s sent", "%(number)s sent", figures.sent) % {"number": spaced(figures.sent)}
    words.append(sent)
    if figures.in_doubt:
        words.append(f"{spaced(figures.in_doubt)} {Became.IN_DOUBT.label}")
    return ", ".join(words)
