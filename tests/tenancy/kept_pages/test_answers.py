"""What is answered from memory: whole, its head, that it hasn't changed, packed as the browser takes it."""

import pytest

from portal.tenancy.models import Association

from .server import Server

pytestmark = pytest.mark.only_on("sqlite")


def test_the_second_visitor_gets_the_same_page_without_django_and_without_a_query(
    server: Server, queries: object
) -> None:
    first = server.ask("/")
    asked = queries(lambda: server.ask("/"))  # type: ignore[operator]
    second = server.ask("/")
    assert server.results == ["miss", "hit", "hit"]
    assert (first.status, first.text, first["ETag"]) == (second.status, second.text, second["ETag"])
    assert ["publicversion" in sql for sql in asked] == [True], "only whether it still holds is asked"
    assert second["Content-Security-Policy"] == first["Content-Security-Policy"] != ""
    assert not second["X-Request-ID"], "that was another request's"


@pytest.mark.parametrize("accepts", ["", "gzip", "gzip, deflate, br", "br;q=0, gzip", "identity", "gzip;q=0"])
def test_it_comes_packed_as_the_browser_takes_it(server: Server, accepts: str) -> None:
    plain = server.ask("/obce/").text
    answer = server.ask("/obce/", Accept_Encoding=accepts)
    assert server.results[-1] == "hit"
    wanted = {"gzip": "gzip", "gzip, deflate, br": "br", "br;q=0, gzip": "gzip"}.get(accepts, "")
    assert answer["Content-Encoding"] == wanted
    assert answer.text == plain
    assert int(answer["Content-Length"]) == len(answer.raw)
    assert "Accept-Encoding" in answer["Vary"]


def test_who_comes_first_with_gzip_gets_what_django_has_packed(server: Server) -> None:
    first = server.ask("/obce/", Accept_Encoding="gzip, br")
    assert (first["Content-Encoding"], server.ask("/obce/", Accept_Encoding="gzip, br")["Content-Encoding"]) == (
        "gzip",
        "br",
    )


def test_a_page_that_has_not_changed_is_not_sent_again(server: Server, dso_a: Association) -> None:
    tag = server.ask("/obce/")["ETag"]
    for sent in (tag, f'"other", {tag}', tag.removeprefix("W/"), "*"):
        answer = server.ask("/obce/", If_None_Match=sent)
        assert (answer.code, answer.raw, answer["ETag"]) == (304, b"", tag), sent
        assert not answer["Content-Length"]
        assert not answer["Content-Type"]
    assert server.ask("/obce/", If_None_Match='"other"').code == 200
    dso_a.phone = "+420491000777"
    dso_a.save()
    changed = server.ask("/obce/", If_None_Match=tag)
    assert (changed.code, server.results[-1]) == (200, "miss")
    assert server.ask("/obce/", If_None_Match=changed["ETag"]).code == 304


def test_the_head_of_a_page_has_its_headers_and_no_body(server: Server) -> None:
    page = server.ask("/obce/")
    head = server.ask("/obce/", method="HEAD")
    assert (head.status, head.raw, server.results[-1]) == ("200 OK", b"", "hit")
    assert head.headers == page.headers
    fresh = server.ask("/zpravodaj/", method="HEAD")
    assert (fresh.code, server.results[-1]) == (200, "miss")
    assert server.is_kept("/zpravodaj/") is False, "HEAD leaves nothing behind"


def test_addresses_that_lead_nowhere_or_on_are_kept_too(server: Server) -> None:
    nowhere = server.ask("/neni/")
    assert (nowhere.code, server.is_kept("/neni/")) == (404, True)
    assert server.ask("/neni/").code == 404
    on = server.ask("/obce")
    assert (on.code, on["Location"], server.is_kept("/obce")) == (301, "/obce/", True)
    assert server.ask("/obce")["Location"] == "/obce/"


def test_browsers_ask_each_time_whether_their_copy_holds(server: Server) -> None:
    assert server.ask("/")["Cache-Control"] == "no-cache"
    assert server.ask("/zpravodaj/atom/")["Cache-Control"] == "public, max-age=300", "what the view says stays"


def test_guessing_addresses_pushes_no_page_out_and_fills_no_memory(dso_a: Association, dso_b: Association) -> None:
    server = Server(entries=12)
    assert server.is_kept("/obce/") is False
    for number in range(8):
        server.ask(f"/neni-{number}/")
        server.ask(f"/obce/?x={number}")
    assert len(server.memory) <= 12
    assert len(server.memory.others) <= 3
    assert server.is_kept("/obce/")


def test_what_only_tells_where_somebody_came_from_makes_no_page_of_its_own(server: Server) -> None:
    server.ask("/obce/")
    assert server.is_kept("/obce/?fbclid=abc&utm_source=letter")
    server.ask("/sluzby/?page=1")
    assert server.is_kept("/sluzby/?utm_medium=mail&page=1")
    assert not server.is_kept("/sluzby/?page=1&fbclidx=1")
