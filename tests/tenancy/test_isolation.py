"""No tenant ever sees another (decision 4), proved by walking everything there is.

The other association's rows, pages and files all carry a mark and, where the database lets us, one and
the same number. Every address of the admin is opened as a user of the first association, with that
number in every place an address has for one; the mark must not come back, and nothing marked may change.
"""

import itertools
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern, RoutePattern
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, Revision

from portal.tenancy import viewsets
from portal.tenancy.boundary import is_tenant_model, tenant_models
from portal.tenancy.models import Association, SiteOwned

from .marked import MARK, PK, mark_everything

pytestmark = [pytest.mark.django_db, pytest.mark.spec("T1")]

# Signing out ends the walk, one address fails on purpose, and the others hold no data and cost seconds.
OURS = re.compile(r"/(services_directory|contact_centre|newsletters|meetings|home|tenancy|jobs|programme)/")
NOT_WALKED = ("logout", "jsi18n", "styleguide", "sprite", "failwhale")


def admin_routes() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every route below /admin/ with its converters, as Django resolves them."""

    def walk(patterns: list[Any], prefix: str, converters: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        for entry in patterns:
            assert isinstance(entry, URLPattern | URLResolver)
            if isinstance(entry.pattern, LocalePrefixPattern):
                continue  # public pages, no admin
            known = {**converters, **entry.pattern.converters}
            if isinstance(entry.pattern, RoutePattern):
                route = prefix + str(entry.pattern._route)
            else:
                route = prefix + str(entry.pattern._regex).lstrip("^").removesuffix("$").replace(r"\Z", "")
            if isinstance(entry, URLResolver):
                yield from walk(entry.url_patterns, route, known)
            else:
                yield route, known

    for route, converters in walk(get_resolver().url_patterns, "", {}):
        if route.startswith("admin/") and not any(word in route for word in NOT_WALKED):
            yield route, converters


def fillings(parameter: str, marked: dict[type[models.Model], models.Model]) -> list[str]:
    """What the parameter of an address may stand for, so that it means something of the other association."""
    if parameter in {"app_label", "app_name", "content_type_app_name"}:
        return ["{app}"]
    if parameter in {"model_name", "content_type_model_name"}:
        return ["{model}"]
    if parameter in {"action", "action_name", "action_type"}:
        return ["delete", "publish"]
    if "page" in parameter:
        return [str(marked[Page].pk)]
    if "revision" in parameter:
        keys = [str(row.pk) for row in marked.values()]
        return [str(pk) for pk in Revision.objects.filter(object_id__in=keys).values_list("pk", flat=True)]
    return [str(PK)]


def addresses(marked: dict[type[models.Model], models.Model]) -> list[str]:
    """Every admin address, each parameter filled with the other association's things."""
    found = []
    kinds = [(model._meta.app_label, str(model._meta.model_name)) for model in marked]
    for route, converters in admin_routes():
        if "(?" in route:
            continue
        for combination in itertools.product(*(fillings(name, marked) for name in converters)):
            address = f"/{route}"
            for name, value in zip(converters, combination, strict=True):
                start, end = address.index("<"), address.index(">")
                assert name in address[start:end]
                address = address[:start] + value + address[end + 1 :]
            named = {address.replace("{app}", app).replace("{model}", model) for app, model in kinds}
            if route.startswith("admin/pages/") and converters.keys() == {"pk"}:
                named = {address.replace(str(PK), str(marked[Page].pk))}
            found += sorted(named)
    return found


def snapshot(marked: dict[type[models.Model], models.Model]) -> dict[str, Any]:
    """What is in the database of everything marked."""
    state: dict[str, Any] = {}
    for model, row in marked.items():
        state[model._meta.label] = model._default_manager.filter(pk=row.pk).values().first()
    state["pages"] = list(Page.objects.filter(title__contains=MARK).order_by("pk").values_list("pk", "live", "path"))
    return state


