"""The phone round: one entry after another, each written down once, whoever else is at it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.tenancy.models import Association
from services_directory.actions import record_verification
from services_directory.enums import CheckReason
from services_directory.models import EntryCheck, Proposal, Service, Verification
from services_directory.verification.checks import ask_for_check

from ..editing import form_of
from ..factories import make_many
from .queueing import QUEUE, ROUND, address, client_of, entry, in_days, press, results

pytestmark = pytest.mark.only_on("postgresql")

NAME = "wagtailsnippets_services_directory_service"


@pytest.fixture
def editor(editor_a: Any) -> Client:
    return client_of(editor_a)


def offered(client: Client, query: str = "") -> str:
    """The name of the entry that the round offers now; "" at its end."""
    service = client.get(reverse(ROUND) + query, follow=True).context.get("service")
    return service.name if service else ""


@pytest.mark.spec("F2")
def test_enter_verifies_and_brings_the_next_oldest(association: Association, editor: Client, editor_a: Any) -> None:
    first, second = entry(association, "Dávno", due=-90), entry(association, "Včera", due=-1)
    assert offered(editor) == "Dávno"
    answer = press(editor, first, told_by="paní Nová")
    assert answer.url == address(second)
    line = Verification.objects.get()
    assert (line.uid, line.method, line.result, line.told_by) == (first.uid, "phone", "confirmed", "paní Nová")
    assert line.recorded_by
    first.refresh_from_db()
    assert first.verified_on == timezone.localdate()
    assert "Dávno: ověřeno telefonicky" in editor.get(answer.url).content.decode()
    press(editor, second)
    html = editor.get(reverse(ROUND)).content.decode()
    assert "Není co ověřovat" in html
    assert "Dnes máte ověřené 2 záznamy." in html


def test_the_main_button_has_the_focus_and_enter_anywhere_presses_it(association: Association, editor: Client) -> None:
    html = editor.get(address(entry(association, "Knihovna"))).content.decode()
    form = html[html.index('class="round-form"') :]
    # Enter in a field presses the first button of its form.
    assert form.index('value="verified" accesskey="v" autofocus') < form.index('name="told_by"')
    assert html.count("autofocus") == 1


def test_by_mail_or_visit_and_on_another_day(association: Association, editor: Client) -> None:
    service = entry(association, "Knihovna")
    html = editor.get(f"{address(service)}?how=mail").content.decode()
    assert "Ověřeno písemně" in html
    press(editor, service, query="?how=mail", on=in_days(-3).isoformat())
    line = Verification.objects.get()
    assert (line.method, line.on) == ("mail", in_days(-3))


def test_a_day_to_come_or_a_wrong_one_is_refused(association: Association, editor: Client) -> None:
    service = entry(association, "Knihovna")
    for day in (in_days(1).isoformat(), "včera"):
        assert press(editor, service, on=day).status_code == 422
    assert not Verification.objects.exists()


def test_where_nobody_picks_up_the_entry_comes_back_tomorrow(
    association: Association, editor: Client, manager_a: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = entry(association, "Dávno", due=-90)
    entry(association, "Včera", due=-1)
    press(editor, first, "unreached")
    assert results(first) == ["unreached"]
    first.refresh_from_db()
    assert first.verified_on is None
    assert offered(editor) == "Včera"
    # Not to a colleague today either, but it stays in the list.
    assert offered(client_of(manager_a), f"?provider={first.operator_name}") == ""
    assert editor.get(reverse(QUEUE)).context["paginator"].count == 2
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *_a: tomorrow)
    assert offered(editor) == "Dávno"


def test_skipped_entries_are_offered_again_on_request(association: Association, editor: Client) -> None:
    first, second = entry(association, "Dávno", due=-90), entry(association, "Včera", due=-1)
    press(editor, first, "skip")
    press(editor, second)
    assert offered(editor) == ""
    editor.post(reverse(ROUND))
    assert offered(editor) == "Dávno"
    assert results(first) == []


def test_a_service_that_is_no_more_is_closed_and_verified(association: Association, editor: Client) -> None:
    service = entry(association, "Knihovna")
    press(editor, service, "ceased", on=in_days(-2).isoformat())
    service.refresh_from_db()
    assert service.closed_on == in_days(-2)
    assert results(service) == ["ceased"]
    assert editor.get(f"/sluzby/{service.slug}/").status_code == 200


def test_a_correction_returns_to_the_entry_and_stands_in_the_log(association: Association, editor: Client) -> None:
    service = entry(association, "Knihovna")
    to_editor = press(editor, service, "edit", query="?list=overdue", told_by="pan Malý")
    edit = reverse(f"{NAME}:edit", args=[service.pk])
    assert to_editor.url == edit
    assert "Zpět k obvolávání" in editor.get(edit).content.decode()
    back: Any = editor.post(edit, form_of(service, association, name="Obecní knihovna", psc="549 01"))
    assert back.url == f"{address(service)}?list=overdue"
    html = editor.get(back.url).content.decode()
    assert "Opraveno a ověřeno telefonicky" in html
    assert "pan Malý" in html
    press(editor, service, query="?list=overdue", told_by="pan Malý")
    line = Verification.objects.get()
    assert line.result == "corrected"
    assert [(change["field"], change["old"], change["new"]) for change in line.changes] == [
        ("name", "Knihovna", "Obecní knihovna")
    ]


@pytest.mark.parametrize("do", ["verified", "unreached", "ceased"])
def test_sent_twice_it_is_recorded_once(association: Association, editor: Client, do: str) -> None:
    service = entry(association, "Knihovna")
    since = editor.get(address(service)).context["since"]
    for _time in range(2):
        editor.post(address(service), {"do": do, "since": since})
    assert len(results(service)) == 1


def test_what_a_colleague_has_recorded_meanwhile_is_not_recorded_again(
    association: Association, editor: Client, manager_a: Any
) -> None:
    service = entry(association, "Knihovna")
    since = editor.get(address(service)).context["since"]
    record_verification(service=service, method="visit", user=manager_a)
    editor.post(address(service), {"do": "verified", "since": since})
    assert results(service) == ["confirmed"]
    assert "už je zapsáno" in editor.get(reverse(QUEUE)).content.decode()


def test_two_people_never_get_the_same_provider(association: Association, editor: Client, manager_a: Any) -> None:
    for number in range(3):
        entry(association, f"Škola {number}", due=-9 + number, operator_ico="00271560", operator_name="Hořice")
    entry(association, "Knihovna", due=-1)
    assert offered(editor) == "Škola 0"
    manager = client_of(manager_a)
    assert offered(manager) == "Knihovna"
    # The first one goes on with the provider's next entry.
    assert offered(editor) == "Škola 0"
    html = manager.get(address(Service.objects.get(name="Škola 1"))).content.decode()
    assert "Nevolejte mu také" in html


def test_a_provider_who_has_proposed_changes_is_not_rung(association: Association, editor: Client) -> None:
    service = entry(association, "Dávno", due=-90)
    Proposal.objects.create(site=association.site, service=service)
    entry(association, "Včera", due=-1)
    assert offered(editor) == "Včera"


def test_a_check_says_why_and_is_settled_by_the_call(association: Association, editor: Client) -> None:
    service = entry(association, "Knihovna", due=100)
    ask_for_check(services=[service], reason=CheckReason.BOUNCED, value="info@obec.test")
    assert offered(editor) == "Knihovna"
    assert "info@obec.test" in editor.get(address(service)).content.decode()
    press(editor, service)
    service.refresh_from_db()
    assert service.check_since is None
    assert not EntryCheck.objects.filter(settled_at=None).exists()


def test_who_may_not_change_an_entry_may_not_verify_it(
    association: Association, manager_b: Any, union_reviewer: Any, union_admin: Any
) -> None:
    service = entry(association, "Knihovna")
    other, reviewer = client_of(manager_b, "dolni.localhost"), client_of(union_reviewer, "localhost")
    for client, status in ((other, 404), (reviewer, 403)):
        answer = client.post(address(service), {"do": "verified", "since": 0})
        assert answer.status_code in {status, 302}
    assert not Verification.objects.exists()
    press(client_of(union_admin, "localhost"), service)
    assert results(service) == ["confirmed"]


def test_the_round_keeps_to_the_lists_filters(association: Association, editor: Client) -> None:
    entry(association, "Dávno", due=-90)
    soon = entry(association, "Brzy", due=5)
    assert offered(editor, "?list=soon") == "Brzy"
    press(editor, soon, query="?list=soon")
    assert offered(editor, "?list=soon") == ""
    assert offered(editor) == "Dávno"


def test_the_same_queries_for_3_and_300_entries(
    association: Association, editor: Client, assert_same_queries: Callable[..., int]
) -> None:
    def add(count: int, start: int) -> None:
        make_many(association, count, start=start)
        Service.objects.update(verify_by=in_days(-5))

    add(3, 0)
    assert_same_queries(lambda: editor.get(reverse(ROUND), follow=True), lambda: add(297, 3))
