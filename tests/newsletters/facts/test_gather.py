"""What an issue says by itself: people, news of services, meetings ahead, frozen with each revision."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.utils import timezone, translation

from meetings.changing.cancelling import cancel_meeting
from meetings.changing.moving import move_meeting
from newsletters.facts.gather import AS_OF, gather_facts
from newsletters.facts.shown import told_meetings
from newsletters.models import NewsletterIssuePage
from portal.tenancy.models import Association, StaffMember
from services_directory.actions import close_service, publish_service
from services_directory.models import Service
from tests.meetings.factories import make_meeting
from tests.newsletters.factories import archive_of, make_issue, submit
from tests.services_directory.factories import make_many, make_service

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]
ADDRESS = "/zpravodaj/zpravodaj-{}/"


def automatic(*kinds: str) -> list[dict[str, Any]]:
    return [{"type": kind, "value": {"heading": f"Část {kind}", "introduction": ""}} for kind in kinds]


def page_of(client: Client, issue: NewsletterIssuePage) -> str:
    return client.get(f"/zpravodaj/{issue.slug}/", headers={"host": "horni.localhost"}).content.decode()


def saved(issue: NewsletterIssuePage) -> NewsletterIssuePage:
    """The issue after somebody pressed Save."""
    fresh: NewsletterIssuePage = NewsletterIssuePage.objects.get(pk=issue.pk).get_latest_revision_as_object()
    fresh.save_revision()
    return fresh


@pytest.fixture
def person(dso_a: Association) -> StaffMember:
    """The centre's manager with two agendas; a specialist who comes before her in the order."""
    manager = StaffMember.objects.create(
        site=dso_a.site,
        name="Jana Nováková",
        position="manažerka",
        phone="+420491000101",
        email="m@example.org",
        order=2,
    )
    manager.agendas.create(site=dso_a.site, title="Poruchy a havárie", title_en="Faults", order=2)
    manager.agendas.create(site=dso_a.site, title="Dotace", order=1)
    StaffMember.objects.create(site=dso_a.site, name="Petr Svoboda", position="specialista", order=1)
    return manager


@pytest.mark.spec("CIT-3")
def test_people_stand_in_their_order_with_contacts_and_agendas(
    client: Client, dso_a: Association, dso_b: Association, person: StaffMember
) -> None:
    StaffMember.objects.create(site=dso_b.site, name="cizí člověk", position="jinde")
    issue = make_issue(dso_a, 2, blocks=automatic("people"), live=False)
    told = issue.get_latest_revision_as_object().facts["people"]
    assert [each["name"] for each in told] == ["Petr Svoboda", "Jana Nováková"]
    assert told[1] == {
        "name": "Jana Nováková",
        "position": "manažerka",
        "phone": "+420491000101",
        "email": "m@example.org",
        "office_hours": "",
        "agendas": ["Dotace", "Poruchy a havárie"],
    }


@pytest.mark.spec("CIT-3")
def test_what_readers_get_stands_still_while_the_data_live_on(
    client: Client, dso_a: Association, person: StaffMember
) -> None:
    issue = make_issue(dso_a)
    assert "tel:+420491000101" in page_of(client, issue)
    StaffMember.objects.filter(pk=person.pk).update(name="Eva Dvořáková", phone="+420491000999")
    make_service(dso_a, name="Nová služba")
    text = page_of(client, issue)
    assert "Jana\xa0Nováková" in text or "Jana Nováková" in text
    assert "tel:+420491000101" in text
    for later in ("Dvořáková", "+420491000999", "Nová\xa0služba", "Nová služba"):
        assert later not in text
    assert saved(issue).facts["people"][1]["name"] == "Eva Dvořáková"


