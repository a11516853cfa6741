"""The list of requests: its order, its named lists and their numbers, search, export, several at once."""

from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from contact_centre.actions import assign_request, merge_duplicate, pause_request
from contact_centre.enums import HeldBecause, RequestStatus
from contact_centre.inbox.filters import RequestFilterSet
from contact_centre.inbox.lists import InboxList, numbers
from contact_centre.inbox.waiting import list_url
from contact_centre.inbox.words import Level, day_of
from contact_centre.models import CitizenRequest
from portal.core.working_days import add_working_days
from portal.tenancy.models import Association

from ..browser import HOST, get
from ..factories import make_request, make_staff, member_of

pytestmark = pytest.mark.django_db


def rows(response: Any) -> list[CitizenRequest]:
    return list(response.context["object_list"])


def set_due(request: CitizenRequest, days: int) -> CitizenRequest:
    """`days` working days from today, before it for a negative number."""
    request.due_on = add_working_days(timezone.localdate(), days)
    request.save(update_fields=["due_on"])
    return request


@pytest.mark.spec("R7")
def test_overdue_stands_on_top_then_by_the_day_and_the_rest_below(admin: Client, dso_a: Association) -> None:
    first, done = set_due(make_request(dso_a), 9), make_request(dso_a)
    merge_duplicate(request=done, into=first)
    held = make_request(dso_a, held_because=[HeldBecause.TRAP])
    still, today, late = make_request(dso_a), set_due(make_request(dso_a), 0), set_due(make_request(dso_a), -3)
    pause_request(request=still, reason="čekáme")

    response = get(admin, "citizen_requests:index")

    assert rows(response) == [late, today, first, still, held, done]
    page = response.content.decode()
    for level in (Level.LATE, Level.TODAY, Level.CALM, Level.STILL):
        assert f"inbox-day--{level.value}" in page


@pytest.mark.spec("R7")
@pytest.mark.parametrize(("days", "level"), [(-2, Level.LATE), (0, Level.TODAY), (1, Level.CALM), (4, Level.CALM)])
def test_the_day_is_told_in_words(dso_a: Association, days: int, level: Level) -> None:
    request = make_request(dso_a)
    # From a working day, so that the count is the same whenever the test runs.
    today = add_working_days(timezone.localdate(), 1)
    request.due_on = add_working_days(today, days)

    day = day_of(request, today)

    assert day.level is level
    assert (str(abs(days)) in day.text) == bool(days)


@pytest.mark.spec("U1", "R7")
def test_each_number_opens_exactly_its_list(
    admin: Client, dso_a: Association, dso_b: Association, manager_a: Any
) -> None:
    mine = make_request(dso_a)
    assign_request(request=mine, person=make_staff(dso_a, user=manager_a))
    set_due(make_request(dso_a), -2)
    pause_request(request=make_request(dso_a), reason="čekáme")
    make_request(dso_a, held_because=[HeldBecause.LINKS])
    make_request(dso_b)

    counts = numbers(CitizenRequest.objects.for_user(manager_a), manager_a)

    assert counts == {
        "": 4,
        InboxList.OPEN: 4,
        InboxList.LOOK: 1,
        InboxList.NEW: 2,
        InboxList.MINE: 1,
        InboxList.OVERDUE: 1,
        InboxList.PAUSED: 1,
        InboxList.HANDED: 0,
        InboxList.RETURNED: 0,
    }
    tabs = get(admin, "citizen_requests:index").context["tabs"]
    assert [tab.count for tab in tabs] == list(counts.values())
    assert [tab.url for tab in tabs[1:]] == [list_url(which) for which in InboxList]
    for tab in tabs:
        assert len(rows(admin.get(tab.url, **HOST))) == tab.count


