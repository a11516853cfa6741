"""The address of a site: the Union changes it without a restart, the former one leads on (T2, decision 64)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.test import Client
from wagtail.models import ModelLogEntry, Site

from portal.jobs.outbox import enqueue
from portal.tenancy.appearance import addresses
from portal.tenancy.keeping import departing
from portal.tenancy.models import Association, FormerAddress, Union
from tests.newsletters.subscribers.factories import make_subscriber
from tests.newsletters.subscribers.own import ONE_CLICK, unsubscribe_path
from tests.tenancy.kept_pages.server import Server

pytestmark = [pytest.mark.django_db, pytest.mark.spec("T2"), pytest.mark.only_on("sqlite")]
OLD, NEW = {"host": "horni.localhost"}, {"host": "svazek.example.org"}


def moved(association: Association, by: Any, host: str = "svazek.example.org") -> Association:
    addresses.move_site(association=association, hostname=host, by=by)
    return Association.objects.select_related("site").get(pk=association.pk)


def change(client: Client, association: Association, union: Union, hostname: str) -> Any:
    return client.post(
        f"/admin/addresses/{association.pk}/", {"hostname": hostname}, headers={"host": union.site.hostname}
    )


# --- The Union changes it ----------------------------------------------------------------------------
def test_the_union_changes_it_and_the_site_is_there_at_once(
    client: Client, union: Union, union_admin: Any, dso_a: Association
) -> None:
    assert client.get("/", headers=OLD).status_code == 200
    assert client.get("/", headers=NEW).status_code == 404
    admin = Client()
    admin.force_login(union_admin)
    assert change(admin, dso_a, union, "https://Svazek.Example.org/").status_code == 302
    page = client.get("/", headers=NEW)
    assert page.status_code == 200
    assert dso_a.name.encode() in page.content
    assert client.get("/api/v1/services/", headers=NEW).status_code == 200
    shown = admin.get(f"/admin/addresses/{dso_a.pk}/", headers={"host": union.site.hostname}).content.decode()
    assert "svazek.example.org" in shown
    assert "horni.localhost" in shown
    line = ModelLogEntry.objects.get(action="tenancy.address_changed")
    assert (line.user, line.data) == (union_admin, {"before": "horni.localhost", "now": "svazek.example.org"})


@pytest.mark.parametrize(
    "typed",
    [
        "localhost", "svazek", "10.0.0.1", "svazek_obci.cz", "-svazek.cz", "svazek..cz", "svazek.cz:8000", "a b.cz",
        "https://x@svazek.cz/", "svazek.cz\r\nX: y", f"{'a' * 64}.cz", "svazek.invalid", "://", "x.cz#y", "[::1]",
    ],
)  # fmt: skip
def test_what_is_no_host_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        addresses.host_of(typed)


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        (" HTTPS://Svazek.cz/o-nas/?a=1 ", "svazek.cz"),
        ("svazek-obcí.cz", "xn--svazek-obc-t8a.cz"),
        ("www.svazek.cz.", "www.svazek.cz"),
    ],
)
def test_a_host_is_taken_however_it_is_typed(typed: str, host: str) -> None:
    assert addresses.host_of(typed) == host


def test_an_address_of_somebody_else_is_refused_with_the_reason(
    union: Union, union_admin: Any, dso_a: Association, dso_b: Association
) -> None:
    client = Client()
    client.force_login(union_admin)
    moved(dso_b, union_admin, "dolni.example.org")
    wanted = {"dolni.example.org": "jiný web", "dolni.localhost": dso_b.name, "LOCALHOST.": "svazek.example.org"}
    for hostname, reason in wanted.items():
        answer = change(client, dso_a, union, hostname)
        assert answer.status_code == 200, hostname
        assert reason in answer.content.decode(), hostname
    assert Site.objects.get(pk=dso_a.site_id).hostname == "horni.localhost"


def test_the_address_of_one_that_is_leaving_is_not_given_away(
    union_admin: Any, dso_a: Association, dso_b: Association
) -> None:
    departing.close(association=dso_b, by=union_admin, reason="Zaniká")
    with pytest.raises(ValidationError, match=r"odchází|leaving"):
        addresses.check_free("dolni.localhost", own=dso_a.site)
    with pytest.raises(addresses.AddressError):
        moved(dso_b, union_admin)


def test_where_the_server_is_set_to_some_hosts_others_are_refused(dso_a: Association, settings: Any) -> None:
    settings.ALLOWED_HOSTS = [".localhost"]
    addresses.check_free("novy.localhost", own=dso_a.site)
    with pytest.raises(ValidationError, match="ALLOWED_HOSTS"):
        addresses.check_free("svazek.example.org", own=dso_a.site)


def test_nobody_but_the_unions_administrators_gets_there(
    union: Union, manager_a: Any, union_reviewer: Any, dso_a: Association
) -> None:
    former = FormerAddress.objects.create(site=dso_a.site, hostname="drive.example.org")
    for user in (manager_a, union_reviewer):
        client = Client()
        client.force_login(user)
        for path in (f"/admin/addresses/{dso_a.pk}/", f"/admin/addresses/{dso_a.pk}/former/{former.pk}/"):
            for host in (OLD, {"host": union.site.hostname}):
                assert client.post(path, {"hostname": "x.example.org"}, headers=host).status_code in (302, 403)
    assert Site.objects.get(pk=dso_a.site_id).hostname == "horni.localhost"
    assert FormerAddress.objects.filter(pk=former.pk).exists()


# --- The former one leads on -------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/", "/sluzby/?q=lampa&strana=2", "/en/", "/api/v1/services/", "/admin/", "/nikam/"])
def test_who_reads_at_the_former_address_is_led_to_the_same_page(
    client: Client, union_admin: Any, dso_a: Association, path: str
) -> None:
    client.get("/", headers=OLD)
    moved(dso_a, union_admin)
    answer = client.get(path, headers=OLD)
    assert (answer.status_code, answer["Location"]) == (301, f"http://svazek.example.org{path}")
    assert client.head(path, headers=OLD).status_code == 301


def test_what_is_sent_to_the_former_address_arrives(client: Client, union_admin: Any, dso_a: Association) -> None:
    reader = make_subscriber(dso_a)
    moved(dso_a, union_admin)
    program = Client(enforce_csrf_checks=True, HTTP_HOST="horni.localhost")
    answer = program.post(unsubscribe_path(reader), ONE_CLICK)
    assert answer.status_code == 200
    reader.refresh_from_db()
    assert str(reader.state) == "unsubscribed"
    assert program.get(unsubscribe_path(reader))["Location"].startswith("http://svazek.example.org/")


def test_a_letter_written_afterwards_has_the_new_address(
    client: Client, union_admin: Any, manager_a: Any, dso_a: Association, mailoutbox: list[EmailMessage]
) -> None:
    moved(dso_a, union_admin)
    client.post("/ucet/password/reset/", {"email": manager_a.email}, headers=OLD)
    [mail] = mailoutbox
    assert "http://svazek.example.org/ucet/" in str(mail.body)
    assert "horni.localhost" not in str(mail.body)


def test_moving_back_leads_the_other_way(client: Client, union_admin: Any, dso_a: Association) -> None:
    moved(moved(dso_a, union_admin), union_admin, "horni.localhost")
    assert client.get("/", headers=OLD).status_code == 200
    assert client.get("/", headers=NEW)["Location"] == "http://horni.localhost/"
    assert [row.hostname for row in FormerAddress.objects.all()] == ["svazek.example.org"]


def test_a_given_up_address_leads_nowhere_and_is_free(
    client: Client, union: Union, union_admin: Any, dso_a: Association, dso_b: Association
) -> None:
    moved(dso_a, union_admin)
    assert client.get("/", headers=OLD).status_code == 301
    admin, former = Client(), FormerAddress.objects.get()
    admin.force_login(union_admin)
    other = f"/admin/addresses/{dso_b.pk}/former/{former.pk}/"
    assert admin.post(other, headers={"host": union.site.hostname}).status_code == 404
    own = f"/admin/addresses/{dso_a.pk}/former/{former.pk}/"
    assert admin.post(own, headers={"host": union.site.hostname}).status_code == 302
    client.get("/", headers=NEW)
    assert client.get("/", headers=OLD).status_code == 404
    moved(dso_b, union_admin, "horni.localhost")
    assert dso_b.name.encode() in client.get("/", headers=OLD).content


def test_a_change_in_wagtails_list_of_sites_leads_on_too(client: Client, dso_a: Association) -> None:
    site = Site.objects.get(pk=dso_a.site_id)
    site.hostname = "svazek.example.org"
    site.save()
    assert client.get("/kontakt/", headers=OLD)["Location"] == "http://svazek.example.org/kontakt/"


def test_a_closed_site_leads_nowhere_from_any_address(client: Client, union_admin: Any, dso_a: Association) -> None:
    departure = departing.close(association=moved(dso_a, union_admin), by=union_admin, reason="Zaniká")
    assert [client.get("/", headers=host).status_code for host in (OLD, NEW)] == [404, 404]
    departing.call_off(departure=departure, by=union_admin)
    assert [client.get("/", headers=host).status_code for host in (OLD, NEW)] == [301, 200]
    assert FormerAddress.objects.count() == 1


# --- Kept pages ---------------------------------------------------------------------------------------
@pytest.mark.usefixtures("early_in_a_minute")
def test_kept_pages_of_the_former_address_lead_on_at_once_and_others_stay_kept(
    server: Server, union_admin: Any, dso_a: Association
) -> None:
    server.ask("/")
    server.ask("/", "dolni.localhost")
    assert server.is_kept("/")
    moved(dso_a, union_admin)
    assert server.ask("/").code == 301
    assert server.ask("/")["Location"] == "http://svazek.example.org/"
    assert server.ask("/", "svazek.example.org").code == 200


@pytest.mark.usefixtures("early_in_a_minute")
def test_a_page_is_never_kept_as_the_site_that_had_its_host_before(
    server: Server, union_admin: Any, dso_a: Association, dso_b: Association
) -> None:
    server.ask("/")
    moved(dso_a, union_admin)
    addresses.give_up(former=FormerAddress.objects.get(), by=union_admin)
    moved(dso_b, union_admin, "horni.localhost")
    # Names and hosts are read once a minute only: here they are still those from before.
    assert dso_b.name in server.ask("/").text
    dso_b.refresh_from_db()
    dso_b.phone = "+420491000999"
    dso_b.save()
    assert "491\u00a0000\u00a0999" in server.ask("/").text


def test_mail_waiting_since_before_is_still_the_associations(
    union_admin: Any, dso_a: Association, delivered_mail: Callable[[], list[EmailMessage]]
) -> None:
    enqueue(event="test:1", recipient="jana@example.org", subject="Zpráva", text="Text", site=dso_a.site)
    moved(dso_a, union_admin)
    [mail] = delivered_mail()
    assert dso_a.name in str(mail.message()["From"])
