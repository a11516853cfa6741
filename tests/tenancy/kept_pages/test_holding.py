"""How long a kept page holds: until its site changes or the minute is over, and never a second longer."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from home.models import StandardPage
from portal.tenancy import versions
from portal.tenancy.kept_pages import decision, known, midnight
from portal.tenancy.kept_pages.known import Facts, Known
from portal.tenancy.models import Agenda, Association, Mandate, PublicVersion, StaffMember, Union
from services_directory.models import Service
from tests.services_directory.factories import make_service

from .server import Server

pytestmark = pytest.mark.only_on("sqlite")

A, B = "horni.localhost", "dolni.localhost"


def raise_elsewhere(site: int | None) -> None:
    """Another process has published something."""
    row, _made = PublicVersion.objects.get_or_create(site=Site.objects.filter(pk=site).first())
    PublicVersion.objects.filter(pk=row.pk).update(number=F("number") + 1)


def test_publishing_a_service_leaves_other_associations_pages_kept(
    server: Server, dso_a: Association, dso_b: Association
) -> None:
    theirs = ["/", "/sluzby/", "/kontakt/odpovedi/", "/obce/"]
    ours = Union.objects.get().site.hostname
    for path in theirs:
        server.ask(path, A), server.ask(path, B)
    server.ask("/", ours)
    assert all(server.is_kept(path, A) for path in theirs)
    make_service(dso_a, name="Nová knihovna")
    assert [path for path in theirs if not server.is_kept(path, B)] == []
    assert not server.is_kept("/sluzby/", A)
    assert "Nová knihovna" in server.ask("/sluzby/", A).text
    assert not server.is_kept("/", ours), "the Union's site counts the services of all"


def change_service(a: Association) -> None:
    service = make_service(a, name="Poradna")
    assert service.live


CHANGES: dict[str, Callable[[Association], Any]] = {
    "service": change_service,
    "person": lambda a: StaffMember.objects.create(site=a.site, name="Jana Nová"),
    "agenda": lambda a: Agenda.objects.create(site=a.site, title="Odpady"),
    "association": lambda a: a.save(),
    "page": lambda a: Page.objects.child_of(a.root_page).first().specific.save_revision().publish(),
    "mandate": lambda a: Mandate.objects.create(
        municipality=a.municipalities.all()[0], person_name="Jan Starosta", valid_from=timezone.localdate()
    ),
    "redirect": lambda a: Redirect.objects.create(site=a.site, old_path="/stare", redirect_link="/"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_shows_at_once_where_it_was_made_and_nowhere_else(
    server: Server, dso_a: Association, dso_b: Association, what: str
) -> None:
    server.ask("/obce/", A), server.ask("/obce/", B)
    CHANGES[what](dso_a)
    assert not server.is_kept("/obce/", A)
    assert server.is_kept("/obce/", B)


def test_typing_a_draft_empties_nothing(server: Server, dso_a: Association) -> None:
    page = StandardPage(title="Koncept", slug="koncept")
    Page.objects.get(pk=dso_a.root_page_id).add_child(instance=page)
    server.ask("/obce/")
    page.save_revision()
    assert server.is_kept("/obce/")


def test_a_change_by_another_process_shows_within_a_second(dso_a: Association, dso_b: Association) -> None:
    server = Server(seconds=0.3)
    versions.answer_from(server.known.number_of)
    server.ask("/obce/", A), server.ask("/obce/", B)
    raise_elsewhere(dso_a.site_id)
    changed_at = time.monotonic()
    while server.is_kept("/obce/", A):
        assert time.monotonic() - changed_at < 0.3 + 0.2
        time.sleep(0.01)
    assert server.is_kept("/obce/", B)
    assert known.SECONDS == 1.0


def test_what_all_share_changes_for_all(server: Server, dso_a: Association) -> None:
    server.ask("/obce/", A), server.ask("/obce/", B)
    raise_elsewhere(None)
    assert not server.is_kept("/obce/", A)
    assert not server.is_kept("/obce/", B)


def test_what_changes_while_a_page_is_made_makes_it_outdated(
    server: Server, dso_a: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = decision.reason_against

    def changed_meanwhile(*args: Any) -> str:
        versions.touch(dso_a.site_id)
        return real(*args)

    monkeypatch.setattr("portal.tenancy.kept_pages.handler.reason_against", changed_meanwhile)
    server.ask("/obce/")
    monkeypatch.undo()
    assert not server.is_kept("/obce/")


def test_a_page_ends_with_the_minute_and_at_the_moment_its_view_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()

    class Response:
        _keep_until: Any = None

    for now in (0.0, 59.9, 60.0, 1234.5):
        assert now < decision.expires_at(Response(), now) <= now + 60
        assert decision.expires_at(Response(), now) % 60 == 0
    said = Response()
    said._keep_until = timezone.now() + timedelta(minutes=10)
    assert decision.expires_at(said) == pytest.approx(said._keep_until.timestamp())
    said._keep_until = timezone.now() + timedelta(days=10)
    assert decision.expires_at(said) <= time.time() + 3600
    assert timezone.localtime(midnight()).strftime("%H:%M") == "00:00"
    assert timezone.now() < midnight() <= timezone.now() + timedelta(hours=25)


def test_what_the_clock_ends_is_made_anew(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    server.ask("/obce/")
    assert server.is_kept("/obce/")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 61)
    assert not server.is_kept("/obce/")
    assert server.is_kept("/obce/")


@given(
    events=st.lists(
        st.tuples(st.sampled_from(["publish", "ask", "wait"]), st.floats(min_value=0.001, max_value=1.6)), max_size=40
    )
)
@settings(max_examples=100, deadline=None)
def test_no_answer_is_ever_older_than_a_second(events: list[tuple[str, float]]) -> None:
    clock, published = [100.0], [(0.0, 0)]
    facts = lambda before: Facts({1: published[-1][1]}, 0, {}, frozenset({1}))  # noqa: E731
    knowing = Known(facts, threaded=False)
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setattr(known.time, "monotonic", lambda: clock[0])
    try:
        for event, seconds in events:
            clock[0] += seconds
            if event == "publish":
                published.append((clock[0], published[-1][1] + 1))
            elif event == "ask":
                seen = knowing.fresh().version_of(1)[0]
                # Whatever was published more than a second ago is known.
                assert seen >= max(number for at, number in published if at <= clock[0] - 1.0)
    finally:
        monkeypatch.undo()


def test_the_versions_are_read_once_a_second_whatever_is_asked(dso_a: Association, queries: Any) -> None:
    server = Server(seconds=60)
    versions.answer_from(server.known.number_of)
    for path in ("/", "/obce/", "/zpravodaj/", "/neni/"):
        server.ask(path, A), server.ask(path, B)
    assert server.known.readings == 1
    assert queries(lambda: [server.ask("/", A), server.ask("/obce/", B), server.ask("/neni/", A)]) == []
    plain = queries(lambda: server.ask("/ochrana-osobnich-udaju/", A))
    assert not any("publicversion" in sql for sql in plain), "pages that are made use the same reading"


def test_a_service_that_is_moved_or_imported_shows_without_signals(
    server: Server, dso_a: Association, dso_b: Association, django_capture_on_commit_callbacks: Any
) -> None:
    service = make_service(dso_a, name="Ordinace")
    connection.run_on_commit.clear()
    server.ask("/obce/", A), server.ask("/obce/", B)
    with django_capture_on_commit_callbacks(execute=True):
        Service.objects.filter(pk=service.pk).update(name="Ordinace lékaře")
    assert not server.is_kept("/obce/", A)
    assert not server.is_kept("/obce/", B), "nobody has said whose it was"
    with django_capture_on_commit_callbacks(execute=True):
        Service.objects.filter(pk=service.pk).update(name="Ordinace")
        versions.touch(dso_a.site_id, of=(Service,))
    assert not server.is_kept("/obce/", A)
    assert server.is_kept("/obce/", B)
