"""The centre decides field by field what a provider proposed; everything that follows happens once (F6, F8)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import registry as log_registry

from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association
from services_directory.actions import delete_service, publish_service, unpublish_service
from services_directory.models import (
    FormerAddress,
    Proposal,
    ProposedChange,
    SearchEntry,
    Service,
    ServiceContact,
    Verification,
)
from services_directory.verification.proposals import decisions
from services_directory.verification.proposals.applying import write_values
from services_directory.verification.proposals.decisions import (
    ChangedMeanwhile,
    accept_all,
    decide,
    mark_of,
    refuse_all,
)

from ..factories import ServiceFactory, make_service
from .proposing import NEW_PHONE, PHONES, RECIPIENT, change_of, propose

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]


@pytest.fixture
def library(association: Association) -> Service:
    return make_service(association, name="Knihovna Hořice", subject="Půjčuje knihy.")


def phones(service: Service) -> list[str]:
    rows = ServiceContact.objects.filter(service=service, kind="phone").order_by("sort_order", "pk")
    return [row.value for row in rows]


def letters() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(event__startswith="services_directory.outcome:"))


@pytest.mark.spec("F6")
def test_the_public_entry_stays_until_each_field_is_decided(library: Service, editor_a: Any) -> None:
    proposal = propose(library, phones=PHONES, subject="Půjčuje knihy i hry.", hours_note="V létě zavřeno.")
    library.refresh_from_db()
    assert (phones(library), library.subject, library.hours_note) == (["+420491000101"], "Půjčuje knihy.", "")
    assert decide(change=change_of(proposal, "subject"), accept=True, user=editor_a)
    assert decide(change=change_of(proposal, "hours_note"), accept=False, user=editor_a, reason="Platí jen letos.")
    library.refresh_from_db()
    assert (phones(library), library.subject, library.hours_note) == (["+420491000101"], "Půjčuje knihy i hry.", "")
    assert not Verification.objects.exists()
    assert not letters()
    assert decide(change=change_of(proposal, "phones"), accept=True, user=editor_a)
    assert phones(library) == [NEW_PHONE]
    refused = change_of(proposal, "hours_note")
    assert (refused.decision, refused.decided_by, refused.reason) == ("refused", str(editor_a), "Platí jen letos.")


@pytest.mark.spec("F1", "F6", "F8")
def test_the_last_decision_is_one_verification_of_the_day_of_the_answer(library: Service, editor_a: Any) -> None:
    proposal = propose(library, days_ago=5, phones=PHONES, subject="Půjčuje knihy i hry.")
    decide(change=change_of(proposal, "phones"), accept=True, user=editor_a)
    library.refresh_from_db()
    assert library.verified_on is None
    decide(change=change_of(proposal, "subject"), accept=False, user=editor_a, reason="Hry nemáme ověřené.")
    [line] = Verification.objects.filter(uid=library.uid)
    day = timezone.localdate() - timedelta(days=5)
    assert (line.on, line.method, line.result, line.told_by) == (day, "link", "corrected", "Jana Nová")
    assert line.recorded_by == str(editor_a)
    [changed] = line.changes
    assert changed["field"] == "phones"
    assert "491\u00a0000\u00a0999" in changed["new"]
    library.refresh_from_db()
    proposal.refresh_from_db()
    assert (library.verified_on, library.verified_how) == (day, "link")
    assert proposal.settled_at is not None


@pytest.mark.parametrize(
    ("values", "accept", "result"),
    [
        ({"subject": "Jinak."}, True, "corrected"),
        ({"subject": "Jinak."}, False, "confirmed"),
        ({"closed_on": "2026-11-01", "subject": "Jinak."}, True, "ceased"),
    ],
)
def test_what_the_verification_found(
    library: Service, editor_a: Any, values: dict[str, Any], accept: bool, result: str
) -> None:
    if "closed_on" in values:
        values = {**values, "closed_on": (timezone.localdate() - timedelta(days=3)).isoformat()}
    proposal = propose(library, **values)
    if accept:
        accept_all(proposal=proposal, user=editor_a)
    else:
        refuse_all(proposal=proposal, user=editor_a, reason="Ověřili jsme to jinde.")
    assert [line.result for line in Verification.objects.filter(uid=library.uid)] == [result]
    library.refresh_from_db()
    assert (library.closed_on is not None) == (result == "ceased")
    assert library.live


@pytest.mark.spec("F6")
def test_of_two_people_who_decide_the_same_one_counts(library: Service, editor_a: Any, manager_a: Any) -> None:
    proposal = propose(library, phones=PHONES)
    first, second = change_of(proposal, "phones"), change_of(proposal, "phones")
    assert decide(change=first, accept=False, user=editor_a, reason="Číslo nikdo nebere.")
    assert not decide(change=second, accept=True, user=manager_a)
    assert phones(library) == ["+420491000101"]
    stored = change_of(proposal, "phones")
    assert (stored.decision, stored.decided_by) == ("refused", str(editor_a))
    assert Verification.objects.count() == 1
    assert len(letters()) == 1
    assert accept_all(proposal=proposal, user=manager_a) == 0
    assert Verification.objects.count() == 1
    assert len(letters()) == 1


def test_of_two_last_decisions_one_settles(library: Service, editor_a: Any) -> None:
    proposal = propose(library, phones=PHONES)
    Proposal.objects.filter(pk=proposal.pk).update(settled_at=timezone.now())
    decide(change=change_of(proposal, "phones"), accept=True, user=editor_a)
    assert not Verification.objects.exists()
    assert not letters()


@pytest.mark.spec("F6")
def test_a_value_changed_since_the_provider_looked_is_accepted_only_knowingly(library: Service, editor_a: Any) -> None:
    proposal = propose(library, subject="Půjčuje knihy i hry.")
    library.subject = "Půjčuje knihy a čte dětem."
    publish_service(service=library)
    change = change_of(proposal, "subject")
    with pytest.raises(ChangedMeanwhile):
        decide(change=change, accept=True, user=editor_a)
    with pytest.raises(ChangedMeanwhile):
        decide(change=change, accept=True, user=editor_a, seen=mark_of("Půjčuje knihy."))
    with pytest.raises(ChangedMeanwhile):
        accept_all(proposal=proposal, user=editor_a)
    assert change_of(proposal, "subject").decision == "waiting"
    assert decide(change=change, accept=True, user=editor_a, seen=mark_of(library.subject))
    library.refresh_from_db()
    assert library.subject == "Půjčuje knihy i hry."


def test_what_somebody_has_corrected_already_is_accepted_without_a_new_version(library: Service, editor_a: Any) -> None:
    proposal = propose(library, subject="Půjčuje knihy i hry.")
    library.subject = "Půjčuje knihy i hry."
    publish_service(service=library)
    versions = library.revisions.count()
    assert decide(change=change_of(proposal, "subject"), accept=True, user=editor_a)
    assert library.revisions.count() == versions
    assert Verification.objects.get().result == "corrected"


@pytest.mark.spec("F6", "D1")
def test_the_last_public_contact_is_not_taken_away(library: Service, editor_a: Any) -> None:
    proposal = propose(library, phones=[], subject="Půjčuje knihy i hry.")
    with pytest.raises(ValidationError, match="kontakt"):
        decide(change=change_of(proposal, "phones"), accept=True, user=editor_a)
    with pytest.raises(ValidationError, match="kontakt"):
        accept_all(proposal=proposal, user=editor_a)
    library.refresh_from_db()
    assert phones(library) == ["+420491000101"]
    assert library.subject == "Půjčuje knihy."
    assert set(ProposedChange.objects.values_list("decision", flat=True)) == {"waiting"}
    assert not Verification.objects.exists()


def test_a_contact_of_another_kind_instead_of_the_last_one_is_accepted_together(
    library: Service, editor_a: Any
) -> None:
    proposal = propose(library, phones=[], emails=[{"value": "knihovna@example.org", "label": ""}])
    assert accept_all(proposal=proposal, user=editor_a) == 2
    public = ServiceContact.objects.filter(service=library, is_internal=False)
    assert [contact.value for contact in public] == ["knihovna@example.org"]


def test_a_refusal_needs_a_reason(library: Service, editor_a: Any) -> None:
    proposal = propose(library, phones=PHONES)
    with pytest.raises(ValidationError, match="Uveďte"):
        decide(change=change_of(proposal, "phones"), accept=False, user=editor_a, reason="  ")
    assert change_of(proposal, "phones").decision == "waiting"


@pytest.mark.spec("F6")
def test_a_waiting_draft_is_corrected_and_stays_a_draft(library: Service, editor_a: Any, manager_a: Any) -> None:
    proposal = propose(library, phones=PHONES, subject="Půjčuje knihy i hry.")
    library.description = "Rozepsaný popis"
    library.contacts.add(ServiceContact(kind="web", value="https://koncept.example.org"))
    library.save_revision(user=manager_a)
    accept_all(proposal=proposal, user=editor_a)
    stored = Service.objects.get(pk=library.pk)
    assert stored.live
    assert stored.has_unpublished_changes
    assert (stored.subject, stored.description) == ("Půjčuje knihy i hry.", "")
    assert list(stored.contacts.values_list("value", flat=True)) == [NEW_PHONE]
    draft = stored.get_latest_revision_as_object()
    assert (draft.subject, draft.description) == ("Půjčuje knihy i hry.", "Rozepsaný popis")
    assert sorted(contact.value for contact in draft.contacts.all()) == [NEW_PHONE, "https://koncept.example.org"]
    assert stored.latest_revision is not None
    assert stored.latest_revision.user == manager_a
    publish_service(service=draft)
    stored.refresh_from_db()
    assert (stored.subject, stored.description) == ("Půjčuje knihy i hry.", "Rozepsaný popis")
    assert sorted(stored.contacts.values_list("value", flat=True)) == [NEW_PHONE, "https://koncept.example.org"]


def test_a_scheduled_version_is_corrected_and_stays_scheduled(library: Service, editor_a: Any) -> None:
    proposal = propose(library, subject="Půjčuje knihy i hry.")
    library.description = "Od ledna"
    library.go_live_at = timezone.now() + timedelta(days=30)
    library.save_revision().publish()
    decide(change=change_of(proposal, "subject"), accept=True, user=editor_a)
    stored = Service.objects.get(pk=library.pk)
    assert (stored.live, stored.subject, stored.description) == (True, "Půjčuje knihy i hry.", "")
    [scheduled] = stored.revisions.filter(approved_go_live_at__isnull=False)
    assert scheduled.approved_go_live_at == library.go_live_at
    version = scheduled.as_object()
    assert (version.subject, version.description) == ("Půjčuje knihy i hry.", "Od ledna")


def test_index_and_address_go_along(library: Service, editor_a: Any) -> None:
    proposal = propose(library, name="Knihovna Karla Čapka")
    old = library.slug
    decide(change=change_of(proposal, "name"), accept=True, user=editor_a)
    library.refresh_from_db()
    assert library.slug == "knihovna-karla-capka"
    assert FormerAddress.objects.filter(service=library, slug=old).exists()
    entry = SearchEntry.objects.get(service=library)
    assert "capk" in entry.name_terms
    assert library.live
    assert not library.has_unpublished_changes


def test_what_is_not_public_is_corrected_as_a_draft(library: Service, editor_a: Any) -> None:
    proposal = propose(library, subject="Půjčuje knihy i hry.")
    unpublish_service(service=library)
    decide(change=change_of(proposal, "subject"), accept=True, user=editor_a)
    stored = Service.objects.get(pk=library.pk)
    assert not stored.live
    assert stored.subject == stored.get_latest_revision_as_object().subject == "Půjčuje knihy i hry."
    draft = ServiceFactory.create(association=library.site.association)
    write_values(service=draft, values={"subject": "Nově."})
    assert Service.objects.get(pk=draft.pk).subject == "Nově."


@pytest.mark.spec("F6")
def test_the_provider_is_told_once_what_became_of_it(library: Service, editor_a: Any) -> None:
    proposal = propose(library, phones=PHONES, subject="Jinak.")
    decide(change=change_of(proposal, "phones"), accept=True, user=editor_a)
    decide(change=change_of(proposal, "subject"), accept=False, user=editor_a, reason="Je to neúplné.")
    [letter] = letters()
    assert (letter.recipient, letter.site) == (RECIPIENT, library.site)
    for text in (letter.text, letter.html):
        assert "999" in text
        assert "Je to neúplné." in text.replace("\u00a0", " ")
        assert f"/sluzby/{library.slug}/" in text


def test_half_a_decision_never_stays(library: Service, editor_a: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(**kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(decisions, "enqueue_outcome", fails)
    proposal = propose(library, phones=PHONES)
    with pytest.raises(RuntimeError), transaction.atomic():
        decide(change=change_of(proposal, "phones"), accept=True, user=editor_a)
    proposal.refresh_from_db()
    assert proposal.settled_at is None
    assert change_of(proposal, "phones").decision == "waiting"
    assert phones(library) == ["+420491000101"]
    assert not Verification.objects.exists()


def test_an_entry_deleted_or_moved_meanwhile_is_said(library: Service, neighbour: Association, editor_a: Any) -> None:
    proposal = propose(library, phones=PHONES)
    change = change_of(proposal, "phones")
    Service.objects.filter(pk=library.pk).update(site=neighbour.site)
    with pytest.raises(ValidationError, match="svazk"):
        decide(change=change, accept=True, user=editor_a)
    Service.objects.filter(pk=library.pk).update(site=proposal.site)
    delete_service(service=Service.objects.get(pk=library.pk))
    with pytest.raises(ValidationError, match="smazán"):
        decide(change=change, accept=True, user=editor_a)


def test_a_verification_noted_meanwhile_is_not_put_back(library: Service, editor_a: Any) -> None:
    from services_directory.actions import record_verification

    proposal = propose(library, days_ago=4, phones=PHONES)
    record_verification(service=library, method="phone")
    decide(change=change_of(proposal, "phones"), accept=True, user=editor_a)
    library.refresh_from_db()
    assert library.verified_on == timezone.localdate()
    assert Verification.objects.count() == 2


def test_a_service_said_to_go_on_is_open_again(library: Service, editor_a: Any) -> None:
    write_values(service=library, values={"closed_on": timezone.localdate().isoformat()}, user=editor_a)
    assert Service.objects.get(pk=library.pk).closed_on == timezone.localdate()
    write_values(service=library, values={"closed_on": None}, user=editor_a)
    assert Service.objects.get(pk=library.pk).closed_on is None


def test_the_history_says_who_decided_what(library: Service, editor_a: Any) -> None:
    proposal = propose(library, phones=PHONES, subject="Jinak.")
    decide(change=change_of(proposal, "phones"), accept=True, user=editor_a)
    decide(change=change_of(proposal, "subject"), accept=False, user=editor_a, reason="Je to neúplné.")
    told = [entry.message for entry in log_registry.get_logs_for_instance(library) if "decide" in entry.action]
    assert len(told) == 2
    assert any("Je to neúplné." in text for text in told)


@pytest.mark.on_both
@pytest.mark.parametrize("count", [1, 5])
def test_accepting_takes_as_many_queries_for_one_field_as_for_five_texts(
    library: Service, editor_a: Any, count: int, queries: Callable[[Callable[[], Any]], list[str]]
) -> None:
    names = ("subject", "description", "hours_note", "barrier_free_note", "operator_name")[:count]
    proposal = propose(library, **dict.fromkeys(names, "Jinak"))
    made = queries(lambda: accept_all(proposal=proposal, user=editor_a))
    assert len(made) <= 110 + 4 * count
