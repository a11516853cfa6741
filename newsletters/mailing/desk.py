"""Mailings on the desk: what is in doubt, what has stopped, what is out on the web but not in the mail (U1, X5)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.permissions import policy_registry

from portal.tenancy.boundary import is_union_user, pages_of
from portal.tenancy.desk import LATE, DeskLine, DeskRows, for_user, register_desk_line

from ..enums import MailingState, SendingKind
from ..models import Delivery, IssueSending, Mailing, NewsletterIssuePage
from .outcomes import Became
from .progress import LIST

AT_MOST = 5
"""Issues are named one by one; no more of them than this."""
FRESH = timedelta(days=60)
"""An issue that was published longer ago is no news to its readers."""


def in_doubt(user: Any) -> DeskRows | None:
    """Mails of which nobody knows whether they arrived: a person decides whether they go out again."""
    if is_union_user(user):
        return None
    rows = Delivery.objects.for_user(user, "change").filter(Became.IN_DOUBT.rows)
    return DeskRows(rows, _doubt_in_words, f"{reverse(LIST)}?{urlencode({'became': 'in_doubt'})}", "mails_in_doubt")


def _doubt_in_words(count: int) -> str:
    said = ngettext(
        "%(count)d mail of the newsletter is in doubt", "%(count)d mails of the newsletter are in doubt", count
    )
    return said % {"count": count}


def paused(user: Any) -> Iterator[DeskLine]:
    """Mailings that stand: the portal stopped them and says why, or a person did and hasn't gone on."""
    if is_union_user(user):
        return
    standing = Mailing.objects.for_user(user, "change").filter(state=MailingState.PAUSED)
    for mailing in standing.select_related("issue").defer("letters", "issue__body", "issue__facts")[:AT_MOST]:
        text = _("Sending newsletter %(issue)s is paused") % {"issue": mailing.issue.designation}
        said = f"{text}: {mailing.reason}" if mailing.reason else text
        yield DeskLine(said, reverse("newsletter_mailing:progress", args=[mailing.issue_id]), None, "paused", LATE)


def to_send(user: Any) -> Iterator[DeskLine]:
    """Issues that came out lately and haven't gone to readers by e-mail, for who may send them."""
    if is_union_user(user) or policy_registry.get_by_type(Mailing).site_ids(user, ("add",)) == set():
        return
    sent = IssueSending.objects.filter(issue=OuterRef("pk"), kind=SendingKind.EMAIL)
    fresh = NewsletterIssuePage.objects.live().filter(
        ~Exists(sent), alias_of=None, has_unpublished_changes=False, first_published_at__gte=timezone.now() - FRESH
    )
    for issue in pages_of(user, fresh.defer("body", "facts").newest_first())[:AT_MOST]:
        text = _("Newsletter %(issue)s is on the web, but hasn't gone to its readers by e-mail")
        url = reverse("newsletter_mailing:start", args=[issue.pk])
        yield DeskLine(text % {"issue": issue.designation}, url, None, "to_send")


def register() -> None:
    """Put the lines on the desk."""
    register_desk_line("mine", 42, for_user(to_send))
    register_desk_line("centre", 46, for_user(in_doubt))
    register_desk_line("centre", 47, for_user(paused))
