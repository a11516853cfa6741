"""Telling the citizen how the request ended, and those who had sent the same (R3, R7)."""

from collections.abc import Iterator

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal.core.templatetags.portal import cs_date

from ..deadlines import reopen_until
from ..enums import RequestStatus
from ..models import CitizenRequest
from ..status.letters import tell_citizen


def tell_ending(request: CitizenRequest, answer: str) -> None:
    """Write the answer of a request just closed to the citizen, once for this closing."""
    closed_on = timezone.localdate(request.closed_at)
    with translation.override(request.language):
        if request.status == RequestStatus.DECLINED:
            subject = _("Your message %(reference)s: what we can't do")
            lead = _("We have looked into your message. We are sorry that we can't do what you ask for:")
        else:
            subject = _("Your message %(reference)s is dealt with")
            lead = _("We have dealt with your message. This is our answer:")
        close = _("If you see it otherwise, you can open your message again on its page until %(day)s.") % {
            "day": cs_date(reopen_until(closed_on))
        }
    tell_citizen(
        request=request,
        what=f"closed:{request.times_reopened}",
        subject=subject,
        lead=lead,
        text=answer,
        close=close,
    )


def tell_duplicates(first: CitizenRequest, description: str) -> int:
    """Tell those who had sent the same how `first` ended, once for each of its closings; returns how many letters.

    They get `description`, the words of the register, which name nobody; the answer was written to somebody else.
    """
    count = 0
    for request in _duplicates_of(first):
        with translation.override(request.language):
            lead = _(
                "Your message is about the same matter as one that came before it. That one has ended: %(how)s."
            ) % {"how": first.get_status_display()}
            subject = _("The matter of your message %(reference)s has ended")
        count += tell_citizen(
            request=request,
            what=f"first_closed:{first.times_reopened}",
            subject=subject,
            lead=lead,
            text=description,
        )
    return count


def waiting_for_the_same(first: CitizenRequest) -> int:
    """How many letters `tell_duplicates` would write."""
    return sum(bool(request.email) for request in _duplicates_of(first))


def _duplicates_of(first: CitizenRequest) -> Iterator[CitizenRequest]:
    """Whatever repeats `first`, or repeats what repeats it."""
    found, keys = {first.pk}, {first.pk}
    while keys:
        repeating = CitizenRequest.objects.filter(duplicate_of__in=keys).exclude(pk__in=found).order_by("pk")
        keys = set()
        for request in repeating:
            found.add(request.pk)
            keys.add(request.pk)
            yield request
