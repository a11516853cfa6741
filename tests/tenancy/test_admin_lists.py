"""A list of the administration asks the database few questions, and no more of them when it has more rows.

Every list of ours is found by itself; one added tomorrow is walked, too (decision 57).
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction
from django.test import Client
from wagtail.admin.viewsets import viewsets

from meetings.models import MeetingPage
from newsletters.models import NewsletterIssuePage
from portal.tenancy.models import Association

from .marked import MARK, mark_everything
from .test_isolation import OURS, admin_routes

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("postgresql")]

AT_MOST = 14
MORE_ROWS = 12
"""Of each kind: a question for each row is more than any list may ask."""
MORE_PAGES = 3
LISTED_PAGES: tuple[Any, ...] = (NewsletterIssuePage, MeetingPage)
NO_LIST = re.compile(r"/(add|new|create|choose\w*|chooser|results)/|<|\(")


def lists() -> list[str]:
    """Addresses of our own views that need nothing filled in."""
    routes = {f"/{route}" for route, _converters in admin_routes()}
    own = {
        f"/admin/{each.url_prefix}/" for each in viewsets.viewsets if not type(each).__module__.startswith("wagtail")
    }
    found = {route for route in routes if OURS.search(route)} | (own & routes)
    return sorted(address for address in found if not NO_LIST.search(address))


def multiply(rows: dict[type[models.Model], models.Model]) -> set[str]:
    """More of each row and page, where its table allows: the tables that have many now."""
    found = {model._meta.db_table for model, row in rows.items() if not model._meta.parents and _copied(model, row.pk)}
    for model in LISTED_PAGES:
        page = model._default_manager.filter(title__startswith=MARK).first()
        assert page is not None
        for number in range(MORE_PAGES):
            page.copy(update_attrs={"slug": f"{page.slug}-{number}"}, copy_revisions=False, keep_live=False)
        found.add(model._meta.db_table)
    return found


def _copied(model: Any, pk: Any) -> bool:
    for number in range(MORE_ROWS):
        copy = model._default_manager.get(pk=pk)
        copy.pk, copy._state.adding = None, True
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField) and not field.choices:
                value = str(getattr(copy, field.attname) or "")
                setattr(copy, field.attname, f"{value[: (field.max_length or 99) - 2]}{number}")
            elif isinstance(field, models.UUIDField):
                setattr(copy, field.attname, field.get_default())
        try:
            with transaction.atomic():
                copy.save(force_insert=True)
        except (IntegrityError, ValueError):
            return False
    return True


@pytest.fixture
def many(dso_a: Association, remembering: None) -> set[str]:
    return multiply(mark_everything(dso_a))


@pytest.mark.parametrize(("who", "host"), [("manager_a", "horni.localhost"), ("union_admin", "localhost")])
def test_no_list_asks_more_than_it_may_however_many_rows_it_has(
    who: str,
    host: str,
    many: set[str],
    request: pytest.FixtureRequest,
    client: Client,
    queries: Callable[[Callable[[], Any]], list[str]],
) -> None:
    assert len(many) > 20, many
    client.force_login(request.getfixturevalue(who))

    def asked() -> Iterator[tuple[str, list[str]]]:
        for address in lists():
            answers: list[Any] = []

            def ask(address: str = address, answers: list[Any] = answers) -> None:
                answers.append(client.get(address, headers={"host": host}))

            # The first of a kind reads what is remembered afterwards, for a minute.
            tries = (queries(ask) for _ in range(3))
            made = next((each for each in tries if len(each) <= AT_MOST), None) or queries(ask)
            if answers[-1].status_code == 200:
                yield address, made

    found = dict(asked())
    assert len(found) > 35, list(found)
    over = {address: made for address, made in found.items() if len(made) > AT_MOST}
    assert not over, "\n".join(f"{len(made)} {address}\n  " + "\n  ".join(made) for address, made in over.items())
