"""The Union hears what a specialist is asked for, once for each specification (ACT-4)."""

from typing import Any

import pytest
from django.db import transaction

from contact_centre.actions import change_activity
from contact_centre.legal.specialist import EVENT, tell_union
from contact_centre.letters import request_of
from contact_centre.models import Activity, Handler
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association, Union

from ..factories import make_activity, make_staff

WANTED, OTHER = "Posoudit smlouvu o dílo na most.", "Posoudit i dodatek smlouvy."


def letters() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(event__startswith=f"{EVENT}:").order_by("pk"))


def asked(association: Association, **changed: Any) -> Activity:
    return make_activity(
        association, **{"handled_by": Handler.objects.get(code="expert"), "specification": WANTED, **changed}
    )


@pytest.fixture
def union_mail(union: Union) -> str:
    Union.objects.update(email="svaz@example.org")
    return "svaz@example.org"


@pytest.mark.spec("ACT-4")
def test_choosing_the_specialist_sends_the_specification_to_the_union(dso_a: Association, union_mail: str) -> None:
    Association.objects.filter(pk=dso_a.pk).update(email="centrum@example.org", phone="+420491000110")
    person = make_staff(dso_a, name="Petra Poradná", email="petra@example.org")

    activity = asked(dso_a, title="Most paní Novákové", description="Volala Jana Nováková.", responsible=person)

    (letter,) = letters()
    assert (letter.recipient, letter.reply_to, letter.site) == (union_mail, "centrum@example.org", dso_a.site)
    for text in (letter.text.replace("\xa0", " "), letter.html.replace("\xa0", " ")):
        for shown in (activity.reference, dso_a.name, activity.area.label, activity.subarea.label, WANTED):
            assert str(shown) in text
        assert not [secret for secret in ("Petra", "petra@", "Novák", "Most paní") if secret in text]
    assert letter.subject == f"Žádost o specialistu: {activity.reference}"
    assert request_of(letter.event) is None


@pytest.mark.spec("ACT-4")
def test_it_is_sent_once_and_a_changed_specification_as_a_new_version(dso_a: Association, union_mail: str) -> None:
    activity = asked(dso_a)
    change_activity(activity=activity, title="Jiný název")
    tell_union(activity)
    assert len(letters()) == 1

    change_activity(activity=activity, specification=OTHER)
    change_activity(activity=activity, specification=WANTED)

    first, second, third = letters()
    assert (OTHER in second.text, WANTED in third.text) == (True, True)
    assert first.subject != second.subject == third.subject


@pytest.mark.spec("ACT-4")
def test_only_the_unions_specialist_is_told_of(dso_a: Association, union_mail: str) -> None:
    activity = asked(dso_a, handled_by=Handler.objects.get(code="law_firm"))
    assert letters() == []

    change_activity(activity=activity, handled_by=Handler.objects.get(code="expert"))

    assert len(letters()) == 1


@pytest.mark.spec("ACT-4")
def test_the_letter_is_written_with_the_choice_or_not_at_all(dso_a: Association, union_mail: str) -> None:
    with transaction.atomic():
        asked(dso_a)
        transaction.set_rollback(True)

    assert (letters(), Activity.objects.count()) == ([], 0)


@pytest.mark.spec("ACT-4")
def test_without_an_address_of_its_own_the_unions_admins_get_it(dso_a: Association, union_admin: Any) -> None:
    Union.objects.update(email="")
    union_admin.email = "admin@svaz.example"
    union_admin.save()

    asked(dso_a)

    assert [letter.recipient for letter in letters()] == ["admin@svaz.example"]
