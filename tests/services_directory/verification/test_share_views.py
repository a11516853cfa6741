"""Shares of verified services in the admin: who sees what, what a day in the past shows, order, search, exports."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.tenancy.models import Association, StaffMember
from services_directory.models import Service
from services_directory.presence import follow
from services_directory.templatetags.shares import percentage, points
from services_directory.verification.shares.counting import Share
from tests.services_directory.factories import make_many, members

from .history import days_ago, public, recount

RANKING, ASSOCIATION, CLIMBED = (reverse(f"shares:{name}") for name in ("index", "association", "climbed"))
pytestmark = [pytest.mark.django_db, pytest.mark.spec("F2", "F9"), pytest.mark.only_on("postgresql")]


def signed_in(user: Any, host: str) -> Client:
    client = Client(SERVER_NAME=host)
    client.force_login(user)
    return client


@pytest.fixture
def union(union_admin: Any) -> Client:
    return signed_in(union_admin, "localhost")


@pytest.fixture
def editor(editor_a: Any) -> Client:
    return signed_in(editor_a, "horni.localhost")


@pytest.fixture
def past(association: Association, neighbour: Association) -> None:
    """Two associations with a history of some two years."""
    public(association, 640, 450, 200, 90)
    public(association, 300, since=650, until=100, place=1)
    public(association, 100, place=1)
    public(association, since=400)
    public(neighbour, 380, 210, 10, since=420)
    public(neighbour, 550)


DAYS = pytest.mark.parametrize("ago", [0, 1, 45, 120, 181, 365, 500, 699])


def cells(table: str, page: Any) -> str:
    shown: str = page.content.decode()
    return shown[shown.index(f'id="{table}"') :]


@DAYS
def test_the_ranking_of_any_day_is_a_recount_from_the_log(past: None, union: Client, ago: int) -> None:
    day = days_ago(ago)
    page = union.get(RANKING, {"day": day.isoformat()})
    expected = recount(day)
    assert {one.association.site_id: one.share for one in page.context["table"].rows} == expected
    shown = cells("ranking-h", page)
    for share in expected.values():
        assert percentage(share.percent) in shown
    assert percentage(sum(expected.values(), Share()).percent) in page.content.decode()


@DAYS
def test_an_associations_page_of_any_day_is_a_recount_from_the_log(
    past: None, association: Association, editor: Client, ago: int
) -> None:
    day = days_ago(ago)
    page = editor.get(ASSOCIATION, {"day": day.isoformat()})
    own = {place.pk for place in members(association)}
    expected = {code: share for code, share in recount(day, "municipality_id").items() if code in own}
    assert {one.municipality.pk: one.share for one in page.context["table"].rows} == expected
    for share in expected.values():
        assert percentage(share.percent) in cells("places-h", page)


def test_the_unions_numbers_open_exactly_their_lists(
    past: None, association: Association, neighbour: Association, union: Client
) -> None:
    Service.objects.filter(pk=Service.objects.earliest("pk").pk).update(check_since=days_ago(1))
    page = union.get(RANKING)
    queue, shown = reverse("verification_queue:index"), page.content.decode()
    for one in page.context["table"].rows:
        for name, key in (("overdue", "overdue"), ("to_check", "check"), ("never", "never")):
            number = getattr(one.work, name)
            address = f"{queue}?list={key}&amp;association={one.association.pk}"
            assert (address in shown) == bool(number)
            listed = union.get(address.replace("&amp;", "&"))
            assert listed.context["paginator"].count == number
        climbed = union.get(CLIMBED, {"association": one.association.pk})
        assert climbed.context["paginator"].count == one.work.climbed
        services = union.get(
            page.context["services_url"], {"state": "published", "association": one.association.pk}
        ).context["paginator"]
        assert services.count == one.share.listed


def test_a_centres_numbers_open_exactly_its_lists(past: None, editor: Client) -> None:
    page = editor.get(ASSOCIATION)
    queue, shown = reverse("verification_queue:index"), page.content.decode()
    for one in page.context["table"].rows:
        for name in ("overdue", "never"):
            address = f"{queue}?list={name}&amp;municipality={one.municipality.pk}"
            assert (address in shown) == bool(getattr(one.work, name))
            listed = editor.get(address.replace("&amp;", "&"))
            assert listed.context["paginator"].count == getattr(one.work, name)


def test_a_past_day_says_what_it_does_not_know(past: None, union: Client, editor: Client) -> None:
    for client, address in ((union, RANKING), (editor, ASSOCIATION)):
        shown = client.get(address, {"day": days_ago(90).isoformat()}).content.decode()
        assert "?list=overdue" not in shown
        assert "jsou známé jen pro dnešek" in shown


@pytest.mark.parametrize("day", ["2999-01-01", "0001-01-01", "včera", "2026-02-31", "9" * 30])
def test_a_day_that_cannot_be_shown_is_refused_in_words_and_today_is_shown(past: None, union: Client, day: str) -> None:
    page = union.get(RANKING, {"day": day})
    assert page.status_code == 200
    assert 'id="id_day_error"' in page.content.decode()
    assert page.context["day"] == timezone.localdate()


@pytest.mark.on_both
def test_the_ranking_is_sorted_by_any_column_and_unknown_values_come_last(
    association: Association, neighbour: Association, union: Client
) -> None:
    public(association, since=700)
    public(neighbour, 10, since=30)

    def first(ordering: str) -> Association:
        rows = union.get(RANKING, {"ordering": ordering}).context["table"].rows
        found: Association = rows[0].association
        return found

    assert (first(""), first("rank"), first("-rank")) == (neighbour, neighbour, association)
    by_name = sorted((association, neighbour), key=lambda one: one.sort_key)
    assert (first("name"), first("-name")) == (by_name[0], by_name[1])
    for key in ("share", "verified", "listed", "quarter", "year", "overdue", "to_check", "climbed", "never"):
        assert union.get(RANKING, {"ordering": f"-{key}"}).status_code == 200
    assert first("-share") == neighbour
    assert {first("quarter"), first("-quarter")} == {association}
    assert {first("-overdue"), first("-never"), first("-climbed")} == {association}
    assert 'aria-sort="descending"' in union.get(RANKING, {"ordering": "-share"}).content.decode()
    assert first("pk") == neighbour


@pytest.mark.on_both
def test_the_ranking_is_searched_by_name_and_keeps_the_rank(
    past: None, association: Association, union: Client
) -> None:
    Association.objects.filter(pk=association.pk).update(name="Mikroregion Žďársko")
    rank = next(one.rank for one in union.get(RANKING).context["table"].rows if one.association == association)
    page = union.get(RANKING, {"q": "zdarsko"})
    assert [(one.association, one.rank) for one in page.context["table"].rows] == [(association, rank)]
    assert "Takový název nemá žádný svazek" in union.get(RANKING, {"q": "nikdo"}).content.decode()


def rows_of(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_tables_are_exported_without_formulas(past: None, association: Association, union: Client) -> None:
    Association.objects.filter(pk=association.pk).update(name="=HYPERLINK()")
    day = days_ago(45)
    [row] = [
        row
        for row in rows_of(union.get(RANKING, {"export": "csv", "day": day.isoformat()}))
        if row["Svazek obcí"].startswith("'=")
    ]
    expected = recount(day)[association.site_id]
    assert (row["Zveřejněno"], row["Ověřeno"], float(row["Podíl"])) == (
        str(expected.listed),
        str(expected.verified),
        float(expected.percent or 0),
    )
    for address in (RANKING, ASSOCIATION, CLIMBED):
        assert union.get(address, {"export": "xlsx", "association": association.pk}).status_code == 200


def test_climbed_entries_say_whom_to_call(association: Association, union: Client) -> None:
    Association.objects.filter(pk=association.pk).update(phone="+420491000999")
    keeper = StaffMember.objects.create(site=association.site, name="Jana Nová", position="x")
    public(association, 300, keeper=keeper, name="Dávno neověřená", verify_by=days_ago(77))
    public(association, 10)
    page = union.get(CLIMBED)
    shown = page.content.decode()
    assert page.context["paginator"].count == 1
    for said in ("Dávno neověřená", "Jana Nová", "tel:+420491000999", "77"):
        assert said in shown
    [row] = rows_of(union.get(CLIMBED, {"export": "csv"}))
    assert (row["Dní po lhůtě"], row["Telefon centra"]) == ("77", "+420491000999")


def test_everybody_sees_only_their_own(
    past: None, association: Association, neighbour: Association, editor: Client, union: Client, union_reviewer: Any
) -> None:
    assert editor.get(RANKING).headers["Location"] == ASSOCIATION
    assert editor.get(CLIMBED).status_code == 302  # Wagtail leads who may not home
    assert editor.get(ASSOCIATION, {"association": neighbour.pk}).status_code == 404
    assert neighbour.name not in editor.get(ASSOCIATION).content.decode()
    assert union.get(ASSOCIATION).headers["Location"] == RANKING
    for client in (union, signed_in(union_reviewer, "localhost")):
        assert client.get(RANKING).status_code == 200
        inside = client.get(ASSOCIATION, {"association": neighbour.pk})
        assert inside.context["association"] == neighbour
        assert f"association={neighbour.pk}" in inside.content.decode()
    stranger = signed_in(get_user_model().objects.create_user("nikdo", password="x"), "horni.localhost")
    for address in (RANKING, ASSOCIATION, CLIMBED):
        assert stranger.get(address).status_code in {302, 403}


def test_an_empty_directory_says_so(association: Association, editor: Client, union: Client) -> None:
    assert "nebyla zveřejněna žádná služba" in editor.get(ASSOCIATION).content.decode()
    assert "nebyla zveřejněna žádná služba" in union.get(RANKING).content.decode()
    assert union.get(CLIMBED).status_code == 200


def age(association: Association) -> None:
    """All services of the association public for a year and long overdue."""
    services = Service.objects.filter(site=association.site)
    follow()
    services.update(verify_by=days_ago(100))


FRAME = 12
"""Queries of the admin around every page, half of them remembered outside a test's transaction (decision 36)."""


@pytest.mark.parametrize(("address", "own"), [(RANKING, 6), (CLIMBED, 9)])
def test_the_unions_pages_make_the_same_queries_for_3_and_300_services(
    association: Association, union: Client, assert_same_queries: Callable[..., int], address: str, own: int
) -> None:
    def grow(count: int, start: int = 0) -> None:
        make_many(association, count, start=start)
        age(association)

    grow(3)
    assert_same_queries(lambda: union.get(address), lambda: grow(297, 3), at_most=FRAME + own)


def test_an_associations_page_makes_the_same_queries_for_3_and_300_services(
    association: Association, editor: Client, assert_same_queries: Callable[..., int]
) -> None:
    make_many(association, 3)
    grow = lambda: make_many(association, 297, start=3)  # noqa: E731
    assert_same_queries(lambda: editor.get(ASSOCIATION), grow, at_most=FRAME + 9)


def test_shares_read_as_czech_writes_them() -> None:
    share = Share(3, 2).percent
    assert share is not None
    assert (percentage(share), percentage(None)) == ("66,6\u00a0%", "–")
    assert (points(share), points(-share), points(share - share), points(None)) == ("+66,6", "\u221266,6", "0,0", "–")
