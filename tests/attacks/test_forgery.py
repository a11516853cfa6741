"""What another website makes a browser of ours do: send forms, show our pages in a frame, ask by other methods."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import is_valid_path
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page

from portal.tenancy.models import Association
from tests.newsletters.subscribers.factories import make_subscriber
from tests.newsletters.subscribers.own import ONE_CLICK, unsubscribe_path
from tests.tenancy.test_isolation import admin_routes
from tests.tenancy.walking import page_routes, routes

from .code import imported, texts, using
from .tries import is_long

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]

HOST = {"host": "horni.localhost"}
CONVERTED = re.compile(r"<(?:(\w+):)?\w+>")
FILLED = {"uuid": "6f1b2c1e-0000-4000-8000-000000000000", "hex": "123456", "int": "1"}

# Who sends these is no browser of somebody signed in; nothing of a session is read by them.
REASONED = {
    "open311": "GeoReport v2: an app's key in the body, or nobody's",
    "unsubscribe": "RFC 8058: a mail program, by a signed link",
    "start": "the short form on pages that are the same for everybody: shows the whole form, stores nothing",
    "api": "reads only: another method is refused",
    "rest": "Django REST framework, which asks for the token itself where a session signs somebody in",
}


def filled(route: str) -> str:
    return CONVERTED.sub(lambda match: FILLED.get(match[1] or "", "1"), route)


def everything(association: Association) -> Iterator[str]:
    """Every address there is, whatever stands for its parameters: a form is refused before anybody looks."""
    for route, _converters in admin_routes():
        if "(?" not in route:
            yield f"/{filled(route)}"
    for public in routes():
        if not public.is_pattern and "?" not in public.written:
            yield f"/{filled(public.written)}"
    for page in association.root_page.get_descendants(inclusive=True).specific():
        own = "/" + page.url_path.split("/", 2)[2]
        yield own
        if isinstance(page, RoutablePageMixin):
            yield from (own + filled(_plain(route.written)) for route in page_routes(page))
    yield from (
        "/open311/v2/requests.json",
        "/zpravodaj/odber/odhlasit/" + "x" * 86 + "/",
        "/ucet/password/reset/key/1-x/",
    )


def _plain(written: str) -> str:
    return re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", written)


def kind_of(address: str) -> str:
    if address.startswith("/open311/"):
        return "open311"
    if address.startswith("/api/"):
        return "api"
    if address.startswith(("/admin/api/", "/admin/localize/")):
        return "rest"
    if address.endswith("/odber/zacit/"):
        return "start"
    return "unsubscribe" if "/odhlasit/" in address else ""


STEP = 15


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """In the place of our page for it: so that other refusals aren't taken for this one."""
    return HttpResponse(status=403, headers={"X-Forged": "1"})


def test_every_form_needs_the_token_of_our_page(manager_a: Any, dso_a: Association, settings: Any) -> None:
    settings.CSRF_FAILURE_VIEW = f"{__name__}.refused"
    client = Client(enforce_csrf_checks=True, raise_request_exception=False, HTTP_HOST="horni.localhost")
    client.force_login(manager_a)
    walked = sorted(set(everything(dso_a)))
    assert len(walked) > 700
    taken, kinds = [], set()
    for at, address in enumerate(walked):
        if (at % STEP and address.startswith("/admin/") and not is_long()) or not is_valid_path(address):
            continue
        answer = client.post(address, {"x": "1", "List-Unsubscribe": "One-Click"})
        if answer.headers.get("X-Forged"):
            continue
        if kind := kind_of(address):
            kinds.add(kind)
            assert answer.status_code in {400, 403, 404, 405} or kind == "start", f"{address} {answer.status_code}"
            continue
        taken.append(f"{address} {answer.status_code}")
    assert not taken, "\n".join(taken)
    assert {"api", "open311", "start", "unsubscribe"} <= kinds <= REASONED.keys()


@pytest.mark.parametrize(
    "headers",
    [
        {"referer": "https://evil.example/"}, {"origin": "https://evil.example"}, {"origin": "null"},
        {"origin": "http://dolni.localhost"}, {"x-csrftoken": "a" * 64}, {"x-forwarded-host": "evil.example"},
    ],
)  # fmt: skip
def test_a_token_of_somebody_else_is_none(headers: dict[str, str], manager_a: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(manager_a)
    client.cookies["csrftoken"] = "b" * 32
    answer = client.post("/admin/staffmember/new/", {"csrfmiddlewaretoken": "c" * 32}, headers={**HOST, **headers})
    assert answer.status_code == 403


def test_nobody_turns_the_check_off_without_a_reason() -> None:
    """Views without the check, by file: each reads nothing of a session."""
    found = {path: text.count("@csrf_exempt") for path, text in texts().items() if "csrf_exempt" in text}
    assert found == {
        "contact_centre/open311/views.py": 1,
        "newsletters/subscribers/unsubscribe_views.py": 1,
        "newsletters/subscribers/urls.py": 1,
    }


# --- Frames ----------------------------------------------------------------------------------------
FRAMED = {
    "portal/core/embedding.py", "services_directory/widget/views.py", "newsletters/sharing/views.py",
    "newsletters/review/link_views.py",
}  # fmt: skip


def test_only_widgets_may_stand_in_a_frame() -> None:
    names = {"framed_anywhere", "xframe_options_exempt", "csp_override"}
    users = {path for path, tree in using(*names) if any(name.rpartition(".")[2] in names for name in imported(tree))}
    assert users == FRAMED


def test_the_admin_stands_in_no_frame_of_others(manager_a: Any, dso_a: Association) -> None:
    client = Client(raise_request_exception=False, HTTP_HOST="horni.localhost")
    client.force_login(manager_a)
    plain = sorted(f"/{route}" for route, converters in admin_routes() if not converters and "(?" not in route)
    for at, address in enumerate(plain):
        if at % 40 and not is_long():
            continue
        answer = client.get(address)
        assert answer.headers.get("X-Frame-Options") in {"SAMEORIGIN", "DENY"}, address
        assert "frame-ancestors 'self'" in answer.headers.get("Content-Security-Policy", ""), address


# --- Methods ---------------------------------------------------------------------------------------
def test_another_method_in_a_header_is_not_believed(client: Client, manager_a: Any, dso_a: Association) -> None:
    client.force_login(manager_a)
    page = Page.objects.child_of(dso_a.root_page).first()
    assert page is not None
    for header in ("x-http-method-override", "x-http-method", "x-method-override"):
        client.get(f"/admin/pages/{page.pk}/delete/?_method=POST", headers={**HOST, header: "POST"})
    assert Page.objects.filter(pk=page.pk).exists()


@pytest.mark.parametrize("method", ["GET ", "get", "G\u0130ET", "CONNECT", "PROPFIND", "X" * 300, "POST\r\nX: 1"])
def test_a_method_that_is_none_is_no_fault(method: str, client: Client, dso_a: Association) -> None:
    for path in ("/", "/kontakt/", "/api/v1/services/", "/open311/v2/requests.json", "/media/x", "/ucet/login/"):
        assert client.generic(method, path, headers=HOST).status_code < 500


def test_only_the_one_click_ends_a_subscription_without_the_token(dso_a: Association) -> None:
    """And it holds the secret of the link; the page's own button has a token as all have."""
    client = Client(enforce_csrf_checks=True)
    path = unsubscribe_path(make_subscriber(dso_a))
    assert client.post(path, headers=HOST).status_code == 403
    assert client.post(path, ONE_CLICK, headers=HOST).status_code == 200
