"""Searches without a result: counted per association and by nothing else (S4); a word added finds from then on."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client, RequestFactory
from django.urls import reverse

from portal.tenancy.models import Association
from services_directory.kinds import add_new_words, load_kinds
from services_directory.models import SearchSynonym, ServiceKind, UnansweredQuery
from services_directory.search import unanswered
from services_directory.search.actions import add_word, adopt_word, answer_query
from services_directory.search.find import ask
from services_directory.search.guess import Guesser
from services_directory.search.unanswered import normalised, note_unanswered

from .factories import kind, make_service

LIST = "/sluzby/"


def counted(association: Association) -> dict[str, int]:
    return dict(UnansweredQuery.objects.for_association(association).values_list("text", "count"))


# --- Counting --------------------------------------------------------------------------------------
@pytest.mark.spec("S4")
def test_a_search_without_a_result_is_counted_for_its_association(
    association: Association, neighbour: Association, site_client: Client
) -> None:
    make_service(association, name="Knihovna")
    for query in ("krematorium", "  KREMATORIUM ", "knihovna"):
        assert site_client.get(LIST, {"q": query}).status_code == 200
    assert counted(association) == {"krematorium": 2}
    assert counted(neighbour) == {}


@pytest.mark.spec("S4")
def test_nothing_is_kept_of_who_asked() -> None:
    fields = {field.name for field in UnansweredQuery._meta.get_fields()}
    assert fields == {"id", "site", "text", "count", "first_on", "last_on", "resolved_on"}


@pytest.mark.spec("S4")
@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("  Krematorium  Hořice ", "krematorium hořice"),
        ("jan.novak@example.org", ""),
        ("rodné číslo 805412/1234", ""),
        ("pošta 158", "pošta 158"),
        ("12 345 6", ""),
        ("?", ""),
        ("http://example.org/x", ""),
        ("www.example.org", ""),
        ("<script>alert</script>", ""),
        ("a" * 200, "a" * 80),
    ],
)
def test_what_is_written_down_of_a_query(query: str, kept: str) -> None:
    assert normalised(query) == kept


@pytest.mark.spec("S4")
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
    ],
)
def test_robots_and_pages_fetched_in_advance_do_not_count(
    association: Association, site_client: Client, headers: dict[str, str]
) -> None:
    site_client.get(LIST, {"q": "krematorium"}, headers=headers)
    site_client.head(LIST, {"q": "krematorium"})
    assert counted(association) == {}


@pytest.mark.parametrize("more", [{"kind": "public_library"}, {"open": "1"}, {"page": "2"}, {"access": "lift"}])
def test_only_a_plain_search_counts(association: Association, site_client: Client, more: dict[str, str]) -> None:
    kind("public_library")
    make_service(association, name="Knihovna")
    site_client.get(LIST, {"q": "krematorium", **more})
    assert counted(association) == {}


def test_the_page_is_shown_even_if_it_cannot_be_counted(
    association: Association, site_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*args: Any) -> None:
        raise DatabaseError("database is locked")

    monkeypatch.setattr(unanswered, "_count", busy)
    assert site_client.get(LIST, {"q": "krematorium"}).status_code == 200
    assert counted(association) == {}


def test_a_flood_of_nonsense_pushes_only_itself_out(association: Association, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unanswered, "MOST_ROWS", 3)
    request = RequestFactory().get("/")
    for query in ("krematorium", "krematorium", "aaa", "bbb", "ccc", "ddd"):
        note_unanswered(request, association.site, query)
    assert counted(association) == {"krematorium": 2, "ccc": 1, "ddd": 1}


def test_what_was_solved_and_finds_nothing_again_is_open_again(association: Association) -> None:
    row = UnansweredQuery.objects.create(site=association.site, text="krematorium", resolved_on=date(2026, 1, 1))
    note_unanswered(RequestFactory().get("/"), association.site, "Krematorium")
    row.refresh_from_db()
    assert (row.count, row.resolved_on) == (2, None)


# --- Words -----------------------------------------------------------------------------------------
@pytest.mark.spec("S4")
def test_a_word_added_to_a_kind_answers_the_query_in_that_association_only(
    association: Association, neighbour: Association
) -> None:
    make_service(association, name="MUDr. Novák", kind="gp")
    make_service(neighbour, name="MUDr. Dvořák", kind="gp")
    query = UnansweredQuery.objects.create(site=association.site, text="felčar")
    assert answer_query(query=query, kind=kind("gp")) == 1
    query.refresh_from_db()
    assert query.resolved_on is not None
    assert [service.name for service in ask("felčaři", [association.site]).services] == ["MUDr. Novák"]
    assert not ask("felčar", [neighbour.site]).hits.exists()
    assert SearchSynonym.objects.get().text == "felčar"


def test_a_word_that_still_finds_nothing_leaves_the_query_open(association: Association) -> None:
    query = UnansweredQuery.objects.create(site=association.site, text="felčar")
    assert answer_query(query=query, kind=kind("gp")) == 0
    query.refresh_from_db()
    assert query.resolved_on is None


def test_the_union_takes_a_word_over_for_everybody(association: Association, neighbour: Association) -> None:
    make_service(association, name="MUDr. Novák", kind="gp")
    make_service(neighbour, name="MUDr. Dvořák", kind="gp")
    synonym = add_word(site=association.site, kind=kind("gp"), text="felčar")
    add_word(site=neighbour.site, kind=kind("gp"), text="Felčar")
    assert adopt_word(synonym=synonym) == 2
    assert "felčar" in kind("gp").synonyms.splitlines()
    assert not SearchSynonym.objects.exists()
    assert ask("felčar", [neighbour.site]).hits.count() == 1


def test_new_words_of_the_product_are_added_and_struck_out_ones_stay_out(association: Association) -> None:
    make_service(association, name="MUDr. Novák", kind="gp")
    practice = kind("gp")
    shipped = practice.shipped_synonyms.splitlines()
    practice.synonyms = "felčar"
    practice.save()
    add_new_words(practice, [*shipped, "léčitel", "Felčar"])
    assert kind("gp").synonyms.splitlines() == ["felčar", "léčitel"]
    assert ask("léčitel", [association.site]).hits.count() == 1
    load_kinds()
    assert kind("gp").synonyms.splitlines() == ["felčar", "léčitel"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("zubařčin", "dentist"), ("knihovník", "public_library"), ("popelárna", "municipal_services"), ("xqzw", None)],
)
def test_the_likeliest_kind_is_offered(association: Association, text: str, code: str | None) -> None:
    kind("gp")
    guess = Guesser().guess(text)
    assert (guess and guess.code) == code


# --- The admin -------------------------------------------------------------------------------------
@pytest.fixture
def editor(editor_a: Any) -> Client:
    client = Client(SERVER_NAME="horni.localhost")
    client.force_login(editor_a)
    return client


@pytest.mark.spec("S4")
def test_the_editor_adds_a_word_with_one_click(association: Association, editor: Client) -> None:
    make_service(association, name="MUDr. Zoubek", kind="dentist")
    query = UnansweredQuery.objects.create(site=association.site, text="zubařčin", count=7)
    page = editor.get(reverse("unanswered_queries:index")).content.decode()
    assert "zubařčin" in page
    assert "Zubní lékař" in page
    answer = editor.post(
        reverse("unanswered_queries:accept", args=[query.pk]), {"kind": kind("dentist").pk}, follow=True
    )
    query.refresh_from_db()
    assert query.resolved_on is not None
    assert "?q=zuba%C5%99%C4%8Din" in answer.content.decode()
    assert ask("zubařčin", [association.site]).hits.count() == 1


def test_the_editor_chooses_another_kind_and_a_shorter_word(association: Association, editor: Client) -> None:
    make_service(association, name="MUDr. Novák", kind="gp")
    query = UnansweredQuery.objects.create(site=association.site, text="felčar hořice")
    url = reverse("unanswered_queries:edit", args=[query.pk])
    assert "felčar hořice" in editor.get(url).content.decode()
    answer = editor.post(url, {"word": "felčar", "kind": kind("gp").pk})
    assert answer.status_code == 302
    assert SearchSynonym.objects.get().text == "felčar"
    query.refresh_from_db()
    assert query.resolved_on is not None


def test_a_kind_without_services_here_is_not_offered(
    association: Association, neighbour: Association, editor: Client
) -> None:
    make_service(neighbour, name="MUDr. Zoubek", kind="dentist")
    query = UnansweredQuery.objects.create(site=association.site, text="zubař")
    page = editor.get(reverse("unanswered_queries:index")).content.decode()
    assert "Zubní lékař: v přehledu zatím žádná služba" in page
    assert reverse("unanswered_queries:accept", args=[query.pk]) not in page


def test_the_editor_throws_nonsense_away(association: Association, editor: Client) -> None:
    query = UnansweredQuery.objects.create(site=association.site, text="asdfgh")
    editor.post(reverse("unanswered_queries:delete", args=[query.pk]))
    assert counted(association) == {}


def test_words_are_kept_in_the_admin_and_the_index_follows(association: Association, editor: Client) -> None:
    make_service(association, name="MUDr. Novák", kind="gp")
    make_service(association, name="MUDr. Zoubek", kind="dentist")
    editor.post(reverse("search_synonyms:add"), {"text": "felčar", "kind": kind("gp").pk})
    synonym = SearchSynonym.objects.get()
    assert synonym.site == association.site
    assert [s.name for s in ask("felčar", [association.site]).services] == ["MUDr. Novák"]
    editor.post(reverse("search_synonyms:edit", args=[synonym.pk]), {"text": "felčar", "kind": kind("dentist").pk})
    assert [s.name for s in ask("felčar", [association.site]).services] == ["MUDr. Zoubek"]
    editor.post(reverse("search_synonyms:delete", args=[synonym.pk]))
    assert not ask("felčar", [association.site]).hits.exists()


def test_only_the_union_takes_words_over(association: Association, editor: Client, union_admin: Any) -> None:
    make_service(association, name="MUDr. Novák", kind="gp")
    synonym = add_word(site=association.site, kind=kind("gp"), text="felčar")
    url = reverse("search_synonyms:adopt", args=[synonym.pk])
    assert url not in editor.get(reverse("search_synonyms:index")).content.decode()
    editor.post(url)
    assert SearchSynonym.objects.exists()
    union = Client(SERVER_NAME="localhost")
    union.force_login(union_admin)
    page = union.get(reverse("search_synonyms:index")).content.decode()
    assert url in page
    assert association.short_name in page
    union.post(url)
    assert not SearchSynonym.objects.exists()
    assert "felčar" in ServiceKind.objects.get(code="gp").synonyms


def test_the_list_of_searches_costs_the_same_for_many(
    association: Association, editor: Client, assert_same_queries: Callable[..., int]
) -> None:
    kind("gp")

    def add(start: int, end: int) -> None:
        UnansweredQuery.objects.bulk_create(
            UnansweredQuery(site=association.site, text=f"dotaz {n}") for n in range(start, end)
        )

    add(0, 3)
    assert_same_queries(lambda: editor.get(reverse("unanswered_queries:index")), lambda: add(3, 300))
