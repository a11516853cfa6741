"""What a link leads to when it can't be answered, and that opening it never writes anything (F5)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from portal.settings.logs import without_personal_data
from portal.tenancy.models import Association, Membership
from services_directory.actions import close_service, delete_service, move_service, unpublish_service
from services_directory.models import Proposal, ProviderAsk, Service, Verification
from services_directory.verification.asking import asks
from services_directory.verification.asking.answers import confirm as confirm_ask
from services_directory.verification.asking.answers import propose

from .asked import ask_about, confirm, correct, library, path_of

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP")


def deleted(service: Service, ask: ProviderAsk) -> None:
    delete_service(service=service)


def closed(service: Service, ask: ProviderAsk) -> None:
    close_service(service=service)


def hidden(service: Service, ask: ProviderAsk) -> None:
    unpublish_service(service=service)


def expired(service: Service, ask: ProviderAsk) -> None:
    ProviderAsk.objects.filter(pk=ask.pk).update(expires_at=timezone.now())


def confirmed(service: Service, ask: ProviderAsk) -> None:
    now = timezone.now()
    ProviderAsk.objects.filter(pk=ask.pk).update(state="confirmed", answered_at=now, expires_at=now)


def proposed(service: Service, ask: ProviderAsk) -> None:
    ProviderAsk.objects.filter(pk=ask.pk).update(state="proposed", answered_at=timezone.now())


STATES: list[tuple[Callable[[Service, ProviderAsk], None], int, str]] = [
    (deleted, 410, "Tento záznam už v přehledu není"),
    (closed, 410, "Tuto službu vedeme jako ukončenou"),
    (hidden, 410, "Tento záznam teď není zveřejněný"),
    (expired, 410, "Platnost odkazu skončila"),
    (confirmed, 200, "Všechno bylo potvrzeno jako správné"),
    (proposed, 200, "Opravy jste poslali"),
]


@pytest.fixture
def service(association: Association) -> Service:
    Association.objects.filter(pk=association.pk).update(phone="+420491612605", email="centrum@horni.test")
    return library(association)


@pytest.fixture
def ask(service: Service) -> ProviderAsk:
    return ask_about(service)


@pytest.mark.spec("F5")
@pytest.mark.parametrize(("happens", "status", "said"), STATES, ids=[state[0].__name__ for state in STATES])
def test_a_link_that_takes_no_answer_says_why_and_whom_to_call(
    happens: Callable[[Service, ProviderAsk], None],
    status: int,
    said: str,
    site_client: Client,
    service: Service,
    ask: ProviderAsk,
) -> None:
    path = path_of(ask)
    seen = site_client.get(path).context["seen"]
    happens(service, ask)
    before = Verification.objects.count(), Proposal.objects.count()
    for answer in (site_client.get(path), site_client.get(f"{path}?oprava=1"), site_client.post(path, {"seen": seen})):
        text = answer.content.decode().replace("\u00a0", " ")
        assert answer.status_code == status
        assert said in text
        assert "+420 491 612 605" in text
        # Nothing of the entry but its name: the link may have been forwarded or be old.
        assert "+420 491 000 101" not in text
    assert (Verification.objects.count(), Proposal.objects.count()) == before


@pytest.mark.spec("F5")
def test_only_a_token_that_we_signed_leads_anywhere(site_client: Client, ask: ProviderAsk) -> None:
    token = asks.token_of(ask)
    other = signing.Signer(salt="another").signature(ask.key)
    for forged in (
        ask.key,
        f"{ask.key}{other}",
        f"{token[:-1]}{'A' if token[-1] != 'A' else 'B'}",
        token[1:],
        "x" * 3000,
    ):
        answer = site_client.get(f"/sluzby/overeni/{forged}/")
        assert answer.status_code == 404
        assert "Tento odkaz neznáme" in answer.content.decode()
    assert len(ask.key) == asks.KEY_LENGTH


@pytest.mark.on_both
def test_a_forged_token_costs_no_query_for_it(queries: Callable[..., list[str]], ask: ProviderAsk) -> None:
    assert queries(lambda: asks.find("A" * 86)) == []


@pytest.mark.on_both
@pytest.mark.spec("F5")
@pytest.mark.parametrize("method", ["get", "head", "options"])
@pytest.mark.parametrize("end", ["", "?oprava=1", "?answer=right&seen=x"])
def test_opening_a_link_writes_nothing(
    method: str, end: str, site_client: Client, ask: ProviderAsk, queries: Callable[..., list[str]]
) -> None:
    path = path_of(ask)
    getattr(site_client, method)(path)
    statements = queries(lambda: getattr(site_client, method)(f"{path}{end}"))
    assert [sql for sql in statements if sql.lstrip().upper().startswith(WRITES)] == []
    ask.refresh_from_db()
    assert ask.state == "open"
    assert not Verification.objects.exists()


@pytest.mark.spec("F5")
def test_the_link_of_an_entry_that_moved_leads_to_its_present_site(
    association: Association,
    neighbour: Association,
    site_client: Client,
    service: Service,
    ask: ProviderAsk,
    union_admin: Any,
) -> None:
    path = path_of(ask)
    Membership.objects.create(association=neighbour, municipality=service.municipality, joined_on="2020-01-01")
    move_service(service=service, association=neighbour, user=union_admin)
    answer = site_client.get(path)
    assert answer.status_code == 302
    assert answer["Location"] == f"{neighbour.site.root_url}{path}"
    assert "no-store" in answer["Cache-Control"]
    there: Any = Client(SERVER_NAME=neighbour.site.hostname)
    assert there.get(path).status_code == 200
    confirm(there, path)
    assert Verification.objects.get().site == neighbour.site


@pytest.mark.spec("F5")
def test_an_older_link_leads_to_the_newest(site_client: Client, service: Service, ask: ProviderAsk) -> None:
    later = ask_about(service, days=60)
    newest = ask_about(service, days=90)
    for old in (ask, later):
        old.refresh_from_db()
        assert old.state == "replaced"
        answer = site_client.get(path_of(old))
        assert (answer.status_code, answer["Location"]) == (302, asks.link_of(newest))
    confirm(site_client, path_of(newest))
    followed = site_client.get(path_of(ask), follow=True)
    assert "Všechno bylo potvrzeno" in followed.content.decode()


def test_letters_about_one_day_carry_one_link_that_lives_longer(service: Service, ask: ProviderAsk) -> None:
    ProviderAsk.objects.filter(pk=ask.pk).update(expires_at=timezone.now())
    again = ask_about(service)
    assert again.pk == ask.pk
    assert again.expires_at > timezone.now() + timedelta(days=44)
    assert ask_about(service, "druha@obec.test").pk != ask.pk
    ask.refresh_from_db()
    assert ask.state == "open"


@pytest.mark.spec("F5")
@pytest.mark.parametrize(("days", "valid"), [(-60, 45), (30, 45), (40, 55), (100, 115)])
def test_a_link_lives_45_days_and_two_weeks_past_its_day(days: int, valid: int, service: Service) -> None:
    ask = ask_about(service, days=days)
    left = timezone.localdate(ask.expires_at) - timezone.localdate(ask.asked_at)
    assert left.days == valid


@pytest.mark.spec("F5")
def test_of_two_answers_at_once_one_is_taken(ask: ProviderAsk) -> None:
    # Both requests have read the open question before either writes.
    other = ProviderAsk.objects.select_related("service").get(pk=ask.pk)
    assert confirm_ask(ask=ask)
    assert not confirm_ask(ask=other)
    assert propose(ask=other, changes={"name": ("Knihovna", "Jinak")}) is None
    assert Verification.objects.count() == 1
    assert not Proposal.objects.exists()


def test_an_answer_to_a_link_that_has_just_ended_is_not_taken(ask: ProviderAsk) -> None:
    ProviderAsk.objects.filter(pk=ask.pk).update(expires_at=timezone.now())
    assert not confirm_ask(ask=ask)
    Service.objects.filter(pk=ask.service_id).delete()
    ProviderAsk.objects.filter(pk=ask.pk).update(expires_at=timezone.now() + timedelta(days=1))
    assert not confirm_ask(ask=ask)


def test_two_tabs_give_one_answer(site_client: Client, ask: ProviderAsk) -> None:
    path = path_of(ask)
    correct(site_client, path, name="První")
    site_client.post(path, {"seen": "?"})
    assert Proposal.objects.count() == 1
    assert not Verification.objects.exists()


@pytest.mark.on_both
def test_the_page_of_a_link_costs_the_same_however_many_wait(
    association: Association, site_client: Client, ask: ProviderAsk, assert_same_queries: Callable[..., int]
) -> None:
    path = path_of(ask)
    assert_same_queries(
        lambda: site_client.get(path), lambda: [ask_about(library(association)) for _n in range(3)], at_most=25
    )
    confirm(site_client, path)
    ask_about(library(association))
    assert_same_queries(
        lambda: site_client.get(path), lambda: [ask_about(library(association)) for _n in range(3)], at_most=20
    )


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_logs_never_hold_the_token(method: str) -> None:
    class Request:
        path = "/sluzby/overeni/tajne/"

    Request.method = method  # type: ignore[attr-defined]
    for request in (f"{method} /en/services/overeni/tajne/?oprava=1", f"{method} /sluzby/overeni/tajne/", Request()):
        assert "tajne" not in str(without_personal_data(None, "", {"request": request}))
