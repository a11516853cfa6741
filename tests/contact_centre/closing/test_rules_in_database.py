"""What the database refuses of the register, whichever way a row is written (A1, ACT-4)."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import BooleanField, CharField, DateField, DateTimeField, Field, TextField
from django.utils import timezone

from contact_centre.actions import attach_file, cancel_activity
from contact_centre.enums import AttachmentKind
from contact_centre.models import Activity, ActivityAttachment, Handler
from contact_centre.row_rules import WORDS, standing_columns
from contact_centre.uploads import check_upload
from portal.core import row_rules
from portal.tenancy.models import Association

from ..factories import PDF, activity_values, make_activity, make_request, make_staff, member_of, output, upload
from .periods import closed

Way = Callable[[Activity, dict[str, Any]], None]
ENDING = {"status": "closed", "output_description": "Hotovo."}


def by_saving(activity: Activity, values: dict[str, Any]) -> None:
    row = Activity.objects.get(pk=activity.pk)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def by_update(activity: Activity, values: dict[str, Any]) -> None:
    Activity.objects.filter(pk=activity.pk).update(**values)


def by_bulk_update(activity: Activity, values: dict[str, Any]) -> None:
    row = Activity.objects.get(pk=activity.pk)
    for name, value in values.items():
        setattr(row, name, value)
    Activity.objects.bulk_update([row], [Activity._meta.get_field(name).name for name in values])


def by_sql(activity: Activity, values: dict[str, Any]) -> None:
    columns = [Activity._meta.get_field(name).column for name in values]
    given = [str(value) if isinstance(value, Decimal) else value for value in values.values()]
    assigned = ", ".join(f"{column} = %s" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE contact_centre_activity SET {assigned} WHERE id = %s", [*given, activity.pk])


WAYS = pytest.mark.parametrize("way", [by_saving, by_update, by_bulk_update, by_sql])


def ending(**changed: Any) -> dict[str, Any]:
    return {**ENDING, "closed_on": timezone.localdate(), "output_id": output().pk, **changed}


def refused(way: Way, activity: Activity, values: dict[str, Any]) -> None:
    before = Activity.objects.filter(pk=activity.pk).values().get()
    with pytest.raises(IntegrityError), transaction.atomic():
        way(activity, values)
    assert Activity.objects.filter(pk=activity.pk).values().get() == before


def put(activity: Activity, kind: str) -> ActivityAttachment:
    return attach_file(activity=activity, file=check_upload(upload("stanovisko.pdf", PDF)), kind=kind)


@pytest.mark.spec("ACT-4")
@WAYS
@pytest.mark.parametrize("handler", ["law_firm", "expert"])
def test_nothing_closes_without_the_opinion_its_handler_gives(dso_a: Association, way: Way, handler: str) -> None:
    activity = make_activity(dso_a, handled_by=Handler.objects.get(code=handler), specification="Posoudit smlouvu.")

    refused(way, activity, ending())
    put(activity, AttachmentKind.ATTACHMENT)
    refused(way, activity, ending())
    put(activity, AttachmentKind.OPINION)
    way(activity, ending())

    activity.refresh_from_db()
    assert activity.status == "closed"


@pytest.mark.spec("ACT-4")
def test_no_row_comes_in_closed_without_the_opinion(dso_a: Association) -> None:
    values = activity_values(**ending(), site=dso_a.site)
    law_firm = Handler.objects.get(code="law_firm")

    Activity.objects.bulk_create([Activity(**values, reference="X-1")])
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.bulk_create([Activity(**{**values, "handled_by": law_firm}, reference="X-2")])


@pytest.mark.spec("ACT-4")
def test_files_of_a_closed_activity_stay_as_they_are(dso_a: Association) -> None:
    activity = make_activity(dso_a, handled_by=Handler.objects.get(code="law_firm"))
    opinion, other = put(activity, AttachmentKind.OPINION), make_activity(dso_a)
    taken_back = put(other, AttachmentKind.OPINION)
    by_update(activity, ending())

    for change in ({"kind": "attachment"}, {"activity": other}, {"file": "x.pdf"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ActivityAttachment.objects.filter(pk=opinion.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        ActivityAttachment.objects.filter(pk=taken_back.pk).update(activity=activity)
    with pytest.raises(IntegrityError), transaction.atomic():
        opinion.delete()
    taken_back.delete()


@pytest.mark.spec("ACT-3")
@WAYS
def test_what_counts_of_a_closed_activity_changes_no_way(dso_a: Association, way: Way) -> None:
    activity = closed(dso_a)
    for values in (
        {"closed_on": timezone.localdate() - timedelta(days=100), "started_on": activity.started_on},
        {"is_expert_advice": not activity.is_expert_advice},
        {"hours": Decimal("7.50")},
        {"saved_czk": 1000},
        {"output_id": output("document").pk},
        {"times_reopened": 1},
    ):
        refused(way, activity, values)


def other_value(field: "Field[Any, Any]", now: Any) -> Any:
    """Another value than `now` that the column takes."""
    if isinstance(field, BooleanField):
        return not now
    if isinstance(field, DateTimeField | DateField):
        return (now or timezone.localdate()) - timedelta(days=1)
    if isinstance(field, CharField | TextField):
        return "x"
    return (now or 0) + 1


def test_every_column_of_a_closed_activity_but_its_words_stands(dso_a: Association) -> None:
    """Whatever column the register gets tomorrow stands too, unless somebody names it among the words."""
    activity = closed(dso_a)
    kept, emptied = standing_columns()
    fields = {field.column: field for field in Activity._meta.concrete_fields}
    words = {fields[name].column for name in fields if fields[name].name in WORDS}

    assert {*kept, *emptied} == fields.keys() - words
    for column in {*kept, *emptied} - {"status"}:
        field = fields[column]
        values = {field.attname: other_value(field, getattr(activity, field.attname))}
        with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
            Activity.objects.filter(pk=activity.pk).update(**values)


def test_words_of_a_closed_activity_may_lose_a_name_and_links_may_end(dso_a: Association, manager_a: Any) -> None:
    activity = closed(dso_a, responsible=make_staff(dso_a), user=manager_a)

    by_update(activity, {"title": "Konzultace", "description": "–", "output_description": "–", "search_text": ""})
    activity.refresh_from_db()
    assert activity.responsible is not None
    activity.responsible.delete()
    manager_a.delete()

    activity.refresh_from_db()
    assert (activity.responsible, activity.created_by, activity.title) == (None, None, "Konzultace")


@pytest.mark.spec("ACT-3", "A3")
@WAYS
def test_a_closed_activity_opens_again_only_counted_and_with_a_reason(dso_a: Association, way: Way) -> None:
    activity = closed(dso_a)
    opened: dict[str, Any] = {"status": "in_progress", "closed_on": None}

    refused(way, activity, opened)
    refused(way, activity, {**opened, "times_reopened": 1})
    refused(way, activity, {**opened, "reopened_because": "Chyba."})
    refused(way, activity, {**opened, "reopened_because": "Chyba.", "times_reopened": 2})
    refused(way, activity, {**opened, "reopened_because": "Chyba.", "times_reopened": 1, "status": "cancelled"})

    way(activity, {**opened, "times_reopened": 1, "reopened_because": "Chyba."})


@WAYS
def test_a_cancelled_activity_stays_cancelled(dso_a: Association, way: Way) -> None:
    activity = cancel_activity(activity=make_activity(dso_a), reason="Zapsáno dvakrát.")

    refused(way, activity, {"status": "open"})
    refused(way, activity, ending())


@pytest.mark.spec("A1")
def test_neither_an_activity_nor_its_request_is_ever_deleted(dso_a: Association) -> None:
    request = make_request(dso_a)
    alone = Activity.objects.filter(pk=make_activity(dso_a).pk)
    statements = [
        f"DELETE FROM contact_centre_activity WHERE id = {alone.get().pk}",
        f"DELETE FROM contact_centre_activity WHERE id = {request.activity_id}",
        f"DELETE FROM contact_centre_citizenrequest WHERE id = {request.pk}",
    ]

    for delete in (alone._raw_delete, lambda _using: request.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            delete("default")
    for statement in statements:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    request.refresh_from_db()
    assert (request.activity.pk, alone.count()) == (request.activity_id, 1)


def test_municipalities_of_a_closed_activity_stay(dso_a: Association) -> None:
    place, *others = dso_a.municipalities.all()
    activity = closed(dso_a, municipalities=[place])

    for change in (
        lambda: activity.municipalities.add(*others or [member_of(dso_a)]),
        lambda: activity.municipalities.remove(place),
        lambda: activity.municipalities.clear(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert list(activity.municipalities.all()) == [place]


def test_rules_that_were_lifted_for_a_migration_come_back(dso_a: Association) -> None:
    activity = closed(dso_a)

    row_rules.lift(connection)
    by_update(activity, {"hours": 5})
    row_rules.install_after_migrate(using="default")

    refused(by_update, activity, {"hours": 6})


def test_a_rule_of_another_meaning_under_a_name_is_refused() -> None:
    rule = row_rules.RowRule(name="activity_never_goes", table="x", event=row_rules.Event.DELETE, message="Jinak.")
    with pytest.raises(ValueError, match="activity_never_goes"):
        row_rules.register_row_rules(rule)