@pytest.mark.parametrize("words", ["LAMPA kapličky", "svobodová", "SVOBODOVA", "zuzana@", "777 123", "lampa zuzana"])
def test_search_finds_words_and_people_whatever_the_diacritics(dso_a: Association, words: str) -> None:
    make_request(dso_a, text="Chybí košťál na hřišti.")
    wanted = make_request(dso_a, name="Zuzana Svobodová", email="zuzana@example.org", phone="+420777123456")

    assert list(CitizenRequest.objects.matching(words)) == [wanted]
    assert not CitizenRequest.objects.matching(f"{words} nikde").exists()


def test_the_list_shows_neither_names_nor_words_of_citizens(admin: Client, dso_a: Association) -> None:
    wanted = make_request(dso_a, name="Zuzana Svobodová", email="zuzana@example.org")

    response = get(admin, "citizen_requests:index", q="svobodova")

    assert rows(response) == [wanted]
    page = response.content.decode()
    assert not any(secret in page for secret in ("Zuzana Svobodová", "zuzana@example.org", "Nesvítí"))


def test_filters_narrow_the_list(dso_a: Association, manager_a: Any, rf: RequestFactory) -> None:
    phoned = make_request(dso_a, channel="phone", kind="question")
    given = make_request(dso_a)
    person = make_staff(dso_a, user=manager_a)
    assign_request(request=given, person=person)
    request = rf.get("/")
    request.user = manager_a

    today = timezone.localdate().isoformat()
    for query, expected in (
        ({"channel": "phone"}, [phoned]),
        ({"assignee": "mine"}, [given]),
        ({"assignee": str(person.pk)}, [given]),
        ({"assignee": "nobody"}, [phoned]),
        ({"kind": "question"}, [phoned]),
        ({"due_on_to": today}, []),
        ({"received_at_from": today, "municipality": member_of(dso_a).pk, "status": "registered"}, [phoned, given]),
    ):
        filters = RequestFilterSet(data=QueryDict(urlencode(query)), request=request, queryset=CitizenRequest.objects)
        assert filters.is_valid(), query
        assert set(filters.qs) == set(expected), query


def test_the_export_holds_nobodys_data(admin: Client, dso_a: Association) -> None:
    request = make_request(dso_a, name="Zuzana Svobodová", email="zuzana@example.org", place="U kapličky 3")

    response = get(admin, "citizen_requests:index", export="csv")
    text = b"".join(response.streaming_content).decode()

    assert request.reference in text
    assert not any(secret in text for secret in ("Zuzana", "zuzana@", "kapličky", "Nesvítí"))


def test_several_are_given_to_one_person_and_let_in_at_once(admin: Client, dso_a: Association) -> None:
    person = make_staff(dso_a)
    requests = [make_request(dso_a), make_request(dso_a)]
    held = make_request(dso_a, held_because=[HeldBecause.LINKS])

    def at_once(action: str, chosen: list[CitizenRequest], **data: Any) -> Any:
        address = reverse("wagtail_bulk_action", args=["contact_centre", "citizenrequest", action])
        query = "&".join(f"id={request.pk}" for request in chosen)
        return admin.post(f"{address}?{query}&next={reverse('citizen_requests:index')}", data, **HOST)

    assert at_once("assign", [*requests, held], person=person.pk).status_code == 302
    assert at_once("release", [held]).status_code == 302

    for request in requests:
        request.refresh_from_db()
        assert request.activity is not None
        assert request.activity.responsible == person
    held.refresh_from_db()
    assert held.status == RequestStatus.REGISTERED


def test_the_list_asks_the_database_as_often_for_many(
    admin: Client, dso_a: Association, assert_same_queries: Any
) -> None:
    def send(number: int) -> None:
        for _n in range(number):
            make_request(dso_a)

    send(3)
    assert_same_queries(lambda: get(admin, "citizen_requests:index"), lambda: send(7), at_most=21)


def test_an_address_that_makes_no_sense_shows_the_list(admin: Client, dso_a: Association) -> None:
    make_request(dso_a)

    query = {"list": "nonsense", "ordering": "text", "assignee": "abc", "received_at_from": "yesterday", "p": "x"}
    assert get(admin, "citizen_requests:index", **query).status_code == 200
