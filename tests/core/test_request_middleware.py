"""What every request passes (decision 57): made cheaper, every duty is still done."""

from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation
from django.utils.csp import CSP, build_policy

from portal.core.middleware import ContentSecurityPolicyMiddleware, PathLanguageMiddleware
from portal.tenancy.models import Association

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]

POLICY = "Content-Security-Policy"


def written(policy: Any) -> str:
    """The policy as Django writes it."""
    return build_policy(policy)


def answered(path: str, rf: RequestFactory, **marks: Any) -> HttpResponse:
    """An answer to `path` that the policy has been put on; `marks` are what decorators leave on it."""

    def view(request: HttpRequest) -> HttpResponse:
        response = HttpResponse()
        vars(response).update(marks)
        return response

    made: HttpResponse = ContentSecurityPolicyMiddleware(view)(rf.get(path))  # type: ignore[assignment]
    return made


def test_public_pages_and_the_admin_get_the_policy_of_the_settings(rf: RequestFactory) -> None:
    for _ in range(2):
        assert answered("/sluzby/", rf).headers[POLICY] == written(settings.SECURE_CSP)
        assert answered("/admin/pages/", rf).headers[POLICY] == written(settings.SECURE_CSP_ADMIN)
    assert "unsafe-inline" not in answered("/sluzby/", rf).headers[POLICY]


def test_a_views_own_policy_wins(rf: RequestFactory, settings: Any) -> None:
    for path in ("/sluzby/", "/admin/"):
        assert answered(path, rf, _csp_config={"default-src": [CSP.NONE]}).headers[POLICY] == "default-src 'none'"
        assert POLICY not in answered(path, rf, _csp_config={}).headers
    settings.SECURE_CSP_REPORT_ONLY = {"img-src": [CSP.NONE]}
    both = answered("/sluzby/", rf).headers
    assert both[POLICY] == written(settings.SECURE_CSP)
    assert both["Content-Security-Policy-Report-Only"] == "img-src 'none'"


def test_another_policy_of_the_settings_is_another_header_and_a_nonce_is_new_each_time(
    rf: RequestFactory, settings: Any
) -> None:
    def view(request: Any) -> HttpResponse:
        return HttpResponse(str(request._csp_nonce))

    settings.SECURE_CSP = {"default-src": ["https://example.org"]}
    assert answered("/", rf).headers[POLICY] == "default-src https://example.org"
    settings.SECURE_CSP = {"script-src": [CSP.SELF, CSP.NONCE]}
    made: list[Any] = [ContentSecurityPolicyMiddleware(view)(rf.get("/")) for _ in range(2)]
    nonces = {response.content.decode() for response in made}
    assert len(nonces) == 2
    assert {response.headers[POLICY] for response in made} == {f"script-src 'self' 'nonce-{nonce}'" for nonce in nonces}


@pytest.mark.spec("I1")
@pytest.mark.parametrize(
    ("path", "code"), [("/", "cs"), ("/en/", "en"), ("/en", "en"), ("/end/", "cs"), ("/de/", "cs")]
)
def test_the_language_is_the_addresss_whatever_the_browser_wants(rf: RequestFactory, path: str, code: str) -> None:
    def view(request: Any) -> HttpResponse:
        return HttpResponse(f"{translation.get_language()} {request.LANGUAGE_CODE}")

    request = rf.get(path, headers={"accept-language": "de, en"})
    request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = "en"
    with translation.override("en"):
        response: Any = PathLanguageMiddleware(view)(request)
    assert response.content.decode() == f"{code} {code}"
    assert response.headers["Content-Language"] == code
    assert "Vary" not in response.headers


def test_a_public_page_has_every_header_and_is_the_same_for_every_browsers_language(
    client: Client, dso_a: Association
) -> None:
    response = client.get("/", headers={"accept-encoding": "gzip", "host": "horni.localhost"})
    assert response.headers[POLICY] == written(settings.SECURE_CSP)
    for name in ("Permissions-Policy", "Referrer-Policy", "X-Content-Type-Options", "X-Frame-Options", "X-Request-ID"):
        assert response.headers[name], name
    assert response.headers["Content-Encoding"] == "gzip"
    assert "Accept-Language" not in response.headers["Vary"]


def test_a_thread_keeps_its_sqlite_connection() -> None:
    from portal.settings.env import database

    assert database("sqlite:////tmp/portal.sqlite3")["CONN_MAX_AGE"] is None
    assert "CONN_MAX_AGE" not in database("postgres://portal@localhost/portal")