def test_facts_are_only_those_of_blocks_the_issue_has_and_stand_still_under_review(
    dso_a: Association, person: StaffMember, manager_a: Any
) -> None:
    issue = make_issue(dso_a, live=False, blocks=[*automatic("people", "services"), make_text()])
    assert set(issue.get_latest_revision_as_object().facts) == {"imprint", "people", "services", AS_OF}
    submit(issue, manager_a)
    person.delete()
    assert len(saved(issue).facts["people"]) == 2
    erratum = NewsletterIssuePage(
        title="Oprava", slug="oprava", number=1, year=2026, body=issue.body, corrects=issue, live=False
    )
    archive_of(dso_a).add_child(instance=erratum)
    assert set(gather_facts(erratum)) == {"imprint"}


def make_text() -> dict[str, Any]:
    """More than a page of words."""
    from tests.newsletters.factories import article, long_text

    return article("Z obcí", long_text())


@pytest.mark.spec("NWS-1")
def test_the_first_issue_has_the_whole_overview_and_the_next_what_is_new_since(
    client: Client, dso_a: Association, dso_b: Association
) -> None:
    library, post = make_service(dso_a, name="Knihovna"), make_service(dso_a, name="Pošta")
    first = make_issue(dso_a, published_on=timezone.localdate() - timedelta(days=300))
    overview = page_of(client, first)
    assert 'href="/sluzby/knihovna/"' in overview
    assert "Knihovny" in overview
    with time_machine.travel(timezone.now() + timedelta(days=60), tick=False):
        # The facts of the last issue end where it was saved: what came before it was published isn't lost.
        make_service(dso_a, name="Lékárna")
        make_service(dso_b, name="Cizí")
        close_service(service=post, successor=library)
        fresh = Service.objects.get(pk=library.pk)
        fresh.opening_hours = "Mo-Fr 08:00-12:00"
        publish_service(service=fresh)
    with time_machine.travel(timezone.now() + timedelta(days=61), tick=False):
        second = make_issue(dso_a, 2, published_on=timezone.localdate())
        text = page_of(client, second).replace("\xa0", " ")
        assert text.index("Nové služby") < text.index("Lékárna") < text.index("Co se změnilo") < text.index("Po–Pá")
        assert text.index("Zrušené služby") < text.index("Pošta")
        assert "Cizí" not in text
    with time_machine.travel(timezone.now() + timedelta(days=120), tick=False):
        third = make_issue(dso_a, 3, live=False)
        news = third.get_latest_revision_as_object().facts["services"]
        assert news == {"new": [], "changed": [], "closed": [], "all": []}
        renewed = make_issue(dso_a, 4, live=False, calendar_number=1)
        assert len(renewed.get_latest_revision_as_object().facts["services"]["all"]) == 2


@pytest.mark.spec("NWS-1")
def test_an_issue_from_before_facts_were_kept_counts_by_its_day(dso_a: Association) -> None:
    make_service(dso_a, name="Knihovna")
    with patch("newsletters.models.pages.gather_facts", return_value={}):
        make_issue(dso_a, published_on=timezone.localdate() + timedelta(days=10))
    with time_machine.travel(timezone.now() + timedelta(days=20), tick=False):
        make_service(dso_a, name="Lékárna")
        news = make_issue(dso_a, 2, live=False).get_latest_revision_as_object().facts["services"]
    assert [entry["name"] for entry in news["new"]] == ["Lékárna"]
    assert news["changed"] == []


