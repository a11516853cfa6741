"""The public form: asking for the newsletter by e-mail (X1)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from newsletters.enums import ConsentSource, SubscriberKind, SubscriberState
from newsletters.models import ConsentEvent, Subscriber
from newsletters.subscribers import asking as verb
from newsletters.subscribers import form_views
from newsletters.subscribers.asking import ask
from newsletters.subscribers.proof import offered_topics
from portal.tenancy.models import Association, Municipality

from ..contributions.asked import village
from ..factories import make_issue
from .asking import FORM, READER, letters, nobody_is_too_quick, typed
from .factories import make_subscriber

pytestmark = [pytest.mark.django_db, pytest.mark.spec("X1")]


@pytest.fixture
def visitor(dso_a: Association, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Client:
    nobody_is_too_quick(monkeypatch)
    return Client(HTTP_HOST="horni.localhost")


def test_who_fills_in_the_form_waits_and_gets_a_letter(visitor: Client, dso_a: Association) -> None:
    place = village(dso_a)
    page = visitor.get(FORM)
    words = page.content.decode()
    assert "Souhlasím s tím" in words
    assert "checked" not in words.split('name="consent"')[1].split(">")[0]
    assert "IČO" in words
    answer = visitor.post(FORM, typed(visitor, municipality=place.pk, topics=["newsletter", "corrections"]))
    assert (answer.status_code, READER in answer.content.decode()) == (200, True)
    row = Subscriber.objects.get()
    assert (row.site, row.email, row.state, row.kind) == (dso_a.site, READER, "pending", "reader")
    assert (row.municipality, row.language, row.confirmed_at) == (place, "cs", None)
    assert sorted(row.topics.values_list("code", flat=True)) == ["corrections", "newsletter"]
    [letter] = letters()
    assert letter.recipient == READER
    assert dso_a.name in letter.text
    assert dso_a.ico in letter.text
    assert dso_a.ico in letter.html
    assert "Opravy zpravodaje" in letter.text
    assert "Lhota" in letter.text
    assert "jana" not in letter.subject


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", ""), ("email", "jana@"), ("topics", []), ("topics", ["other"]), ("consent", ""), ("municipality", "1")],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_stays(visitor: Client, field: str, value: Any) -> None:
    answer = visitor.post(FORM, typed(visitor, **{field: value}))
    assert answer.status_code == 422
    form = answer.context["form"]
    assert set(form.errors) == {field}
    words = answer.content.decode()
    if field != "email":
        assert f'value="{READER}"' in words
    if field == "consent":
        assert "Bez vašeho souhlasu" in words
        assert "checked" in words.split('value="newsletter"')[1].split(">")[0]
    assert not Subscriber.objects.exists()
    assert not letters()


def test_a_municipality_of_another_association_is_refused(visitor: Client, dso_b: Association) -> None:
    elsewhere = village(dso_b, "Dolní Lhota", "990200", email="")
    answer = visitor.post(FORM, typed(visitor, municipality=elsewhere.pk))
    assert set(answer.context["form"].errors) == {"municipality"}
    with pytest.raises(ValidationError) as refused:
        ask(site=dso_b.site, email=READER, topics=offered_topics(), municipality=Municipality.objects.create(code="1"))
    assert set(refused.value.message_dict) == {"municipality"}


def test_the_answer_is_the_same_for_a_new_a_waiting_an_ended_and_a_subscribed_address(
    visitor: Client, dso_a: Association
) -> None:
    for state in SubscriberState:
        make_subscriber(dso_a, f"{state}@example.cz", state=state)
    before = {row.pk: (row.state, row.topics.count(), row.confirmed_at) for row in Subscriber.objects.all()}
    said, kinds = set(), {}
    for name in [*SubscriberState, "new"]:
        address = f"{name}@example.cz"
        answer = visitor.post(FORM, typed(visitor, email=address, topics=["newsletter", "corrections"]))
        said.add((answer.status_code, answer.content.decode().replace(address, "")))
        kinds[str(name)] = [letter.event.split(":")[0][23:] for letter in letters() if letter.recipient == address]
    assert len({status for status, _words in said}) == 1
    assert len({words.split("<main")[1].split("</main>")[0] for _status, words in said}) == 1
    assert kinds == {
        "pending": ["confirm"],
        "active": ["already"],
        "unsubscribed": ["confirm"],
        "unreachable": ["confirm"],
        "new": ["confirm"],
    }
    after = {row.pk: (row.state, row.topics.count(), row.confirmed_at) for row in Subscriber.objects.all()}
    subscribed = Subscriber.objects.get(email="active@example.cz")
    assert after[subscribed.pk] == before[subscribed.pk]
    assert [after[pk][0] for pk in before] == [before[pk][0] for pk in before]


def test_an_address_in_other_letters_is_the_same_row_but_another_association_has_its_own(
    visitor: Client, dso_a: Association, dso_b: Association
) -> None:
    for address in (READER, "JANA@Example.CZ"):
        visitor.post(FORM, typed(visitor, email=address))
    make_subscriber(dso_a, READER, kind=SubscriberKind.OFFICE)
    ask(site=dso_b.site, email=READER, topics=offered_topics())
    rows = Subscriber.objects.filter(kind=SubscriberKind.READER).order_by("pk")
    assert list(rows.values_list("site", flat=True)) == [dso_a.site_id, dso_b.site_id]
    [first, second, other] = letters("confirm")
    assert first.text == second.text
    assert other.site == dso_b.site


def test_an_address_gets_three_letters_a_day_and_then_nothing_changes(visitor: Client, dso_a: Association) -> None:
    make_subscriber(dso_a, "active@example.cz")
    for address in (READER, "active@example.cz"):
        for topics in (["newsletter"], ["newsletter"], ["newsletter"], ["corrections"]):
            answer = visitor.post(FORM, typed(visitor, email=address, topics=topics))
            assert answer.status_code == 200
    assert [letter.recipient for letter in letters()] == [READER] * 3 + ["active@example.cz"] * 3
    waiting = Subscriber.objects.get(email=READER)
    assert list(waiting.topics.values_list("code", flat=True)) == ["newsletter"]
    assert waiting.events.count() == 3
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        visitor.post(FORM, typed(visitor, topics=["corrections"]))
    assert len(letters("confirm")) == 4
    assert list(waiting.topics.values_list("code", flat=True)) == ["corrections"]


def test_no_inbox_is_filled_by_the_forms_of_many_associations(
    dso_a: Association, dso_b: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verb, "LETTERS_OF_ALL", 4)
    for association in (dso_a, dso_b):
        for _time in range(3):
            ask(site=association.site, email=READER, topics=offered_topics())
    assert [letter.site for letter in letters()] == [dso_a.site] * 3 + [dso_b.site]


def test_a_form_sent_twice_is_one_letter(visitor: Client) -> None:
    data = typed(visitor)
    for _tap in range(2):
        assert visitor.post(FORM, data).status_code == 200
    assert (len(letters()), ConsentEvent.objects.count()) == (1, 1)


def test_a_machine_is_asked_once_more_and_a_person_loses_one_tap(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    trapped = visitor.post(FORM, typed(visitor, website="http://spam.test"))
    forged = visitor.post(FORM, typed(visitor, ticket="mine"))
    data = typed(visitor)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        old = visitor.post(FORM, data)
    monkeypatch.undo()
    data = typed(visitor)
    quick = visitor.post(FORM, data)
    assert [answer.status_code for answer in (trapped, forged, old, quick)] == [422] * 4
    assert not letters()
    again = trapped.context["form"].data
    assert (again["website"], again["email"], again.getlist("topics")) == ("", READER, ["newsletter"])
    with time_machine.travel(timezone.now() + timedelta(seconds=10)):
        for answer in (forged, quick):
            ticket = answer.context["form"].data["ticket"]
            assert visitor.post(FORM, {**data, "ticket": ticket}).status_code == 200


def test_too_much_from_one_network_is_refused_and_nothing_typed_is_lost(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(form_views, "PER_ADDRESS", 1)
    visitor.post(FORM, typed(visitor))
    refused = visitor.post(FORM, typed(visitor, email="petr@example.cz"))
    assert refused.status_code == 429
    assert 'value="petr@example.cz"' in refused.content.decode()
    assert [letter.recipient for letter in letters()] == [READER]


def test_a_database_that_fails_says_so_and_logs_no_address(
    visitor: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    data = typed(visitor)

    def fail(**_values: Any) -> None:
        raise DatabaseError(f"disk full: {READER}")

    monkeypatch.setattr(form_views, "ask", fail)
    refused = visitor.post(FORM, data)
    assert refused.status_code == 503
    assert f'value="{READER}"' in refused.content.decode()
    assert READER not in caplog.text
    monkeypatch.undo()
    nobody_is_too_quick(monkeypatch)
    assert visitor.post(FORM, data).status_code == 200
    assert len(letters()) == 1


def test_short_forms_lead_to_the_form_without_storing_or_naming_anybody(visitor: Client, dso_a: Association) -> None:
    issue = make_issue(dso_a)
    for path in ("/", "/zpravodaj/", issue.url):
        page = visitor.get(path)
        assert 'action="/zpravodaj/odber/zacit/#formular"' in page.content.decode(), path
        assert not page.cookies, path
    strict = Client(HTTP_HOST="horni.localhost", enforce_csrf_checks=True)
    started = strict.post("/zpravodaj/odber/zacit/", {"email": READER})
    assert started.status_code == 200
    assert f'value="{READER}"' in started.content.decode()
    assert "no-store" in started["Cache-Control"]
    assert strict.get("/zpravodaj/odber/zacit/")["Location"] == FORM
    assert strict.post(FORM, typed(strict)).status_code == 403
    assert not Subscriber.objects.exists()
    assert not letters()


def test_the_form_is_in_the_language_of_its_page(visitor: Client, dso_a: Association) -> None:
    path = "/en/newsletter/odber/"
    form = visitor.get(path)
    assert "I agree that the association" in form.content.decode()
    visitor.post(path, typed(visitor))
    [letter] = letters("confirm")
    assert "/en/newsletter/odber/potvrdit/" in letter.text
    assert "Confirm" in letter.subject
    assert Subscriber.objects.get().language == "en"


def test_the_union_has_no_form_and_a_topic_that_was_retired_is_not_offered(visitor: Client) -> None:
    topic = offered_topics().get(code="corrections")
    topic.retired_on = timezone.localdate()
    topic.save()
    assert 'value="corrections"' not in visitor.get(FORM).content.decode()
    assert visitor.post(FORM, typed(visitor, topics=["corrections"])).status_code == 422
    assert Client().get(FORM).status_code == 404


def test_the_centre_writes_an_address_down_and_is_told_what_a_visitor_is_not(dso_a: Association) -> None:
    by = {"site": dso_a.site, "topics": offered_topics(), "source": ConsentSource.STAFF, "by": "Eva Centrová"}
    ask(email=READER, **by)
    assert Subscriber.objects.get().state == SubscriberState.PENDING
    [line] = ConsentEvent.objects.all()
    assert (line.source, line.by) == ("staff", "Eva Centrová")
    assert len(letters("confirm")) == 1
    make_subscriber(dso_a, "active@example.cz")
    for address, problem in (("active@example.cz", "email"), ("nobody", "email")):
        with pytest.raises(ValidationError) as refused:
            ask(email=address, **by)
        assert set(refused.value.message_dict) == {problem}
    assert len(letters()) == 1