def body(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace") + str(response.headers)


# As it opens, and narrowed to the marked row by whatever the view knows; as a file where it makes one.
QUERIES = ("", f"?q={MARK[:6]}&term={MARK[:6]}&id={PK}&export=csv")


def leaks(client: Client, host: str, walked: list[str], queries: tuple[str, ...] = QUERIES) -> Iterator[str]:
    """Addresses whose answer holds the mark, asked for with each of `queries` that widen a listing."""
    client.raise_request_exception = False
    for address in walked:
        widened = (*queries, "?id=all") if "/bulk/" in address else queries if str(PK) not in address else ("",)
        for query in widened:
            response = client.get(address + query, headers={"host": host})
            # Some of Wagtail's own views stumble over such numbers; ours must not.
            assert response.status_code < 500 or not OURS.search(address), f"{address}{query} fails"
            if MARK in body(response):
                yield address + query
            # Whom a bulk action is about stands in its query; elsewhere nothing is there whatever is asked.
            if response.status_code in {404, 405} and "/bulk/" not in address:
                break


@pytest.fixture
def marked(dso_a: Association, dso_b: Association) -> dict[type[models.Model], models.Model]:
    return mark_everything(dso_b)


def test_every_tenant_owned_model_is_behind_the_boundary() -> None:
    owned = {model for model in apps.get_models() if issubclass(model, SiteOwned)}
    assert owned == set(tenant_models())


# What an editor may do a manager may too: one walk with every query, one with the plain addresses.
@pytest.mark.parametrize(
    ("who", "queries"),
    [
        pytest.param("manager_a", QUERIES, marks=pytest.mark.only_on("sqlite")),
        pytest.param("editor_a", ("",), marks=pytest.mark.only_on("postgresql")),
    ],
)
def test_no_admin_address_shows_anything_of_another_association(
    who: str,
    queries: tuple[str, ...],
    marked: dict[type[models.Model], models.Model],
    request: pytest.FixtureRequest,
    client: Client,
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert list(leaks(client, "horni.localhost", addresses(marked), queries)) == []


def test_the_own_manager_does_see_what_the_others_must_not(
    marked: dict[type[models.Model], models.Model], manager_b: Any, client: Client
) -> None:
    """The walk can fail: what it asks for holds the mark when the association's own manager asks."""
    client.force_login(manager_b)
    finder = AdminURLFinder(manager_b)
    edited = [url for model in tenant_models() if (url := finder.get_edit_url(marked[model]))]
    assert len(edited) >= 4
    walked = addresses(marked)
    for url in edited:
        assert url in walked
        assert MARK in body(client.get(url, headers={"host": "dolni.localhost"})), f"{url} shows nothing"


@pytest.mark.only_on("postgresql")
def test_posting_to_any_address_changes_nothing_of_another_association(
    marked: dict[type[models.Model], models.Model], manager_a: Any, client: Client
) -> None:
    client.force_login(manager_a)
    client.raise_request_exception = False
    before = snapshot(marked)
    for address in addresses(marked):
        if str(PK) in address or str(marked[Page].pk) in address:
            client.post(address, {"title": "zmena", "name": "zmena"}, headers={"host": "horni.localhost"})
    assert snapshot(marked) == before


@pytest.mark.only_on("postgresql")
def test_the_walk_notices_a_missing_scope(
    marked: dict[type[models.Model], models.Model], manager_a: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proof by mutation, kept as a test: without the scope the walk comes upon a leak."""
    monkeypatch.setattr(viewsets, "visible_to", lambda _user, queryset: queryset)
    client.force_login(manager_a)
    of_ours = [address for address in addresses(marked) if OURS.search(address)]
    assert any(leaks(client, "horni.localhost", of_ours, ("",)))


def test_no_form_offers_rows_of_another_association(
    marked: dict[type[models.Model], models.Model], manager_a: Any, dso_a: Association
) -> None:
    """Neither the association of a row nor any row it points at can be chosen from elsewhere."""
    from wagtail.admin.viewsets import viewsets as registry
    from wagtail.snippets.models import get_snippet_models

    known = [model.snippet_viewset for model in get_snippet_models()]
    known += [viewset for viewset in registry.viewsets if is_tenant_model(getattr(viewset, "model", None))]
    for viewset in known:
        if not is_tenant_model(viewset.model) or not hasattr(viewset, "get_form_class"):
            continue
        form = viewset.get_form_class()(for_user=manager_a)
        for name, field in form.fields.items():
            queryset = getattr(field, "queryset", None)
            if queryset is not None and (name == "site" or is_tenant_model(queryset.model)):
                key = "pk" if name == "site" else "site_id"
                sites = set(queryset.values_list(key, flat=True))
                assert sites <= {dso_a.site_id}, f"{viewset.model._meta.label}.{name}"
