"""Which reminder is due on which day, and the Union's stages."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.tenancy.models import Union
from portal.tenancy.provisioning import provision_association
from services_directory.enums import Audience
from services_directory.models import ReminderStage
from services_directory.verification.reminding.stages import (
    DEFAULT_STAGES,
    Stage,
    current_stages,
    due_turns,
    last_day_to_look,
    load_stages,
)

DEFAULT = [Stage(days, audience, again) for days, again, audience in DEFAULT_STAGES]
DUE = date(2027, 3, 1)


def turns(past: int, stages: list[Stage] | None = None) -> dict[str, tuple[int, int]]:
    """By audience the day and the turn of what is due `past` days after the last day."""
    found = due_turns(stages or DEFAULT, DUE, DUE + timedelta(days=past))
    return {str(audience): (turn.stage.days, turn.number) for audience, turn in found.items()}


@pytest.mark.spec("F3")
@pytest.mark.parametrize(
    ("past", "stage"), [(-31, None), (-30, -30), (-15, -30), (-14, -14), (-4, -14), (-3, -3), (0, -3), (40, -3)]
)
def test_provider_is_due_thirty_fourteen_and_three_days_before(past: int, stage: int | None) -> None:
    assert turns(past).get("provider") == (None if stage is None else (stage, 0))


@pytest.mark.spec("F4")
@pytest.mark.parametrize(
    ("past", "keeper", "manager", "union"),
    [
        (-4, None, None, None),
        (-3, (-3, 0), None, None),
        (0, (-3, 0), None, None),
        (1, (1, 0), None, None),
        (7, (1, 0), None, None),
        (8, (1, 1), None, None),
        (15, (1, 2), (15, 0), None),
        (28, (1, 3), (15, 1), None),
        (29, (1, 4), (15, 2), (29, 0)),
        (400, (1, 57), (15, 55), (29, 53)),
    ],
)
def test_overdue_repeats_every_week_and_climbs(past: int, keeper: Any, manager: Any, union: Any) -> None:
    due = turns(past)
    assert (due.get("keeper"), due.get("manager"), due.get("union")) == (keeper, manager, union)


def test_latest_turn_wins_where_two_stages_repeat() -> None:
    stages = [Stage(1, Audience.KEEPER, 7), Stage(15, Audience.KEEPER, 3)]
    assert [turns(past, stages)["keeper"] for past in (14, 15, 18, 20, 21, 22)] == [
        (1, 1), (15, 0), (15, 1), (15, 1), (15, 2), (1, 3),
    ]  # fmt: skip


def test_nobody_looks_further_ahead_than_the_first_stage() -> None:
    assert last_day_to_look(DEFAULT, DUE) == DUE + timedelta(days=30)
    assert last_day_to_look([Stage(5, Audience.UNION)], DUE) == DUE - timedelta(days=5)
    assert last_day_to_look([], DUE) is None


@pytest.mark.spec("F3")
def test_new_installation_has_the_stages(union: Union) -> None:
    assert sorted(current_stages(), key=str) == sorted(DEFAULT, key=str)
    assert load_stages() == 0


@pytest.mark.spec("F4")
def test_unions_changes_are_not_undone(union: Union, union_admin: Any) -> None:
    client = Client(SERVER_NAME="localhost")
    client.force_login(union_admin)
    for stage in ReminderStage.objects.exclude(days=1):
        assert client.post(reverse("reminder_stages:delete", args=[stage.pk])).status_code == 302
    [left] = ReminderStage.objects.all()
    edited = client.post(
        reverse("reminder_stages:edit", args=[left.pk]), {"days": "2", "repeat_every": "5", "audience": "keeper"}
    )
    assert edited.status_code == 302
    provision_association(ico="00000051", name="Svazek nový", slug="novy", hostname="novy.localhost")
    assert current_stages() == [Stage(2, Audience.KEEPER, 5)]
    client.post(reverse("reminder_stages:delete", args=[left.pk]))
    assert load_stages() == 0
    assert current_stages() == []


@pytest.mark.spec("F4")
def test_stage_is_refused_twice_and_without_a_day_between(union_admin: Any) -> None:
    client = Client(SERVER_NAME="localhost")
    client.force_login(union_admin)
    add = reverse("reminder_stages:add")
    again = client.post(add, {"days": "-30", "repeat_every": "", "audience": "provider"})
    assert "Připomínka tohoto dne" in again.content.decode()
    never = client.post(add, {"days": "-20", "repeat_every": "0", "audience": "provider"})
    assert "dříve než" in never.content.decode()
    assert ReminderStage.objects.count() == len(DEFAULT)


@pytest.mark.parametrize("user", ["manager_a", "editor_a"])
def test_stages_are_the_unions_only(user: str, request: pytest.FixtureRequest) -> None:
    client = Client(SERVER_NAME="horni.localhost")
    client.force_login(request.getfixturevalue(user))
    assert client.get(reverse("reminder_stages:index")).status_code == 302
    assert client.post(reverse("reminder_stages:add"), {"days": "9", "audience": "union"}).status_code == 302
    assert not ReminderStage.objects.filter(days=9).exists()
