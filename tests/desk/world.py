"""Something of everything that may wait for somebody, in two associations and at the Union."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from contact_centre.actions import close_activity
from contact_centre.enums import HeldBecause
from contact_centre.models import CitizenRequest, Explanation, QualityCheck, QualitySample
from newsletters.enums import Channel, DeliveryState
from newsletters.review.deciding import return_round
from newsletters.review.reviewers import Reviewer
from portal.core.working_days import add_working_days
from portal.jobs.enums import OutboxState
from portal.jobs.models import OutboxMessage
from portal.jobs.outbox import enqueue
from portal.programme.models import Deadline, MeetingWindow, MonitoringPeriod
from portal.tenancy.models import Absence, Association
from services_directory.models import Proposal, Service
from tests.contact_centre.factories import make_activity, make_request, make_staff, output
from tests.contact_centre.shortfalls import evaluated, programme
from tests.newsletters.factories import make_issue, submit
from tests.newsletters.mailing.factories import make_mailing
from tests.services_directory.factories import make_service
from tests.services_directory.mistakes.reporting import stored


def days_on(number: int) -> Any:
    """The day so many days from today on."""
    return timezone.localdate() + timedelta(days=number)


def fill(own: Association, other: Association, manager: Any, editor: Any) -> None:
    """What waits in both associations: `manager` of the own one stands in for `editor` today."""
    Association.objects.filter(pk=own.pk).update(email="centrum@example.org", centre_since=days_on(-400))
    Association.objects.filter(pk=other.pk).update(centre_since=days_on(-20))
    person = make_staff(own, user=manager)
    away = make_staff(own, name="Kolega na dovolené", user=editor)
    Absence.objects.create(site=own.site, user=editor, deputy=manager, starts_on=days_on(-1), ends_on=days_on(1))
    _requests(own, person, away)
    _register(own, person, away)
    _directory(own, person)
    _directory(other, make_staff(other))
    _period(own, other)
    submit(make_issue(own, live=False), manager)
    returned = submit(make_issue(own, 2, live=False), manager)
    return_round(round=returned, reviewer=Reviewer("Dana Svazová", Channel.ACCOUNT), comment="Doplňte telefon.")
    make_mailing(own, readers=2, issue=make_issue(own, 5)).deliveries.update(state=DeliveryState.IN_DOUBT)
    for number in range(2):
        message = enqueue(event=f"test.stuck:{number}", recipient="nekdo@example.org", subject="Zpráva", text="Text")
        OutboxMessage.objects.filter(pk=message.pk).update(state=OutboxState.FAILED)


def _requests(own: Association, person: Any, away: Any) -> None:
    requests = [make_request(own) for _n in range(4)]
    for request, who in zip(requests, (person, away, away), strict=False):
        request.activity.responsible = who
        request.activity.save(update_fields=["responsible"])
    CitizenRequest.objects.filter(pk=requests[0].pk).update(due_on=days_on(-3))
    make_request(own, held_because=[HeldBecause.LINKS])


def _register(own: Association, person: Any, away: Any) -> None:
    for who in (person, away, None):
        make_activity(own, responsible=who)
    for code in ("grants_consultation", "grants_consultation", "citizens_fault"):
        closed = make_activity(own, subarea_code=code)
        close_activity(activity=closed, output=output(), output_description="Hotovo")


def _directory(association: Association, person: Any) -> None:
    services = [make_service(association, keeper=person if n else None) for n in range(4)]
    for service, day in zip(services, (-40, -2, 5, 20), strict=True):
        Service.objects.filter(pk=service.pk).update(verify_by=days_on(day))
    Service.objects.filter(pk=services[3].pk).update(check_since=days_on(-1))
    Proposal.objects.create(site=association.site, service=services[0])
    stored(association, services[0], association.pk)
    stored(association, services[0], association.pk + 1000, is_held=True)


def _period(own: Association, other: Association) -> None:
    runs = programme()
    MonitoringPeriod.objects.create(programme=runs, number=9, starts_on=days_on(-60), ends_on=days_on(20))
    MeetingWindow.objects.create(programme=runs, number=4, starts_on=days_on(-5), ends_on=days_on(9))
    for kind in ("newsletter_submit", "newsletter_comments", "newsletter_publish"):
        Deadline.objects.create(programme=runs, kind=kind, number=3, due_on=days_on(7))
        Deadline.objects.create(programme=runs, kind=kind, number=2, due_on=days_on(-7))
    evaluation = evaluated(own, are_months_met=False)
    explained = evaluated(other, evaluation.period, are_months_met=False)
    Explanation.objects.create(
        site=other.site,
        evaluation=explained,
        reasons="Nemoc",
        measures="Posila",
        answer_due_on=add_working_days(days_on(0), 5),
    )
    sample = QualitySample.objects.create(period=evaluation.period, per_centre=1, seed=7)
    QualityCheck.objects.create(site=own.site, sample=sample, activity=make_activity(own))
