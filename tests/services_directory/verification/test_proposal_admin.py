"""Proposals of providers in the admin: the list, the difference, the decisions as people make them (F6)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.tenancy.models import Association
from services_directory.actions import delete_service, publish_service
from services_directory.enums import Decision
from services_directory.models import Proposal, ProposedChange, Service, ServiceContact, Verification
from services_directory.verification.proposals.decisions import accept_all, decide, mark_of

from ..factories import make_service
from .proposing import NEW_PHONE, PHONES, change_of, propose

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("postgresql")]
INDEX = "service_proposals:index"


def client_of(user: Any, host: str = "horni.localhost") -> Client:
    client = Client(SERVER_NAME=host)
    client.force_login(user)
    return client


@pytest.fixture
def editor(editor_a: Any) -> Client:
    return client_of(editor_a)


@pytest.fixture
def library(association: Association) -> Service:
    return make_service(
        association, name="Knihovna Hořice", subject="Půjčuje knihy.", opening_hours="Mo-Fr 08:00-12:00"
    )


def page(proposal: Proposal) -> str:
    return reverse("service_proposals:inspect", args=[proposal.pk])


def send(client: Client, proposal: Proposal, which: Any, decision: str, **data: Any) -> Any:
    address = reverse("service_proposals:decide", args=[proposal.pk])
    return client.post(address, {"change": which, "decision": decision, **data}, follow=True)


def said(answer: Any) -> str:
    return " ".join(str(message) for message in answer.context["messages"]).replace("\u00a0", " ")


def listed(client: Client, **query: Any) -> list[str]:
    return [proposal.service.name for proposal in client.get(reverse(INDEX), query).context["object_list"]]


@pytest.mark.spec("F6")
def test_a_person_decides_field_by_field(library: Service, editor: Client) -> None:
    proposal = propose(library, phones=PHONES, opening_hours="Mo-Th 08:00-12:00", subject="Jinak.")
    html = editor.get(page(proposal)).content.decode()
    for text in ("<del>", "<ins>", "Jana Nová", "Knihovna Hořice", f"/sluzby/{library.slug}/"):
        assert text in html
    answer = send(editor, proposal, change_of(proposal, "phones").pk, "accept")
    assert "přijato" in said(answer)
    hours = change_of(proposal, "opening_hours")
    answer = send(editor, proposal, hours.pk, "refuse", reason="Tak už neotevíráte.")
    assert answer.redirect_chain[-1][0].endswith(f"#change-{change_of(proposal, 'subject').pk}")
    assert ServiceContact.objects.get(service=library).value == NEW_PHONE
    answer = send(editor, proposal, change_of(proposal, "subject").pk, "accept")
    assert "rozhodnuto" in said(answer)
    library.refresh_from_db()
    assert (library.subject, library.opening_hours) == ("Jinak.", "Mo-Fr 08:00-12:00")
    html = editor.get(page(proposal)).content.decode()
    assert "Tak už neotevíráte." in html
    assert reverse("service_proposals:decide", args=[proposal.pk]) not in html


def test_hours_are_compared_line_by_line(library: Service, editor: Client) -> None:
    library.opening_hours = "Mo,We 08:00-12:00; Tu 13:00-17:00"
    publish_service(service=library)
    proposal = propose(library, opening_hours="Mo,We 08:00-12:00; Tu 13:00-18:00")
    [shown] = editor.get(page(proposal)).context["shown"]
    kinds = [line.kind for line in shown.lines]
    assert kinds.count("removed") == kinds.count("added") == 1
    assert "same" in kinds


@pytest.mark.spec("F6")
def test_the_second_person_is_told_who_decided_what(
    library: Service, editor: Client, editor_a: Any, manager_a: Any
) -> None:
    proposal = propose(library, phones=PHONES, subject="Jinak.")
    decide(change=change_of(proposal, "phones"), accept=False, user=manager_a, reason="Volali jsme tam.")
    answer = send(editor, proposal, change_of(proposal, "phones").pk, "accept")
    assert str(manager_a) in said(answer)
    assert "Volali jsme tam." in said(answer)
    assert ServiceContact.objects.get(service=library).value != NEW_PHONE
    accept_all(proposal=proposal, user=manager_a)
    answer = send(editor, proposal, change_of(proposal, "subject").pk, "refuse", reason="Ne.")
    assert str(manager_a) in said(answer)
    answer = send(editor, proposal, "all", "accept")
    assert "mezitím" in said(answer)
    assert Verification.objects.count() == 1


@pytest.mark.spec("F6")
def test_three_values_are_shown_and_accepting_needs_a_tick(library: Service, editor: Client) -> None:
    proposal = propose(library, subject="Půjčuje knihy i hry.", hours_note="V létě zavřeno.")
    library.subject = "Čte dětem."
    publish_service(service=library)
    change = change_of(proposal, "subject")
    html = editor.get(page(proposal)).content.decode()
    for text in ("Půjčuje knihy.", "Čte dětem.", "Půjčuje knihy i hry.", f'name="seen-{change.pk}"'):
        assert text in html
    mark = mark_of("Čte dětem.")
    for data in ({}, {f"seen-{change.pk}": mark}, {"knowingly": "on", f"seen-{change.pk}": "jiné"}):
        assert "Předmět činnosti" in said(send(editor, proposal, change.pk, "accept", **data))
        assert change_of(proposal, "subject").decision == Decision.WAITING
    assert not said(send(editor, proposal, "all", "accept")).startswith("Všechno")
    assert change_of(proposal, "hours_note").decision == Decision.WAITING
    send(editor, proposal, "all", "accept", **{"knowingly": "on", f"seen-{change.pk}": mark})
    library.refresh_from_db()
    assert (library.subject, library.hours_note) == ("Půjčuje knihy i hry.", "V létě zavřeno.")


def test_what_cant_be_published_is_said_and_nothing_changes(library: Service, editor: Client) -> None:
    proposal = propose(library, phones=[], subject="Jinak.")
    answer = send(editor, proposal, change_of(proposal, "phones").pk, "accept")
    assert "veřejný kontakt" in said(answer)
    assert set(ProposedChange.objects.values_list("decision", flat=True)) == {"waiting"}
    answer = send(editor, proposal, change_of(proposal, "phones").pk, "refuse", reason=" ")
    assert "proč" in said(answer)


def test_everything_is_refused_with_one_reason(library: Service, editor: Client) -> None:
    proposal = propose(library, phones=PHONES, subject="Jinak.")
    send(editor, proposal, "all", "refuse", reason="Nepsal nám provozovatel.")
    assert set(ProposedChange.objects.values_list("decision", "reason")) == {("refused", "Nepsal nám provozovatel.")}
    assert Verification.objects.get().result == "confirmed"


def test_a_deleted_or_moved_entry_leads_back_to_the_list(
    library: Service, neighbour: Association, editor: Client
) -> None:
    proposal = propose(library, phones=PHONES)
    change = change_of(proposal, "phones")
    Proposal.objects.filter(pk=proposal.pk).update(site=neighbour.site)
    assert "smazán nebo přesunut" in said(send(editor, proposal, change.pk, "accept"))
    assert change_of(proposal, "phones").decision == Decision.WAITING
    Proposal.objects.filter(pk=proposal.pk).update(site=library.site)
    delete_service(service=library)
    assert "smazán nebo přesunut" in said(send(editor, proposal, change.pk, "accept"))


@pytest.mark.on_both
def test_what_waits_longest_stands_first_and_the_decided_last(
    association: Association, editor: Client, editor_a: Any
) -> None:
    names = ("Nová", "Stará", "Vyřízená")
    for name, days in zip(names, (1, 9, 20), strict=True):
        proposal = propose(make_service(association, name=name), days_ago=days, subject="Jinak.")
    accept_all(proposal=proposal, user=editor_a)
    assert listed(editor) == ["Stará", "Nová", "Vyřízená"]
    assert listed(editor, state="waiting") == ["Stará", "Nová"]
    assert listed(editor, state="settled") == ["Vyřízená"]
    assert listed(editor, q="stara") == ["Stará"]


def test_the_union_sees_whose_it_is_and_an_association_its_own(
    association: Association, neighbour: Association, editor: Client, union_admin: Any, union_reviewer: Any
) -> None:
    own = propose(make_service(association, name="Naše"), subject="Jinak.")
    foreign = propose(make_service(neighbour, name="Jejich"), subject="Jinak.")
    assert listed(editor) == ["Naše"]
    assert editor.get(page(foreign)).status_code == 404
    union = client_of(union_admin, "localhost")
    assert sorted(listed(union)) == ["Jejich", "Naše"]
    assert neighbour.short_name in union.get(reverse(INDEX)).content.decode()
    assert listed(union, association=neighbour.pk) == ["Jejich"]
    reviewer = client_of(union_reviewer, "localhost")
    html = reviewer.get(page(own)).content.decode()
    assert "Jinak." in html
    assert reverse("service_proposals:decide", args=[own.pk]) not in html
    send(reviewer, own, change_of(own, "subject").pk, "accept")
    assert change_of(own, "subject").decision == Decision.WAITING


def test_the_menu_and_the_home_page_say_how_many_wait(library: Service, editor: Client, editor_a: Any) -> None:
    home = reverse("wagtailadmin_home")
    assert "návrh" not in panel(editor.get(home).content.decode())
    for subject in ("Jinak.", "Ještě jinak.", "Úplně jinak."):
        proposal = propose(library, subject=subject)
    html = editor.get(home).content.decode()
    assert "Čekají 3 návrhy provozovatelů" in panel(html)
    assert f"{reverse(INDEX)}?state=waiting" in html
    assert "(3)" in html
    accept_all(proposal=proposal, user=editor_a)
    assert "Čekají 2 návrhy provozovatelů" in panel(editor.get(home).content.decode())


def panel(html: str) -> str:
    """The desk on the home page."""
    start = html.find('class="desk"')
    return html[start : html.find("desk-part--deadlines", start)] if start >= 0 else ""


def test_after_the_last_field_the_next_proposal_is_offered(library: Service, editor: Client) -> None:
    first, second = propose(library, subject="Jinak."), propose(library, hours_note="V létě zavřeno.")
    html = send(editor, first, change_of(first, "subject").pk, "accept").content.decode()
    assert page(second) in html


def test_the_list_takes_the_same_queries_for_ten_times_as_many(
    association: Association, editor: Client, assert_same_queries: Callable[..., int]
) -> None:
    service = make_service(association)

    def grow(count: int) -> None:
        for n in range(count):
            propose(service, subject=f"Jinak {n}.", hours_note=f"Po {n}.")

    grow(3)
    assert_same_queries(lambda: editor.get(reverse(INDEX)), lambda: grow(27), at_most=15)


def test_a_proposal_takes_the_same_queries_whatever_it_proposes(
    library: Service, editor: Client, assert_same_queries: Callable[..., int]
) -> None:
    proposal = propose(library, subject="Jinak.", phones=PHONES)
    late = timezone.now() - timedelta(days=1)

    def grow() -> None:
        for key, new in (("hours_note", "x"), ("opening_hours", "Mo 08:00-12:00"), ("description", "y")):
            ProposedChange.objects.create(proposal=proposal, field=key, old="něco", new=new)
        for n in range(12):
            change = {"decision": Decision.REFUSED, "decided_at": late, "reason": "Ne."}
            ProposedChange.objects.create(proposal=proposal, field=f"dávný-{n}", old="a", new="b", **change)

    assert_same_queries(lambda: editor.get(page(proposal)), grow, at_most=17)
