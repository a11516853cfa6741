"""A new issue made from the last one."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import rich_text, streamfield

from newsletters.copying.copy import copy_of_last
from newsletters.models import NewsletterIssuePage
from portal.programme.models import Programme
from portal.programme.provisioning import load_demo_programme
from portal.tenancy.models import Association, Union
from tests.newsletters.dates.issues import ahead, deadline, news, part
from tests.newsletters.factories import archive_of, article, make_issue
from tests.newsletters.test_review import form_data, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("postgresql")]


def whole_body() -> list[dict[str, Any]]:
    """An issue with every part, as its centre left it."""
    return [
        article("Most je hotový", "<p>Po dvou letech.</p>"),
        article("Anketa", "<p>Odpovědělo nás 86.</p>"),
        part("news", "Krátce", [news("Výlov", ahead(3)), news("Ples")]),
        part("members", "Z obcí", [news("Nová hřiště", place="Lhota")]),
        part("deadlines", "Zapište si", [deadline("Bylo", ahead(-1)), deadline("Bude", ahead(40), key="bude")]),
        {"type": "services", "value": {"heading": "Služby", "introduction": "<p>Ověřujeme je.</p>"}},
        {"type": "people", "value": {"heading": "Lidé", "introduction": "<p>Volejte.</p>"}},
        {"type": "closing", "value": "<p>Pište nám.</p>"},
    ]


def copy_url(association: Association) -> str:
    return reverse("newsletters:copy_last", args=[archive_of(association).pk])


def written(issue: NewsletterIssuePage) -> list[tuple[str, Any]]:
    return [(block.block_type, block.block.get_prep_value(block.value)) for block in issue.body]


def test_the_frame_and_standing_words_stay_and_what_was_said_goes(dso_a: Association, editor_a: Any) -> None:
    last = make_issue(
        dso_a, 3, ahead(0).year, blocks=whole_body(), lead="Po volbách", is_printed=True, mk_registration_number="E 123"
    )
    issue = copy_of_last(archive=archive_of(dso_a), user=editor_a)
    issue = NewsletterIssuePage.objects.get(pk=issue.pk).get_latest_revision_as_object()
    assert (issue.number, issue.year, issue.live, issue.owner) == (4, ahead(0).year, False, editor_a)
    assert issue.title == f"Zpravodaj 4/{ahead(0).year}"
    assert (issue.lead, issue.published_on, issue.contributions_until) == ("", None, None)
    assert (issue.is_printed, issue.mk_registration_number) == (True, "E 123")
    found = written(issue)
    assert [kind for kind, _value in found] == [
        "article",
        "news",
        "members",
        "deadlines",
        "services",
        "people",
        "closing",
    ]
    whole = str(found)
    for standing in ("Krátce", "Z obcí", "Zapište si", "Služby", "Ověřujeme je.", "Volejte.", "Pište nám.", "Bude"):
        assert standing in whole
    for said in ("Most", "Po dvou letech", "Anketa", "Výlov", "Nová hřiště", "Lhota", "Bylo"):
        assert said not in whole
    assert issue.body[3].value["items"].bound_blocks[0].id == "bude"
    last.refresh_from_db()
    assert "Most je hotový" in str(written(last))


@pytest.mark.spec("NWS-5")
def test_the_copy_is_the_next_newsletter_of_the_calendar(union: Union, dso_a: Association, editor_a: Any) -> None:
    load_demo_programme(union)
    programme = Programme.objects.get(code="css_demo_2026")
    with time_machine.travel(programme.starts_on, tick=False):
        make_issue(dso_a, 1, programme.starts_on.year, programme=programme, calendar_number=1)
        issue = copy_of_last(archive=archive_of(dso_a), user=editor_a)
        assert (issue.programme, issue.calendar_number) == (programme, 2)
        assert issue.designation == f"2/{programme.starts_on.year}"
    with time_machine.travel(date(programme.starts_on.year, 12, 1), tick=False):
        # What is written in December for the next year is of the next year.
        third = copy_of_last(archive=archive_of(dso_a), user=editor_a)
        assert (third.calendar_number, third.designation) == (3, f"1/{programme.ends_on.year}")
    with time_machine.travel(date(programme.ends_on.year + 1, 12, 1), tick=False):
        late = copy_of_last(archive=archive_of(dso_a), user=editor_a)
        assert (late.number, late.programme, late.calendar_number) == (1, None, None)


def test_the_button_asks_first_and_then_opens_the_draft_in_the_editor(
    client: Client, dso_a: Association, editor_a: Any
) -> None:
    year = ahead(0).year
    make_issue(dso_a, 1, year, blocks=whole_body())
    sign_in(client, editor_a)
    for address in (
        reverse("newsletters:index"),
        reverse("wagtailadmin_explore", args=[archive_of(dso_a).pk]),
    ):
        assert f'href="{copy_url(dso_a)}"' in client.get(address).content.decode()
    before = NewsletterIssuePage.objects.count()
    asked = client.get(copy_url(dso_a))
    assert asked.status_code == 200
    assert f"1/{year}" in asked.content.decode()
    assert NewsletterIssuePage.objects.count() == before
    response = client.post(copy_url(dso_a))
    issue = NewsletterIssuePage.objects.get(number=2, year=year, alias_of__isnull=True)
    assert response.headers["Location"] == reverse("wagtailadmin_pages:edit", args=[issue.pk])
    (said,) = get_messages(response.wsgi_request)
    assert issue.designation in str(said)
    assert client.get(response.headers["Location"]).status_code == 200


def test_a_copy_isnt_submitted_before_its_empty_parts_are_filled(
    client: Client, dso_a: Association, manager_a: Any
) -> None:
    make_issue(dso_a, 1, blocks=whole_body())
    issue = copy_of_last(archive=archive_of(dso_a), user=manager_a)
    empty = streamfield([("article", {"heading": "", "text": rich_text("")})])
    fields = {"number": issue.number, "year": issue.year, "slug": issue.slug, "body": empty}
    url = reverse("wagtailadmin_pages:edit", args=[issue.pk])
    refused = sign_in(client, manager_a).post(url, form_data(**fields, **{"action-submit": "1"}))
    assert "body" in refused.context["form"].errors
    # As a draft it is saved half written.
    assert client.post(url, form_data(**fields)).status_code == 302


def test_before_the_first_issue_there_is_nothing_to_copy(client: Client, dso_a: Association, editor_a: Any) -> None:
    with pytest.raises(ValidationError):
        copy_of_last(archive=archive_of(dso_a), user=editor_a)
    text = sign_in(client, editor_a).get(copy_url(dso_a)).content.decode()
    assert "<form" not in text[text.index("<main") :] or copy_url(dso_a) not in text
    assert client.post(copy_url(dso_a)).headers["Location"] == reverse("newsletters:index")


def test_nobody_starts_an_issue_in_another_association(
    client: Client, dso_a: Association, dso_b: Association, editor_a: Any
) -> None:
    make_issue(dso_b, 1)
    before = NewsletterIssuePage.objects.count()
    sign_in(client, editor_a)
    assert client.get(copy_url(dso_b)).status_code == 404
    assert client.post(copy_url(dso_b)).status_code == 404
    with pytest.raises(PermissionDenied):
        copy_of_last(archive=archive_of(dso_b), user=editor_a)
    assert NewsletterIssuePage.objects.count() == before
