"""Whatever is typed into a public form: it is stored whole, or refused at its field with everything still there."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.apps import apps
from django.core.cache import caches
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from contact_centre.handover.links import receiver_address
from portal.core.models import UseCount
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association
from tests.contact_centre.factories import make_request
from tests.contact_centre.handover.cases import handed_over, written
from tests.newsletters.contributions.asked import ask_mayor, village
from tests.newsletters.factories import make_issue
from tests.newsletters.subscribers.factories import make_subscriber
from tests.newsletters.subscribers.own import own_path
from tests.services_directory.factories import make_service
from tests.services_directory.verification.asked import ask_about, library, path_of

from .hostile import HOSTILE
from .robot import Form, forms_of
from .tries import tried

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("postgresql")]

HOST = {"host": "horni.localhost"}
SHORT = [text for text in HOSTILE if len(text) < 6_000]
VALUE = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=30))
CHANGES = st.dictionaries(st.integers(0, 30), VALUE, max_size=5)
TRAP = "website"
"""Emptied each time: a person never sees it."""
STORED = ("contact_centre", "newsletters", "services_directory", "jobs", "tenancy")


def contact(dso_a: Association, _user: Any) -> str:
    return "/kontakt/"


def mistake(dso_a: Association, _user: Any) -> str:
    return f"/sluzby/{make_service(dso_a).slug}/nahlasit-chybu/"


def subscribing(dso_a: Association, _user: Any) -> str:
    return "/zpravodaj/odber/"


def preferences(dso_a: Association, _user: Any) -> str:
    return own_path(make_subscriber(dso_a))


def deleting(dso_a: Association, _user: Any) -> str:
    return own_path(make_subscriber(dso_a), "smazat/")


def status(dso_a: Association, _user: Any) -> str:
    return f"/kontakt/stav/{make_request(dso_a, email='jana@example.org').status_token}/"


def provider(dso_a: Association, _user: Any) -> str:
    return f"{path_of(ask_about(library(dso_a)))}?oprava=1"


def receiver(dso_a: Association, user: Any) -> str:
    return urlsplit(receiver_address(handed_over(written(dso_a)))).path


def contribution(dso_a: Association, user: Any) -> str:
    from newsletters.contributions.links import link_of

    return urlsplit(link_of(ask_mayor(make_issue(dso_a, live=False), user, place=village(dso_a)))).path


def signing_in(dso_a: Association, _user: Any) -> str:
    return "/ucet/login/"


def new_password(dso_a: Association, _user: Any) -> str:
    return "/ucet/password/reset/"


PAGES: list[Callable[[Association, Any], str]] = [
    contact, mistake, subscribing, preferences, deleting, status, provider, receiver, contribution, signing_in,
    new_password,
]  # fmt: skip


def opened(client: Client, address: str) -> list[Form]:
    answer = client.get(address, headers=HOST)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return [form for form in forms_of(answer.content.decode(), address) if form.typed or form.buttons]


def rows() -> dict[str, int]:
    """How many rows of everything that is about people there are; drafts and counts of use aside."""
    aside = {"contact_centre.RequestDraft", UseCount._meta.label}
    models = [
        model for model in apps.get_models() if model._meta.app_label in STORED and model._meta.label not in aside
    ]
    return {model._meta.label: model._default_manager.count() for model in models}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_anything_typed_is_taken_or_refused_at_its_field(
    page: Callable[[Association, Any], str], dso_a: Association, manager_a: Any
) -> None:
    address = page(dso_a, manager_a)
    visitor = Client()

    @tried(5)
    @given(changes=CHANGES, which=st.integers(0, 5), button=st.integers(0, 5))
    def try_it(changes: dict[int, str], which: int, button: int) -> None:
        for cache in caches.all():
            cache.clear()
        UseCount.objects.all().delete()
        with time_machine.travel(timezone.now() - timedelta(minutes=1)):
            forms = opened(visitor, address)
        if not forms:
            return
        form = forms[which % len(forms)]
        names = form.typed or list(form.kinds) or ["x"]
        changed = {names[at % len(names)]: value for at, value in changes.items()}
        before = rows()
        answer = visitor.post(form.action, form.filled(changed, button), headers=HOST)
        assert answer.status_code < 500, f"{address} {changed!r}"
        if answer.status_code == 422:
            assert rows() == before, "part of a refused form was stored"
            shown = unescape(answer.content.decode())
            assert "error" in shown
            for name, text in changed.items():
                if (
                    name != TRAP
                    and form.kinds.get(name) in {"text", "textarea"}
                    and text.isprintable()
                    and 3 < len(text) < 100
                ):
                    assert text in shown, f"{name} lost {text!r}"

    try_it()


def test_a_letter_never_gets_a_header_from_a_form(dso_a: Association, manager_a: Any) -> None:
    evil = "Jana\r\nBcc: obet@example.org"
    visitor = Client()
    with time_machine.travel(timezone.now() - timedelta(minutes=1)):
        form = opened(visitor, "/kontakt/")[0]
    answered = form.filled({"name": evil, "place": evil, "text": f"{evil} nesvítí lampa", "email": "jana@example.org"})
    answered["kind"] = ["fault"]
    visitor.post("/kontakt/", answered, headers=HOST)
    assert not [letter for letter in OutboxMessage.objects.all() if "\n" in f"{letter.subject}{letter.recipient}"]


@pytest.mark.parametrize(
    ("address", "body", "kind"),
    [
        ("/kontakt/", b"&".join(b"f%d=1" % n for n in range(10_000)), "application/x-www-form-urlencoded"),
        ("/kontakt/", b"text=" + b"a" * 6_000_000, "application/x-www-form-urlencoded"),
        ("/kontakt/", b"--x\r\n" * 20_000, "multipart/form-data; boundary=x"),
        ("/kontakt/", b"x", "multipart/form-data"),
        ("/kontakt/", b"text=%ED%A0%80&name=%C0%AF&email=%00", "application/x-www-form-urlencoded"),
        ("/kontakt/", b"text=a&text=b&kind=fault&kind=idea&municipality=1", "application/x-www-form-urlencoded"),
        ("/kontakt/", b"\xff" * 100, "application/x-www-form-urlencoded; charset=utf-16"),
        ("/kontakt/", b"x=1", "application/x-www-form-urlencoded; charset=nonsense"),
        ("/zpravodaj/odber/", b"[" * 100_000, "application/json"),
        ("/open311/v2/requests.json", b"[" * 100_000, "application/json"),
        ("/open311/v2/requests.json", b"api_key=%00", "application/x-www-form-urlencoded"),
        ("/ucet/login/", b"login=%00&password=%00", "application/x-www-form-urlencoded"),
    ],
)  # fmt: skip
def test_a_body_no_browser_sends_is_refused(
    address: str, body: bytes, kind: str, client: Client, dso_a: Association
) -> None:
    assert client.generic("POST", address, body, kind, headers=HOST).status_code < 500


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "trace", "head"])
def test_another_method_changes_nothing(method: str, dso_a: Association, manager_a: Any, client: Client) -> None:
    addresses = [page(dso_a, manager_a) for page in (contact, mistake, preferences, status)]
    before = rows()
    for address in addresses:
        answer = getattr(client, method)(address, headers={**HOST, "x-http-method-override": "POST"})
        assert answer.status_code < 500
    assert rows() == before


def test_enormous_cookies_are_no_fault(client: Client, dso_a: Association) -> None:
    client.cookies.load({f"c{n}": "a" * 3_000 for n in range(50)})
    client.cookies["csrftoken"] = "\u0000"
    client.cookies["messages"] = "x" * 3_000
    assert client.get("/", headers=HOST).status_code == 200
