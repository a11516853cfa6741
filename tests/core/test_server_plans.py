"""Prepared queries on PostgreSQL: planned once for a connection, whatever is given; asked plainly where that fails."""

from typing import Any

import pytest
from django.db import NotSupportedError, connection, connections
from django.db.models import F, FloatField, Value
from django.utils import timezone

from portal.core import server_plans
from portal.core.prepared import Given, Prepared, given_day, given_id, given_moment, given_text
from portal.tenancy.models import Agenda, Association, Membership, Municipality

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("postgresql")]


def plans() -> dict[str, int]:
    """Statements the server keeps planned for this connection, with how often each was asked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement, generic_plans + custom_plans FROM pg_prepared_statements")
        return dict(cursor.fetchall())


@pytest.fixture
def named() -> Prepared[Agenda]:
    return Prepared[Agenda](lambda: Agenda.objects.filter(site=given_id("site"), title=given_text("title")))


def test_a_statement_is_planned_once_for_all_values(dso_a: Association, named: Prepared[Agenda]) -> None:
    Agenda.objects.create(site=dso_a.site, title="Lesy a 50 % luk")
    before = plans()
    found = [named.all(site=dso_a.site_id, title=title) for title in ("Lesy a 50 % luk", "'; --", "Voda", "%s")]
    assert [len(rows) for rows in found] == [1, 0, 0, 0]
    new = {sql: times for sql, times in plans().items() if sql not in before}
    assert list(new.values()) == [4]
    (sql,) = new
    assert '"site_id" = ($1)' in sql
    assert '"title" = ($2)' in sql


def test_what_is_the_same_each_time_stands_in_the_statement(dso_a: Association) -> None:
    agenda = Agenda.objects.create(site=dso_a.site, title="50 % pro Lhotu u lesa 100%s")
    constant = Prepared[Agenda](
        lambda: Agenda.objects.filter(site=given_id("site"), title__contains="% pro Lhotu u lesa 100%s").annotate(
            said=Value("it's 5 %"), half=Value(0.5, output_field=FloatField())
        )
    )
    (found,) = constant.all(site=dso_a.site_id)
    assert (found, found.said, found.half) == (agenda, "it's 5 %", 0.5)


def test_days_moments_numbers_and_nothing_are_given(dso_a: Association) -> None:
    joined = Prepared[Membership](lambda: Membership.objects.filter(joined_on__lte=given_day()))
    assert len(joined.all(day=timezone.localdate())) == Membership.objects.count()
    opened = Prepared[Association](lambda: Association.objects.filter(opened_at__lte=given_moment()))
    assert dso_a in opened.all(now=timezone.now())
    north = Prepared[Municipality](
        lambda: Municipality.objects.annotate(away=F("latitude") - Given("latitude", FloatField())).filter(away__gt=0)
    )
    most = Municipality.objects.filter(latitude__gt=50.25).count()
    assert len(north.all(latitude=50.25)) == most
    assert north.all(latitude=None) == []


def test_where_the_server_cannot_it_is_asked_plainly_and_that_is_noted(
    dso_a: Association, named: Prepared[Agenda], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    agenda = Agenda.objects.create(site=dso_a.site, title="Lesy")

    def fails(self: Any) -> Any:
        raise NotSupportedError("cached plan must not change result type")

    monkeypatch.setattr(server_plans.PlanningConnection, "cursor", fails)
    # In a transaction nothing can be asked after an error: the caller learns of it.
    with pytest.raises(NotSupportedError):
        named.all(site=dso_a.site_id, title="Lesy")
    with monkeypatch.context() as outside:
        outside.setattr(connections["default"], "in_atomic_block", False)
        assert named.all(site=dso_a.site_id, title="Lesy") == [agenda]
    assert "asked as a plain one from now on" in caplog.text
    assert named.all(site=dso_a.site_id, title="Lesy") == [agenda]


def test_behind_pgbouncer_nothing_is_kept_at_the_server(
    dso_a: Association, named: Prepared[Agenda], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connections["default"].settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    before = plans()
    assert named.all(site=dso_a.site_id, title="Voda") == []
    assert plans() == before
