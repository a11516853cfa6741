"""What the public pages ask the database: little, and as much for 300 rows as for 3 (issue: speed, queries)."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone, translation

from portal.core import prepared
from portal.tenancy import frame
from portal.tenancy.models import Association, Union
from tests.meetings.factories import make_many_meetings, make_meeting
from tests.newsletters.factories import make_issue, make_many_issues
from tests.services_directory.factories import make_many

pytestmark = pytest.mark.django_db

AT_MOST = {
    "/": 8,
    "/sluzby/": 6,
    "/sluzby/?q=sluzba": 6,
    "/sluzby/?q=sluzba&kind=public_library": 6,
    "/sluzby/sluzba-001/": 5,
    "/zpravodaj/": 2,
    "/setkani/": 4,
    "/kontakt/": 7,
}
"""Queries of a page on a site that was visited before; one of them asks for the site's version.

The form's choices are remembered outside of transactions only: at work the contact page makes one query, here seven.
"""
COLD = 45
"""Queries of the first page after a change: it reads what all pages of the site share."""


@pytest.fixture
def site(client: Client, dso_a: Association) -> Callable[[str], Any]:
    make_many(dso_a, 3)
    make_issue(dso_a)
    make_meeting(dso_a)
    make_many_issues(dso_a, 2)
    make_many_meetings(dso_a, 2, days=-20)
    return partial(_visit, client, dso_a.site.hostname)


def _visit(client: Client, host: str, path: str) -> Any:
    answer = client.get(path, headers={"host": host})
    assert answer.status_code == 200, path
    return answer


def grow(association: Association) -> None:
    make_many(association, 297, start=3)
    make_many_issues(association, 12, first=200)
    make_many_meetings(association, 24, days=-300)


def test_pages_ask_little_and_no_more_for_300_rows_than_for_3(
    site: Callable[[str], Any], dso_a: Association, queries: Callable[..., list[str]]
) -> None:
    def asked() -> dict[str, list[str]]:
        for path in AT_MOST:
            site(path)
        return {path: queries(partial(site, path)) for path in AT_MOST}

    before = asked()
    for path, made in before.items():
        assert len(made) <= AT_MOST[path], f"{path}: {len(made)}\n" + "\n".join(made)
        assert path == "/kontakt/" or len(made) == len(set(made)), f"{path} asks twice:\n" + "\n".join(made)
    grow(dso_a)
    cold = {path: len(queries(partial(_afresh, site, path))) for path in AT_MOST}
    assert max(cold.values()) <= COLD, cold
    assert {path: len(made) for path, made in asked().items()} == {path: len(made) for path, made in before.items()}


def _afresh(site: Callable[[str], Any], path: str) -> None:
    frame.forget()
    site(path)


@pytest.mark.only_on("sqlite")
def test_the_unions_home_asks_one_question(
    client: Client, union: Union, dso_a: Association, queries: Any, django_capture_on_commit_callbacks: Any
) -> None:
    make_many(dso_a, 3)
    look: Callable[[], Any] = partial(_visit, client, union.site.hostname, "/")
    look()
    assert len(queries(look)) == 1
    with django_capture_on_commit_callbacks(execute=True):
        make_many(dso_a, 4, start=3)
    assert ">7</span>" in look().content.decode().split("figures")[1].split("</ul>")[0]


@pytest.mark.only_on("sqlite")
def test_no_prepared_query_keeps_a_day_a_moment_or_a_language(
    site: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a queryset looked up while it was built would be asked for ever after."""
    plans: list[dict[Any, Any]] = []
    compiled = prepared.Prepared._compiled

    def noted(query: Any, alias: str, *arguments: Any) -> Any:
        plan = compiled(query, alias, *arguments)
        literal = [item for item in plan.parameters if not isinstance(item, prepared.GivenLater)]
        plans[-1][query.build.__module__, query.build.__qualname__, arguments] = (plan.sql, literal)
        return plan

    monkeypatch.setattr(prepared.Prepared, "_compiled", noted)
    for days, language in ((0, "cs"), (40, "en")):
        plans.append({})
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False), translation.override(language):
            prepared.forget()
            frame.forget()
            for path in AT_MOST:
                site(path)
    both = plans[0].keys() & plans[1].keys()
    assert len(both) >= 10
    assert {name: plans[0][name] for name in both} == {name: plans[1][name] for name in both}
