"""Websites that lead nowhere any more: found by asking each now and then, three times before anybody is bothered (F10).

Every address is asked once in `AGAIN_AFTER`, a few every five minutes and one per host at a time. It counts as dead
only after it surely failed on `DAYS_TO_BE_DEAD` different days; slow, unwilling and broken servers do not count.
"""

import time
from collections import Counter
from datetime import datetime, timedelta
from math import ceil
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from portal.core.web_probe import Answer, Reach, probe
from portal.jobs import runner
from portal.jobs.registry import periodic

from ..enums import CheckReason, ContactKind
from ..models import LinkCheck, Service, ServiceContact
from .checks import ask_for_check, settle_value

AGAIN_AFTER = timedelta(days=30)
NEXT_DAY = timedelta(days=1)
SOON = timedelta(hours=1)
DAYS_TO_BE_DEAD = 3
EVERY = timedelta(minutes=5)
ROUND = timedelta(days=28)
FEWEST = 5
WINDOW = 200
SECONDS = 15
"""A run begins no further address after so long: mail waits behind it."""
NEEDS_NETWORK = frozenset({"dns", "refused"})
"""Failures that our own network can cause: they count only while somebody answers us at all."""


@periodic("services_directory.list_links", every=timedelta(days=1), label=gettext_lazy("Note websites of services"))
def list_links() -> dict[str, int]:
    """Note the addresses of published services that are new, and drop those no service has any more."""
    if not settings.LINK_CHECK:
        return {}
    wanted = set(_public_links().values_list("value", flat=True).distinct())
    known = set(LinkCheck.objects.values_list("url", flat=True))
    LinkCheck.objects.bulk_create(
        [LinkCheck(url=url) for url in sorted(wanted - known)], ignore_conflicts=True, batch_size=1000
    )
    gone = sorted(known - wanted)
    for start in range(0, len(gone), 1000):
        LinkCheck.objects.filter(url__in=gone[start : start + 1000]).delete()
    return {"new": len(wanted - known), "dropped": len(gone)}


@periodic("services_directory.check_links", every=EVERY, label=gettext_lazy("Ask websites of services"))
def check_links() -> dict[str, int]:
    """Ask the next few addresses; what came of them, by kind of answer."""
    if not settings.LINK_CHECK:
        return {}
    outcome: Counter[str] = Counter()
    end = time.monotonic() + SECONDS
    for link in due_links():
        if runner.stopping() or time.monotonic() > end:
            break
        answer = probe(link.url, user_agent=user_agent())
        note_answer(link, answer)
        outcome[answer.reach.value] += 1
    return dict(outcome)


def due_links() -> list[LinkCheck]:
    """The addresses this run asks: the longest due, one per host, at most half of them such that failed before."""
    most = max(FEWEST, ceil(LinkCheck.objects.count() * EVERY / ROUND))
    chosen: list[LinkCheck] = []
    hosts: set[str] = set()
    failed = 0
    for link in LinkCheck.objects.filter(due_at__lte=timezone.now()).order_by("due_at", "pk")[:WINDOW]:
        host = (urlsplit(link.url).hostname or "").removeprefix("www.")
        if host in hosts or (link.failures and failed >= ceil(most / 2)):
            continue
        hosts.add(host)
        failed += bool(link.failures)
        chosen.append(link)
        if len(chosen) == most:
            break
    return chosen


def note_answer(link: LinkCheck, answer: Answer) -> None:
    """Write down what came of asking; the third failing day asks for a check, an address that works again ends it."""
    now = timezone.now()
    link.last_checked, link.last_error = now, answer.reason
    if answer.answered:
        link.answered_at = now
    if answer.reach is Reach.FINE:
        if link.failures:
            settle_value(reason=CheckReason.DEAD_LINK, value=link.url)
        link.failures, link.failed_on, link.due_at = 0, None, now + AGAIN_AFTER
    elif answer.reach is Reach.GONE and answer.reason in NEEDS_NETWORK and not _network_works(link, now):
        link.due_at = now + SOON
    elif answer.reach is Reach.GONE:
        today = timezone.localdate()
        if link.failed_on != today:
            link.failures, link.failed_on = min(link.failures + 1, 999), today
        link.due_at = now + (NEXT_DAY if link.failures < DAYS_TO_BE_DEAD else AGAIN_AFTER)
        if link.failures >= DAYS_TO_BE_DEAD:
            _ask_about(link.url, answer.reason)
    else:
        link.due_at = now + (NEXT_DAY if 0 < link.failures < DAYS_TO_BE_DEAD else AGAIN_AFTER)
    link.save()


def user_agent() -> str:
    """Who asks, and where to complain."""
    contact = settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip(">")
    return f"Mozilla/5.0 (compatible; portal-link-check/1.0; +{settings.WAGTAILADMIN_BASE_URL}; {contact})"


def _public_links() -> QuerySet[ServiceContact]:
    return ServiceContact.objects.filter(
        kind=ContactKind.WEB, is_internal=False, service__in=Service.objects.published().order_by().values("pk")
    ).order_by()


def _network_works(link: LinkCheck, now: datetime) -> bool:
    """Whether a server answered since yesterday, or the last that did does so now; if not, the trouble is ours."""
    others = LinkCheck.objects.exclude(pk=link.pk).filter(failures=0)
    if others.filter(answered_at__gte=now - NEXT_DAY).exists():
        return True
    known = others.filter(answered_at__isnull=False).order_by("-answered_at").first()
    if known is None or not probe(known.url, user_agent=user_agent()).answered:
        return False
    LinkCheck.objects.filter(pk=known.pk).update(answered_at=now)
    return True


def _ask_about(url: str, reason: str) -> None:
    having = _public_links().filter(value=url).values("service")
    with override(settings.LANGUAGE_CODE):
        ask_for_check(
            services=Service.objects.filter(pk__in=having),
            reason=CheckReason.DEAD_LINK,
            value=url,
            detail=_in_words(reason),
        )


def _in_words(reason: str) -> str:
    if reason == "dns":
        return _("On three days the address of the website didn't exist.")
    if reason == "refused":
        return _("On three days nobody answered at the address of the website.")
    return _("On three days the website said that there is no such page (%(code)s).") % {"code": reason}
