"""Every change of an activity leaves a line with the old and the new value (A3)."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from contact_centre.actions import (
    answer_hand_over,
    assign_request,
    attach_file,
    cancel_activity,
    change_activity,
    close_activity,
    forget_request,
    merge_duplicate,
    remove_file,
    reopen_activity,
    reopen_request,
    start_request,
)
from contact_centre.closing.words import MayorWord
from contact_centre.enums import ActivityStatus, ChangeKind, HandOverState
from contact_centre.history import FACTS, MUNICIPALITIES
from contact_centre.history_words import LABELS
from contact_centre.models import Activity, ActivityChange, ActivitySubarea, ActivityTrigger, Handler, Project
from contact_centre.register.changing import CHANGEABLE
from contact_centre.uploads import check_upload
from portal.core.append_only import AppendOnlyError
from portal.tenancy.models import Association

from ..browser import get
from ..closing.endings import resolved
from ..factories import PDF, make_activity, make_request, make_staff, member_of, output, upload
from ..handover.cases import handed_over, written

ENDING = frozenset({"closed_on", "output", "output_description"})
"""What closing fills in, and reopening empties."""
NO_VALUES = {
    "id": "names the row",
    "site": "never changes",
    "reference": "never changes",
    "created_by": "the line of opening says who",
    "created_at": "the line of opening says when",
    "closed_by": "the line of closing says who",
    "times_reopened": "the lines of reopening are as many",
    "reopened_because": "the reason of the lines of reopening",
    "search_text": "folded from other fields",
}
"""Fields without lines of their own, and why."""
NO_WORD = MayorWord.not_told("Volby.")


def kinds(activity: Activity) -> list[str]:
    """What happened, the oldest first, each once in a row."""
    found: list[str] = []
    for kind in activity.changes.order_by("at", "pk").values_list("kind", flat=True):
        if found[-1:] != [kind]:
            found.append(kind)
    return found


def changed_of(activity: Activity, association: Association) -> dict[str, Any]:
    """Another value for each field that a form changes; the project and pages are tried by their own tests."""
    subarea = ActivitySubarea.objects.exclude(area=activity.area_id).select_related("area").first()
    return {
        "title": "Jiný název",
        "started_on": activity.started_on - timedelta(days=1),
        "trigger": ActivityTrigger.objects.exclude(pk=activity.trigger_id).exclude(code="follow_up").first(),
        "area": subarea.area,
        "subarea": subarea,
        "description": "Jiný popis",
        "handled_by": Handler.objects.get(code="law_firm"),
        "responsible": make_staff(association),
        "status": ActivityStatus.WAITING,
        "is_expert_advice": not activity.is_expert_advice,
        "specification": "Posoudit smlouvu.",
        "hours": Decimal("1.50"),
        "legal_hours": Decimal("2.00"),
        "saved_czk": 1000,
        "brought_czk": 2000,
        "municipalities": [member_of(association)],
    }


@pytest.mark.spec("A3")
def test_every_field_of_the_register_is_written_down_or_says_why_not() -> None:
    """A field added tomorrow fails here until its values are kept, or somebody says where else they are."""
    fields = {field.name for field in (*Activity._meta.concrete_fields, *Activity._meta.many_to_many)}

    assert fields - NO_VALUES.keys() == {*FACTS, MUNICIPALITIES}
    assert not NO_VALUES.keys() - fields
    assert {*CHANGEABLE, *ENDING} == {*FACTS, MUNICIPALITIES}


@pytest.mark.spec("A3")
def test_changing_each_field_leaves_a_line_with_what_was_and_what_is(dso_a: Association, manager_a: Any) -> None:
    earlier, activity = make_activity(dso_a), make_activity(dso_a)
    values = {**changed_of(activity, dso_a), "follows": earlier}
    assert CHANGEABLE - values.keys() == {"source", "source_page", "project", "project_part", "project_output"}
    before = {name: read(activity) for name, read in FACTS.items()}

    change_activity(activity=activity, user=manager_a, **values)

    lines = {line.field: line for line in activity.changes.filter(kind=ChangeKind.CHANGED)}
    now = Activity.objects.get(pk=activity.pk)
    assert lines.keys() == values.keys()
    for name in values.keys() - {MUNICIPALITIES}:
        assert (lines[name].old, lines[name].new) == (before[name], FACTS[name](now)), name
        assert lines[name].old != lines[name].new
    assert (lines[MUNICIPALITIES].old, lines[MUNICIPALITIES].new) == ("", member_of(dso_a).name)
    assert {line.user_key for line in lines.values()} == {str(manager_a.pk)}


@pytest.mark.spec("A3")
def test_a_project_and_its_part_leave_their_lines(dso_a: Association) -> None:
    project = Project.objects.create(site=dso_a.site, name="Společný svoz", description="Svoz odpadu.")
    activity = make_activity(dso_a)

    change_activity(
        activity=activity, source="project", project=project, project_part="output", project_output="Studie"
    )

    lines = {line.field: (line.old, line.new) for line in activity.changes.filter(kind=ChangeKind.CHANGED)}
    assert lines == {
        "source": ("own", "project"),
        "project": ("", "Společný svoz"),
        "project_part": ("", "output"),
        "project_output": ("", "Studie"),
    }


@pytest.mark.spec("A3")
def test_each_verb_of_the_register_leaves_its_line(dso_a: Association, manager_a: Any) -> None:
    activity = make_activity(dso_a, user=manager_a)
    attachment = attach_file(activity=activity, file=check_upload(upload("a.pdf", PDF)), user=manager_a)
    remove_file(attachment=attachment, user=manager_a)
    change_activity(activity=activity, title="Jinak", user=manager_a)
    close_activity(activity=activity, output=output(), output_description="Hotovo.", user=manager_a, hours=Decimal(3))
    reopen_activity(activity=activity, reason="Chyba.", user=manager_a)
    cancel_activity(activity=activity, reason="Zapsáno dvakrát.", user=manager_a)

    assert kinds(activity) == ["opened", "file_added", "file_removed", "changed", "closed", "reopened", "cancelled"]
    lines = activity.changes.all()
    assert lines.get(kind=ChangeKind.FILE_ADDED).new == lines.get(kind=ChangeKind.FILE_REMOVED).old == "a.pdf"
    closing = {line.field: line.new for line in lines.filter(kind=ChangeKind.CLOSED)}
    assert closing.keys() == {"status", "closed_on", "output", "output_description", "hours"}
    assert closing["closed_on"] == timezone.localdate().isoformat()
    assert lines.get(kind=ChangeKind.CANCELLED).reason == "Zapsáno dvakrát."
    assert set(lines.values_list("user_key", flat=True)) == {str(manager_a.pk)}


@pytest.mark.spec("A3", "CIT-4")
def test_what_happens_to_a_request_leaves_lines_of_its_activity(dso_a: Association) -> None:
    ended = resolved(make_request(dso_a, email="jana@example.org"), word=NO_WORD)
    reopen_request(request=ended, reason="Zase nesvítí.")
    assert kinds(ended.activity) == ["opened", "closed", "reopened"]

    given, first = make_request(dso_a), make_request(dso_a)
    assign_request(request=given, person=make_staff(dso_a, name="Petra Poradná"))
    start_request(request=given)
    merge_duplicate(request=given, into=first)
    assert kinds(given.activity) == ["opened", "changed", "cancelled"]
    changed = given.activity.changes.filter(kind=ChangeKind.CHANGED).values_list("field", "old", "new")
    assert set(changed) == {("responsible", "", "Petra Poradná, manažerka"), ("status", "open", "in_progress")}
    assert first.reference in given.activity.changes.get(kind=ChangeKind.CANCELLED).reason

    hand_over = handed_over(written(dso_a))
    answer_hand_over(hand_over=hand_over, state=HandOverState.ACCEPTED, answer="", answered_by="Petr Svoboda")
    activity = hand_over.request.activity
    assert kinds(activity) == ["opened", "changed", "closed"]
    assert activity.changes.get(kind=ChangeKind.CHANGED).new == ActivityStatus.WAITING


@pytest.mark.spec("A3", "R9")
def test_forgetting_takes_names_out_of_the_lines_and_leaves_one_of_its_own(dso_a: Association) -> None:
    request = make_request(dso_a, name="Jana Nováková", email="jana@example.org")
    change_activity(activity=request.activity, description="Volala Jana Nováková.")
    resolved(request, word=NO_WORD)
    count = request.activity.changes.count()

    forget_request(request=request, user=None, reason="Žádost podle čl. 17")

    lines = request.activity.changes.all()
    assert lines.count() == count + 1
    assert not [line for line in lines if "Novákov" in line.old + line.new + line.reason]
    assert lines.get(reason="Údaje odesílatele podání byly odstraněny.").user_name == ""
    assert Activity.objects.get(request=request).status == ActivityStatus.CLOSED


@pytest.mark.spec("A3")
def test_lines_are_neither_changed_nor_deleted(dso_a: Association) -> None:
    activity = make_activity(dso_a)
    line = activity.changes.get()
    line.new = "jinak"

    for change in (
        line.save,
        line.delete,
        lambda: activity.changes.all().update(new="jinak"),
        lambda: activity.changes.all().delete(),
        lambda: ActivityChange.objects.bulk_update([line], ["new"]),
    ):
        with pytest.raises(AppendOnlyError):
            change()
    for statement in (
        "UPDATE contact_centre_activitychange SET new = 'jinak' WHERE id = %s",
        "UPDATE contact_centre_activitychange SET user_name = '' || 'x' WHERE id = %s",
        "DELETE FROM contact_centre_activitychange WHERE id = %s",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [line.pk])
    assert ActivityChange.objects.get(pk=line.pk).new == ""


@pytest.mark.spec("A3")
def test_the_page_tells_each_step_in_czech_the_newest_first(admin: Client, dso_a: Association, manager_a: Any) -> None:
    activity = make_activity(dso_a, user=manager_a)
    values = {"is_expert_advice": False, "hours": Decimal("12.50"), "saved_czk": 1200000, "status": "waiting"}
    change_activity(activity=activity, user=manager_a, **values)
    close_activity(activity=activity, output=output(), output_description="Hotovo.", user=manager_a)
    reopen_activity(activity=activity, reason="Chyba v částce.", user=manager_a)

    response = get(admin, "activities:history", activity.pk)

    events = response.context["events"]
    assert [event.title for event in events] == ["Znovu otevřena", "Ukončena", "Změněna", "Zahájena"]
    assert events[0].reason == "Chyba v částce."
    changed = {each.label: (each.old, each.new) for each in events[2].differences}
    assert changed["Odborné poradenství"] == ("ano", "ne")
    assert changed["Hodiny práce"] == ("", "12,5")
    assert changed["Ušetřené peníze (Kč)"][1].split() == ["1", "200", "000"]
    assert changed["Stav"] == ("zahájená", "čeká na vyjádření")
    assert {each.label for each in events[1].differences} >= {"Stav", "Ukončeno", "Výstup"}
    assert all(name in LABELS for name in (*FACTS, MUNICIPALITIES))
    assert events[0].who == (manager_a.get_full_name() or manager_a.get_username())


def test_the_history_asks_as_little_however_long_it_is(
    admin: Client, dso_a: Association, assert_same_queries: Any
) -> None:
    activity = make_activity(dso_a)

    def grow() -> None:
        for number in range(4):
            change_activity(activity=activity, title=f"Název {number}", hours=number)

    assert_same_queries(lambda: get(admin, "activities:history", activity.pk), grow)
