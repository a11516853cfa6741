"""The demonstration's history of verifying: made up, counted back from today, so that it never grows old.

Most entries are fresh, some are due or overdue, many were never verified; a provider has proposed corrections, a
visitor has reported a mistake, a letter has come back.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from portal.tenancy.models import Association

from ..enums import CheckReason, Method
from ..mistakes.receiving import receive_report
from ..models import MistakeReport, Presence, Proposal, Service
from .asking.answers import propose
from .asking.asks import make_ask
from .asking.fields import values_of
from .checks import ask_for_check
from .policy import recompute_days
from .record import record_verification

WRITTEN = date(2026, 11, 22)
"""The day on which the days in the demo's files were written."""
PUBLIC_FOR = 540
BETWEEN = 168
"""Days from one round of verifying to the next."""
METHODS = (Method.PHONE, Method.LINK, Method.MAIL, Method.PHONE, Method.VISIT)


def load_demo_verifications(association: Association, verified: Mapping[str, date]) -> None:
    """Give the association's services a past, once; `verified` are the files' days by `source_id`."""
    services = list(Service.objects.for_association(association).exclude(source_id="").order_by("source_id"))
    if any(service.verified_on for service in services):
        return
    today = timezone.localdate()
    # By whole weeks: nobody phones a library on a Sunday.
    shift = timedelta(days=(today - WRITTEN).days // 7 * 7)
    for n, service in enumerate(services):
        last = verified.get(service.source_id)
        age = PUBLIC_FOR if last else 20 + n * 13 % 150
        _was_public_since(service, today - timedelta(days=age))
        if last is None:
            continue
        last += shift
        if n % 4 == 0 and (today - last).days > 90:
            last -= timedelta(weeks=13)
        for back in range(n * 7 % 4, -1, -1):
            on = last - timedelta(days=BETWEEN * back)
            if (today - on).days < PUBLIC_FOR:
                record_verification(service=service, method=METHODS[(n + back) % len(METHODS)], on=on)
    recompute_days([association.site_id])
    _tell_a_story(services, today)


def _was_public_since(service: Service, day: date) -> None:
    moment = timezone.make_aware(datetime.combine(day, time(9)))
    Service.objects.filter(pk=service.pk).update(first_published_at=moment)
    Presence.objects.filter(uid=service.uid, since__gt=day).update(since=day)


def _tell_a_story(services: Sequence[Service], today: date) -> None:
    """What waits for the centre: a provider's corrections, a reported mistake, mail that came back."""
    asked, reported, bounced = _with_address(services)[:3]
    due = today + timedelta(days=14)
    if not Proposal.objects.filter(service=asked).exists():
        ask = make_ask(service=asked, recipient=_address(asked), due_on=due)
        now = values_of(asked)
        wanted: dict[str, Any] = {
            "phones": [*now["phones"], {"value": "+420491000333", "label": "vedoucí"}],
            "subject": f"{asked.subject or asked.name} Nově i zápisy po telefonu.".strip(),
        }
        propose(
            ask=ask,
            changes={key: (now[key], value) for key, value in wanted.items()},
            told_by="vedoucí zařízení",
        )
    token = f"demo:{reported.source_id}"
    if not MistakeReport.objects.filter(token=token).exists():
        receive_report(
            service=reported,
            topic="hours",
            text="Ve středu odpoledne bylo zavřeno, i když tu stojí, že je otevřeno.",
            token=token,
            email="ctenarka@example.org",
        )
    ask_for_check(
        services=[bounced],
        reason=CheckReason.BOUNCED,
        value=_address(bounced),
        detail="550 5.1.1 User unknown",
    )


def _with_address(services: Sequence[Service]) -> list[Service]:
    return [service for service in services if _address(service)]


def _address(service: Service) -> str:
    found = service.contacts.filter(kind="email", is_internal=True).first()
    return found.value if found else ""
