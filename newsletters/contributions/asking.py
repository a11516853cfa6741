"""Asking for contributions: who, by when, once for each address (N1)."""

import secrets
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.tenancy import versions

from ..models import Contributor, NewsletterIssuePage
from ..review.rounds import association_of
from . import letters
from .links import KEY_BYTES, is_open
from .people import Person


@transaction.atomic
def ask(*, issue: NewsletterIssuePage, people: Iterable[Person], user: Any) -> list[Contributor]:
    """Ask each of `people` who wasn't asked about `issue` yet, by a letter with a personal link; the new ones.

    Raises ValidationError for an issue that has no closing date ahead or is out.
    """
    current = NewsletterIssuePage.objects.select_for_update().get(pk=issue.pk)
    if not is_open(current):
        raise ValidationError(_("Set a closing date that lies ahead first."))
    association = association_of(current)
    known = {email.lower() for email in current.contributors.values_list("email", flat=True)}
    asked = []
    for person in people:
        if person.email.lower() in known:
            continue
        known.add(person.email.lower())
        contributor = Contributor(
            site_id=association.site_id,
            issue=current,
            municipality_id=person.municipality or None,
            name=person.name,
            email=person.email,
            key=secrets.token_urlsafe(KEY_BYTES),
        )
        contributor.full_clean(exclude=["site"])
        contributor.save()
        letters.ask(contributor, association)
        asked.append(contributor)
    if asked:
        log(current, "newsletters.ask_contributors", user=user, data={"count": len(asked)})
    return asked


@transaction.atomic
def set_closing_date(*, issue: NewsletterIssuePage, day: date, user: Any) -> None:
    """Take contributions to `issue` through `day`; the links of who has been asked hold as long.

    Raises ValidationError at ``day`` for a day that went by and for an issue that is out.
    """
    current = NewsletterIssuePage.objects.select_for_update().get(pk=issue.pk)
    if current.live:
        raise ValidationError({"day": _("The issue is out; it takes no more contributions.")})
    if day < timezone.localdate():
        raise ValidationError({"day": _("This day went by.")})
    if current.contributions_until != day:
        before = current.contributions_until
        # Nothing else of the page is touched: it may be a draft that lacks much, or be read by the Union.
        NewsletterIssuePage.objects.filter(pk=current.pk).update(contributions_until=day)
        versions.touch(of=(NewsletterIssuePage,))
        data = {"before": before.isoformat() if before else "", "after": day.isoformat()}
        log(current, "newsletters.closing_date", user=user, data=data)
    issue.contributions_until = day


@transaction.atomic
def leave_person_out(*, contributor: Contributor, user: Any) -> None:
    """Ask somebody no more: no reminders, the link ends. What they sent stays."""
    issue = contributor.issue
    contributor.delete()
    log(issue, "newsletters.leave_contributor_out", user=user)
