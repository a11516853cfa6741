"""A past for tests: services public since some day, verified on others, and the plain recount of their shares."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from portal.tenancy.models import Association
from services_directory.enums import VERIFYING, Method, Result
from services_directory.models import Presence, Service, Verification
from services_directory.presence import follow
from services_directory.verification.shares.counting import Share
from tests.services_directory.factories import make_service, members

MONTHS = 6


def days_ago(count: int) -> date:
    return timezone.localdate() - timedelta(days=count)


def public(
    association: Association, *verified: int, since: int = 700, until: int | None = None, place: int = 0, **fields: Any
) -> Service:
    """A service public since `since` days ago (until `until` ago), verified so many days ago each."""
    service = make_service(association, municipality=members(association)[place])
    if until is not None:
        Service.objects.filter(pk=service.pk).update(live=False)
        follow([service.uid])
        Presence.objects.create(
            uid=service.uid, site=service.site, municipality=service.municipality, since=days_ago(since),
            until=days_ago(until),
        )  # fmt: skip
    Presence.objects.filter(uid=service.uid, until=None).update(since=days_ago(since))
    for days in verified:
        line(service, days_ago(days))
    last = days_ago(min(verified)) if verified else None
    limit = (last or days_ago(since)) + relativedelta(months=MONTHS)
    Service.objects.filter(pk=service.pk).update(**{"verified_on": last, "verify_by": limit, **fields})
    return Service.objects.get(pk=service.pk)


def line(service: Service, on: date, result: str = Result.CONFIRMED) -> None:
    Verification.objects.create(
        site=service.site, uid=service.uid, name=service.name, on=on, method=Method.PHONE, result=result
    )


def recount(day: date, group: str = "site_id") -> dict[Any, Share]:
    """The shares of a day by going through every spell and every line, one by one."""
    lines = list(Verification.objects.all())
    counts: dict[Any, list[int]] = defaultdict(lambda: [0, 0])
    for spell in Presence.objects.all():
        if spell.since <= day and (spell.until is None or spell.until > day):
            holds = any(
                one.uid == spell.uid
                and one.result in VERIFYING
                and one.on <= day <= one.on + relativedelta(months=MONTHS)
                for one in lines
            )
            counts[getattr(spell, group)][0] += 1
            counts[getattr(spell, group)][1] += holds
    return {key: Share(*both) for key, both in counts.items()}
