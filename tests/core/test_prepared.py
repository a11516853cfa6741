"""Queries that are built once: the same answers as the queryset gives, whatever is asked and by whichever thread."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Count, F
from django.test.utils import CaptureQueriesContext

from portal.core.paging import CountedPaginator, PreparedRows
from portal.core.prepared import Prepared, given_day, given_id, given_text
from portal.tenancy.models import Agenda, Association, Membership, StaffMember

pytestmark = pytest.mark.django_db


@pytest.fixture
def agendas(dso_a: Association, dso_b: Association) -> None:
    Agenda.objects.all().delete()
    for association, titles in ((dso_a, ("Doprava", "Odpady")), (dso_b, ("Lesy",))):
        for title in titles:
            agenda = Agenda.objects.create(site=association.site, title=title)
            person = StaffMember.objects.create(site=association.site, name=f"Jana {title}")
            person.agendas.add(agenda)


def test_one_compiled_query_answers_for_every_value_in_one_query(
    dso_a: Association, dso_b: Association, agendas: None, queries: Callable[..., list[str]]
) -> None:
    built: list[int] = []

    @Prepared[Agenda]
    def of_site() -> Any:
        built.append(1)
        return Agenda.objects.filter(site=given_id("site")).select_related("site").order_by("title")

    answers = [of_site.all(site=association.site_id) for association in (dso_a, dso_b, dso_a)]
    assert [[agenda.title for agenda in answer] for answer in answers] == [
        ["Doprava", "Odpady"], ["Lesy"], ["Doprava", "Odpady"],
    ]  # fmt: skip
    assert len(built) == 1
    asked = queries(lambda: [agenda.site.hostname for agenda in of_site.all(site=dso_a.site_id)])
    assert len(asked) == 1
    plain = Agenda.objects.filter(site=dso_a.site_id).select_related("site").order_by("title")
    assert answers[0] == list(plain)
    assert all(one.__dict__.keys() == other.__dict__.keys() for one, other in zip(answers[0], plain, strict=True))


def test_nothing_is_kept_but_the_question(dso_a: Association, agendas: None) -> None:
    named = Prepared[Agenda](lambda: Agenda.objects.filter(site=given_id("site"), title=given_text("title")))
    assert named.first(site=dso_a.site_id, title="Doprava") is not None
    Agenda.objects.filter(title="Doprava").update(title="Silnice")
    assert named.first(site=dso_a.site_id, title="Doprava") is None
    assert named.first(site=dso_a.site_id, title="Silnice") is not None


def test_values_annotations_prefetches_and_days(dso_a: Association, agendas: None) -> None:
    counted = Prepared[tuple[str, int]](
        lambda: (
            Agenda.objects.filter(site=given_id("site")).order_by("title").values_list("title").annotate(Count("staff"))
        )
    )
    assert counted.all(site=dso_a.site_id) == [("Doprava", 1), ("Odpady", 1)]
    people = Prepared[Any](
        lambda: StaffMember.objects.filter(site=given_id("site")).annotate(called=F("name")).prefetch_related("agendas")
    )
    found = {
        person.called: [agenda.title for agenda in person.agendas.all()] for person in people.all(site=dso_a.site_id)
    }
    assert found == {"Jana Doprava": ["Doprava"], "Jana Odpady": ["Odpady"]}
    joined = Prepared[Membership](lambda: Membership.objects.filter(joined_on__lte=given_day()))
    assert len(joined.all(day=date.max)) == Membership.objects.count()
    assert joined.all(day=date(1900, 1, 1)) == []


def test_arguments_write_other_queries_and_values_must_be_said(dso_a: Association, agendas: None) -> None:
    @Prepared[Agenda]
    def sliced(first: int, end: int) -> Any:
        return Agenda.objects.filter(site=given_id("site")).order_by("title")[first:end]

    rows = PreparedRows(lambda first, end: sliced.all(first, end, site=dso_a.site_id))
    pages = [CountedPaginator(rows, 1, 2).page(number).object_list for number in (1, 2)]
    assert [[agenda.title for agenda in page] for page in pages] == [["Doprava"], ["Odpady"]]
    assert list(CountedPaginator(rows, 1, 0).get_page(1)) == []
    with pytest.raises(KeyError):
        sliced.all(0, 1)


def test_every_thread_asks_on_its_own_connection() -> None:
    first_ones = Prepared[ContentType](lambda: ContentType.objects.order_by("pk")[:3])
    here = first_ones.all()

    def elsewhere() -> tuple[Any, list[ContentType]]:
        try:
            with CaptureQueriesContext(connection) as asked:
                found = first_ones.all()
            return len(asked), found
        finally:
            connection.close()

    assert len(here) == 3
    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(elsewhere).result() == (1, here)
