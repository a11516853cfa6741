"""A centre's work for reports: closed, open, cancelled, of several municipalities, of nobody."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.test import Client
from django.utils import timezone

from contact_centre.actions import attach_file, cancel_activity, close_activity
from contact_centre.enums import AttachmentKind
from contact_centre.models import Activity, Handler
from contact_centre.uploads import check_upload
from portal.programme.models import MonitoringPeriod, Programme
from portal.tenancy.models import Association, Municipality

from ..factories import PDF, make_activity, make_staff, output, upload

ADDRESS = "/admin/contact_centre/reports/"


def today() -> date:
    return timezone.localdate()


def days_of(first: int = 40, last: int = 0) -> dict[str, str]:
    """The address's days, so many days ago."""
    return {
        "from": (today() - timedelta(days=first)).isoformat(),
        "to": (today() - timedelta(days=last)).isoformat(),
    }


def places(association: Association) -> list[Municipality]:
    return list(Municipality.objects.members_of(association))


def closed(association: Association, *, ago: int = 1, result: str = "resolved", **values: Any) -> Activity:
    """An activity that ended so many days ago, as the centre's people make it."""
    day = today() - timedelta(days=ago)
    amounts = {
        name: values.pop(name) for name in ("hours", "legal_hours", "saved_czk", "brought_czk") if name in values
    }
    activity = make_activity(association, started_on=day, **values)
    if activity.handled_by.opinion_required:
        attach_file(activity=activity, file=check_upload(upload("stanovisko.pdf", PDF)), kind=AttachmentKind.OPINION)
    return close_activity(
        activity=activity, output=output(result), output_description="Hotovo.", closed_on=day, **amounts
    )


def quarter_of_work(association: Association) -> None:
    """Five activities that count within 40 days: 2 of the first place, 1 of two, 1 of the second, 1 of none."""
    first, second = places(association)[:2]
    jana = make_staff(association, name="Čeňková Jana")
    closed(association, municipalities=[first], responsible=jana, hours=Decimal("1.5"), saved_czk=125_000, ago=3)
    closed(
        association, municipalities=[first], subarea_code="legal_gdpr", responsible=jana, hours=Decimal("0.25"), ago=20
    )
    closed(association, municipalities=[first, second], responsible=make_staff(association, name="Dana Hnízdilová"))
    law = {"subarea_code": "legal_gdpr", "handled_by": Handler.objects.get(code="law_firm")}
    closed(association, municipalities=[second], **law, legal_hours=Decimal(2), brought_czk=1_200_000)
    closed(association, subarea_code="citizens_advice", hours=Decimal("10"), is_expert_advice=False)
    # What follows doesn't count: before these days, not closed, cancelled.
    closed(association, municipalities=[first], ago=50, hours=Decimal("100"))
    make_activity(association, municipalities=[second])
    cancel_activity(activity=make_activity(association), reason="Založeno omylem.")


def report(client: Client, **asked: Any) -> Any:
    return client.get(ADDRESS, {**days_of(), **asked}, HTTP_HOST="horni.localhost")


def periods_around(day: date) -> tuple[MonitoringPeriod, MonitoringPeriod]:
    """The period that ended 30 days before `day`, and the one that runs since."""
    edge = day - timedelta(days=30)
    programme = Programme.objects.create(
        code="now", name="Program", starts_on=edge - timedelta(days=89), ends_on=edge + timedelta(days=90)
    )
    ended = MonitoringPeriod.objects.create(
        programme=programme, number=1, starts_on=programme.starts_on, ends_on=edge, is_checked=False
    )
    running = MonitoringPeriod.objects.create(
        programme=programme, number=2, starts_on=edge + timedelta(days=1), ends_on=programme.ends_on
    )
    return ended, running
