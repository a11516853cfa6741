"""Each channel of mail, and each new case, goes to the deputy on the first and on the last day, not after (U2)."""

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from contact_centre.actions import citizen_writes
from contact_centre.handover.letters import tell_centre_of_return
from contact_centre.inbox.lists import InboxList, listed
from contact_centre.models import CitizenRequest
from contact_centre.targets.readers import managers_by_site
from portal.jobs.models import OutboxMessage
from portal.tenancy.absences.duty import managers_on_duty, union_on_duty
from portal.tenancy.models import Agenda, Association, StaffMember
from services_directory.enums import Audience
from services_directory.models import Proposal
from services_directory.verification.asking.letters import tell_of_proposal
from services_directory.verification.reminding.recipients import Entry, Recipients
from tests.contact_centre.closing.endings import resolved
from tests.contact_centre.closing.test_returned import came_back
from tests.contact_centre.factories import make_request, make_staff, member_of
from tests.contact_centre.handover.cases import handed_over, mandate
from tests.services_directory.factories import make_service

from .days import FIRST, LAST, ONE_DAY, at, away

pytestmark = [pytest.mark.django_db, pytest.mark.spec("U2")]
_tokens = count(1)


def new_request(association: Association) -> None:
    make_request(association)


def citizens_answer(association: Association) -> None:
    citizen_writes(request=CitizenRequest.objects.earliest("pk"), text="Stále nesvítí.", token=f"t-{next(_tokens)}")


def hand_over_that_did_not_arrive(association: Association) -> None:
    tell_centre_of_return(handed_over(make_request(association)), "550 no such user")


def mayors_mail_returned(association: Association) -> None:
    came_back(resolved(make_request(association)))


def proposal_of_a_provider(association: Association) -> None:
    service = make_service(association)
    tell_of_proposal(proposal=Proposal.objects.create(site=association.site, service=service))


CHANNELS: dict[str, tuple[Callable[[Association], None], str]] = {
    "notice": (new_request, "contact_centre.notice"),
    "answer": (citizens_answer, "contact_centre.centre_"),
    "hand-over": (hand_over_that_did_not_arrive, "contact_centre.hand_over_letter_returned"),
    "mayor": (mayors_mail_returned, "contact_centre.mayor_returned"),
    "proposal": (proposal_of_a_provider, "services_directory.proposal"),
}
MOMENTS = [(FIRST - ONE_DAY, 23, 59), (FIRST, 0, 1), (LAST, 23, 59), (LAST + ONE_DAY, 0, 1)]


@pytest.fixture
def own(dso_a: Association, manager_a: Any, editor_a: Any) -> Association:
    """A centre whose only address is its manager's; the editor stands in."""
    Association.objects.filter(pk=dso_a.pk).update(email=manager_a.email)
    away(manager_a, editor_a)
    mandate(member_of(dso_a))
    return dso_a


@pytest.mark.parametrize("channel", list(CHANNELS))
def test_letters_to_the_centre_go_to_the_deputy_on_these_days_only(
    channel: str, own: Association, manager_a: Any, editor_a: Any
) -> None:
    writes, event = CHANNELS[channel]
    make_request(own)
    reached = []
    for day, hour, minute in MOMENTS:
        known = set(OutboxMessage.objects.values_list("pk", flat=True))
        with at(day, hour, minute):
            writes(Association.objects.select_related("site").get(pk=own.pk))
        new = OutboxMessage.objects.exclude(pk__in=known).filter(event__startswith=event)
        reached.append(sorted(new.values_list("recipient", flat=True)))
    theirs, deputys = [manager_a.email], [editor_a.email]
    assert reached == [theirs, deputys, deputys, theirs]


def test_reminders_and_letters_of_targets_go_to_the_deputy_on_these_days_only(
    own: Association, manager_a: Any, editor_a: Any, union_admin: Any, union_reviewer: Any
) -> None:
    away(union_admin, union_reviewer)
    keeper = make_staff(own, user=manager_a, email="jana@horni.test")
    entry = Entry(1, own.site_id, keeper.pk)

    def reached(day: date, audience: Audience) -> tuple[str, ...]:
        recipients = Recipients(day)
        recipients.know([entry])
        return recipients.of(entry, audience).addresses

    before, after = FIRST - ONE_DAY, LAST + ONE_DAY
    assert [reached(day, Audience.KEEPER) for day in (before, after)] == [("jana@horni.test",)] * 2
    assert [reached(day, Audience.MANAGER) for day in (before, after)] == [(manager_a.email,)] * 2
    assert [reached(day, Audience.UNION) for day in (before, after)] == [(union_admin.email,)] * 2
    for day in (FIRST, LAST):
        assert reached(day, Audience.KEEPER) == reached(day, Audience.MANAGER) == (editor_a.email,)
        assert reached(day, Audience.UNION) == union_on_duty(day) == (union_reviewer.email,)
        assert managers_by_site([own.site_id], day) == {own.site_id: (editor_a.email,)}
    assert managers_by_site([own.site_id], after) == {own.site_id: managers_on_duty(own.site_id, after)}


def test_new_cases_go_to_the_deputy_open_ones_are_theirs_to_see_and_nothing_is_moved(
    own: Association, manager_a: Any, editor_a: Any, client: Client
) -> None:
    agenda = Agenda.objects.create(site=own.site, title="Obecní záležitosti")
    person, deputy = make_staff(own, user=manager_a), make_staff(own, name="Zástupkyně", user=editor_a)
    person.agendas.add(agenda)
    before = make_request(own, agenda=agenda)

    def mine(user: Any) -> set[str]:
        found = listed(CitizenRequest.objects.for_user(user), InboxList.MINE, type(user).objects.get(pk=user.pk))
        return set(found.values_list("reference", flat=True))

    answers = []
    for day, hour, minute in MOMENTS:
        with at(day, hour, minute):
            request = make_request(own, agenda=agenda)
            answers.append(request.activity.responsible)
            if timezone.localdate() == LAST:
                assert before.reference in mine(editor_a)
                client.force_login(editor_a)
                page = client.get(
                    "/admin/contact_centre/citizenrequest/?list=mine", headers={"host": "horni.localhost"}
                )
                assert "Manažerka centra, v zastoupení" in page.content.decode()
    assert answers == [person, deputy, deputy, person]
    before.activity.refresh_from_db()
    assert before.activity.responsible == person
    with at(LAST + ONE_DAY):
        assert before.reference in mine(manager_a)
        assert before.reference not in mine(editor_a)


def test_a_deputy_from_elsewhere_gets_no_activity_but_the_case_to_see(
    own: Association, manager_a: Any, union_reviewer: Any
) -> None:
    agenda = Agenda.objects.create(site=own.site, title="Obecní záležitosti")
    person: StaffMember = make_staff(own, user=manager_a)
    person.agendas.add(agenda)
    manager_a.absences.update(deputy=union_reviewer)
    with at(FIRST):
        assert make_request(own, agenda=agenda).activity.responsible == person
