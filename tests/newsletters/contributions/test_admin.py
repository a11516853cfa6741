"""Contributions in the admin: asking, the list of an issue, pieces by editors, whose they are (N1)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from newsletters.contributions.asking import ask
from newsletters.contributions.people import Person, own_people
from newsletters.models import Contribution, Contributor, NewsletterIssuePage
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association, Municipality

from ..factories import make_issue
from .asked import MAYOR, PIECE, SCHOOL, make_piece, village

pytestmark = [pytest.mark.django_db, pytest.mark.spec("N1"), pytest.mark.only_on("postgresql")]


def url(name: str, issue: NewsletterIssuePage) -> str:
    return reverse(f"contribution:{name}", args=[issue.pk])


def in_days(days: int) -> Any:
    return timezone.localdate() + timedelta(days=days)


def cz(day: Any) -> str:
    return f"{day.day}. {day.month}. {day.year}"


def test_the_centre_asks_its_mayors_leaves_some_out_and_adds_an_address(
    manager: Client, issue: NewsletterIssuePage, dso_a: Association
) -> None:
    village(dso_a)
    village(dso_a, "Ves", "990101", "starosta@ves.test")
    village(dso_a, "Bez starosty", "990102", "")
    page = manager.get(url("ask", issue)).content.decode()
    assert "Starosta Lhota" in page
    assert "Neznáme žádnou adresu v obcích: Bez starosty" in page
    data = {"day": cz(in_days(10)), "people": [MAYOR], "own": f"Škola Lhota <{SCHOOL}>"}
    assert manager.post(url("ask", issue), data).status_code == 302
    assert sorted(Contributor.objects.values_list("email", flat=True)) == [SCHOOL, MAYOR]
    assert Contributor.objects.get(email=MAYOR).municipality.name == "Lhota"
    letters = OutboxMessage.objects.filter(event__startswith="newsletters.contribution_ask:")
    assert sorted(letters.values_list("recipient", flat=True)) == [SCHOOL, MAYOR]
    issue.refresh_from_db()
    assert issue.contributions_until == in_days(10)
    # Who was asked isn't offered again; asking more asks only the rest.
    more = manager.get(url("ask", issue)).content.decode()
    assert MAYOR not in more
    assert "starosta@ves.test" in more


def test_what_is_wrong_with_the_asking_is_said_at_its_place(manager: Client, issue: NewsletterIssuePage) -> None:
    data = {"day": cz(in_days(-1)), "own": "Jana bez zavináče"}
    form = manager.post(url("ask", issue), data).context["form"]
    assert set(form.errors) == {"day", "own"}
    assert form["own"].value() == "Jana bez zavináče"
    nobody = manager.post(url("ask", issue), {"day": cz(in_days(3))}).context["form"]
    assert "people" in nobody.errors
    assert not Contributor.objects.exists()


def test_own_addresses_are_read_as_people_write_them() -> None:
    read = own_people('Jana Nová <jana@obec.test>\n\n Jiří Malý jiri@obec.test, \n"Škola" <jana@OBEC.test>')
    assert read == [Person("jana@obec.test", "Jana Nová"), Person("jiri@obec.test", "Jiří Malý")]


def test_an_address_is_asked_once_however_it_is_written(
    issue: NewsletterIssuePage, mayor: Contributor, manager_a: Any
) -> None:
    assert ask(issue=issue, people=[Person(MAYOR.upper())], user=manager_a) == []
    assert OutboxMessage.objects.count() == 1


def test_the_issues_page_says_who_sent_who_has_nothing_who_is_silent_and_what_came_back(
    manager: Client, mayor: Contributor, issue: NewsletterIssuePage, manager_a: Any
) -> None:
    people = [Person(f"{name}@obec.test", name.title()) for name in ("nic", "ticho", "zpet")]
    nothing, _silent, returned = ask(issue=issue, people=people, user=manager_a)
    make_piece(mayor)
    Contributor.objects.filter(pk=nothing.pk).update(has_nothing=True)
    OutboxMessage.objects.filter(recipient=returned.email).update(bounced_at=timezone.now())
    said = " ".join(manager.get(url("issue", issue)).content.decode().split())
    for words in ("přišel 1 příspěvek", "tentokrát nic", "zatím nic", "dopis se vrátil", "čeká na vaše rozhodnutí"):
        assert words in said
    assert "1 příspěvek do zpravodaje čeká" in manager.get("/admin/").content.decode().replace("\u00a0", " ")
    assert "Dětský den" in manager.get(reverse("contribution:index") + "?state=waiting").content.decode()
    editor = manager.get(reverse("wagtailadmin_pages:edit", args=[issue.pk])).content.decode()
    assert url("issue", issue) in editor
    assert "1 příspěvek čeká na vaše rozhodnutí" in editor.replace("\u00a0", " ")


def test_the_page_of_an_issue_asks_the_database_as_often_for_one_person_as_for_many(
    manager: Client,
    mayor: Contributor,
    issue: NewsletterIssuePage,
    manager_a: Any,
    assert_same_queries: Callable[..., int],
) -> None:
    make_piece(mayor)

    def grow() -> None:
        asked = ask(issue=issue, people=[Person(f"n{n}@obec.test") for n in range(20)], user=manager_a)
        for contributor in asked:
            make_piece(contributor)

    assert_same_queries(lambda: manager.get(url("issue", issue)), grow)


def test_the_closing_date_is_moved_and_an_address_is_asked_no_more(
    manager: Client, mayor: Contributor, issue: NewsletterIssuePage
) -> None:
    make_piece(mayor)
    manager.post(url("issue", issue), {"day": cz(in_days(20))})
    issue.refresh_from_db()
    assert issue.contributions_until == in_days(20)
    assert manager.post(url("issue", issue), {"day": cz(in_days(-2))}).context["form"].errors
    manager.post(url("issue", issue), {"person": mayor.pk})
    assert not Contributor.objects.exists()
    assert Contribution.objects.get().contributor is None
    lines = list(PageLogEntry.objects.filter(action__startswith="newsletters.").values_list("action", "data"))
    assert {action for action, _data in lines} >= {"newsletters.ask_contributors", "newsletters.closing_date"}
    assert MAYOR not in str(lines)


def test_an_editor_without_the_right_to_publish_writes_a_piece_that_waits_as_others(
    issue: NewsletterIssuePage, place: Municipality, editor_a: Any
) -> None:
    client = Client(HTTP_HOST="horni.localhost")
    client.force_login(editor_a)
    refused = client.post(url("add_piece", issue), {**PIECE, "title": ""})
    assert "Vstup je volný." in refused.content.decode()
    assert client.post(url("add_piece", issue), {**PIECE, "municipality": place.pk}).status_code == 302
    piece = Contribution.objects.get()
    assert (piece.state, piece.municipality, piece.author_email) == ("waiting", place, editor_a.email)
    assert "Dětský den" in client.get(url("issue", issue)).content.decode()


def test_another_association_and_the_union_see_and_change_nothing(
    mayor: Contributor, issue: NewsletterIssuePage, manager_b: Any, union_admin: Any, dso_b: Association
) -> None:
    piece = make_piece(mayor)
    make_issue(dso_b, live=False)
    paths = [url(name, issue) for name in ("issue", "ask", "add_piece")]
    paths += [reverse("contribution:inspect", args=[piece.pk]), reverse("contribution:index")]
    for user in (manager_b, union_admin):
        client = Client(HTTP_HOST="dolni.localhost")
        client.force_login(user)
        for path in paths:
            for answer in (client.get(path), client.post(path, {"do": "take", "day": cz(in_days(5)), **PIECE})):
                assert "Dětský den" not in answer.content.decode(), path
                assert MAYOR not in answer.content.decode(), path
    piece.refresh_from_db()
    assert (piece.state, Contribution.objects.count(), Contributor.objects.count()) == ("waiting", 1, 1)