@pytest.mark.spec("M9")
def test_meetings_ahead_are_kept_and_what_happened_since_is_marked(
    client: Client, dso_a: Association, dso_b: Association, manager_a: Any
) -> None:
    soon = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0)
    moved = make_meeting(dso_a, "snem", title="Sněm starostů", starts_at=soon + timedelta(days=5))
    dropped = make_meeting(dso_a, "rada", title="Rada svazku", starts_at=soon + timedelta(days=6))
    make_meeting(dso_a, "porada", title="Porada", starts_at=soon + timedelta(days=7))
    make_meeting(dso_a, "minule", title="Co bylo", starts_at=soon - timedelta(days=5))
    make_meeting(dso_a, "koncept", title="Neohlášené", starts_at=soon + timedelta(days=5), live=False)
    make_meeting(dso_b, "cizi", title="Cizí setkání", starts_at=soon + timedelta(days=5))
    issue = make_issue(dso_a, blocks=[make_text(), *automatic("meetings", "people", "services")])
    told = [(meeting["title"], meeting["url"]) for meeting in issue.facts["meetings"]]
    assert told[:2] == [("Sněm starostů", "/setkani/snem/"), ("Rada svazku", "/setkani/rada/")]
    assert told[2:] == [("Porada", "/setkani/porada/")]
    two_days = timedelta(days=2)
    move_meeting(
        meeting=moved,
        starts_at=moved.starts_at + two_days,
        ends_at=moved.ends_at + two_days,
        reason="Sál je obsazený.",
        late_reason="Dřív to nejde zařídit.",
        user=manager_a,
    )
    cancel_meeting(meeting=dropped, reason="Není co projednat.", user=manager_a)
    text = page_of(client, issue).replace("\xa0", " ")
    assert "Setkání bylo přesunuto na" in text
    assert "Setkání je zrušeno a nekoná se." in text
    issue.facts["meetings"][0]["uid"] = str(uuid4())
    assert [row.is_called_off for row in told_meetings(issue.facts["meetings"], issue)] == [True, False, False]
    assert [ahead["title"] for ahead in gather_facts(issue)["meetings"]] == ["Sněm starostů", "Porada"]
    with time_machine.travel(timezone.now() + timedelta(days=30), tick=False):
        assert ">proběhlo<" in page_of(client, issue)


def test_kinds_and_agendas_are_in_the_language_of_the_page_whoever_saves(
    dso_a: Association, person: StaffMember
) -> None:
    make_service(dso_a, name="Škola", kind="primary_school")
    with translation.override("en"):
        czech = gather_facts(make_issue(dso_a, live=False))
    assert czech["services"]["all"][0]["kind"] == "Základní škola"
    english = archive_of(dso_a).get_translations().get(locale__language_code="en")
    issue = NewsletterIssuePage(title="News", slug="news", number=1, year=2026, body="[]", live=False)
    issue.body = make_issue(dso_a, 2, live=False).body
    english.add_child(instance=issue)
    facts = gather_facts(issue)
    assert facts["people"][1]["agendas"] == ["Dotace", "Faults"]
    assert facts["services"]["all"][0]["kind"] != "Základní škola"
    assert facts["services"]["all"][0]["url"].startswith("/en/")


def test_an_unsaved_preview_shows_fresh_facts_and_a_kept_revision_its_own(
    client: Client, dso_a: Association, person: StaffMember
) -> None:
    issue = make_issue(dso_a, live=False).get_latest_revision_as_object()
    StaffMember.objects.filter(pk=person.pk).update(name="Eva Dvořáková")
    kept = issue.make_preview_request().content.decode()
    being_written = issue.make_preview_request(extra_request_attrs={"is_editing": True}).content.decode()
    assert "Nováková" in kept
    assert "Dvořáková" not in kept
    assert "Dvořáková" in being_written


@pytest.mark.on_both
def test_gathering_takes_as_many_queries_for_many_rows_as_for_few(
    dso_a: Association, person: StaffMember, queries: Callable[[Callable[[], Any]], list[str]]
) -> None:
    make_issue(dso_a)
    with time_machine.travel(timezone.now() + timedelta(days=30), tick=False):
        make_many(dso_a, 3)
        make_meeting(dso_a, "prvni")
        issue = make_issue(dso_a, 2, live=False, blocks=automatic("people", "services", "meetings"))
        issue = issue.get_latest_revision_as_object()
        gather_facts(issue)
        before = len(queries(partial(gather_facts, issue)))
        make_many(dso_a, 30, start=3)
        for number in range(5):
            make_meeting(dso_a, f"dalsi-{number}")
            StaffMember.objects.create(site=dso_a.site, name=f"osoba {number}", position="").agendas.create(
                site=dso_a.site, title=f"agenda {number}"
            )
        assert len(queries(partial(gather_facts, issue))) == before
    assert before <= 40
