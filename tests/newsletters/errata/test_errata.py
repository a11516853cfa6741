"""Corrections: pieces of their own on top of the issue they correct (N6)."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from newsletters.actions import record_sending
from newsletters.enums import SendingKind
from newsletters.errata.making import start_erratum
from newsletters.models import NewsletterIssuePage
from portal.core.pages import ensure_fallbacks
from portal.tenancy.models import Association
from tests.newsletters.factories import archive_of, make_issue, publish_by_the_union
from tests.newsletters.test_review import edit_url, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.spec("N6"), pytest.mark.only_on("sqlite")]

OLD = "/zpravodaj/zpravodaj-1-2026/"


def get(client: Client, path: str) -> str:
    response = client.get(path, headers={"host": "horni.localhost"})
    assert response.status_code == 200, path
    return response.content.decode()


def written(issue: NewsletterIssuePage, user: Any, title: str = "Oprava termínu sběru") -> NewsletterIssuePage:
    erratum = start_erratum(issue=issue, user=user)
    erratum.title, erratum.lead = title, "Sběr je ve čtvrtek, ne ve středu."
    erratum.save_revision()
    return publish_by_the_union(erratum)


def test_the_button_makes_a_draft_that_goes_through_the_same_review(
    client: Client, dso_a: Association, manager_a: Any
) -> None:
    issue = make_issue(dso_a)
    record_sending(issue=issue, kind=SendingKind.PRINT, user=manager_a)
    url = reverse("newsletter_sending:correct", args=(issue.pk,))
    assert url in sign_in(client, manager_a).get(edit_url(issue)).content.decode()
    client.get(url)
    assert not issue.errata.exists()
    response = client.post(url)
    erratum = issue.errata.get()
    assert response["Location"] == edit_url(erratum)
    assert (erratum.number, erratum.year, erratum.slug) == (1, 2026, "zpravodaj-1-2026-oprava")
    assert not erratum.live
    assert erratum.has_workflow
    assert not erratum.permissions_for_user(manager_a).can_publish()
    assert client.get(edit_url(erratum)).status_code == 200


def test_readers_see_a_correction_on_top_of_the_issue_and_nowhere_else(
    client: Client, dso_a: Association, manager_a: Any
) -> None:
    issue = make_issue(dso_a)
    draft = start_erratum(issue=issue, user=manager_a)
    assert draft.title not in get(client, OLD)
    erratum = written(issue, manager_a)
    old = get(client, OLD)
    assert old.index("Oprava termínu sběru") < old.index("Co je nového")
    assert "čtvrtek" in old
    assert f'href="{issue.full_url}"' in get(client, f"/zpravodaj/{erratum.slug}/")
    for place in ("/zpravodaj/", "/"):
        assert "Oprava termínu sběru" not in get(client, place)
    make_issue(dso_a, 2)
    assert "Oprava termínu sběru" not in get(client, "/zpravodaj/zpravodaj-2-2026/")


def test_a_second_correction_and_the_english_pages_work_too(client: Client, dso_a: Association, manager_a: Any) -> None:
    issue = make_issue(dso_a)
    ensure_fallbacks(issue)
    first, second = written(issue, manager_a, "První oprava"), written(issue, manager_a, "Druhá oprava")
    assert second.slug == "zpravodaj-1-2026-oprava-2"
    for erratum in (first, second):
        ensure_fallbacks(erratum)
    english = get(client, "/en/newsletter/zpravodaj-1-2026/")
    assert english.index("Druhá oprava") < english.index("První oprava")
    assert "/en/newsletter/zpravodaj-1-2026-oprava/" in english
    assert "/en/newsletter/zpravodaj-1-2026/" in get(client, "/en/newsletter/zpravodaj-1-2026-oprava/")


def test_a_draft_and_a_correction_itself_are_not_corrected(dso_a: Association, manager_a: Any) -> None:
    draft = make_issue(dso_a, live=False)
    with pytest.raises(ValidationError):
        start_erratum(issue=draft, user=manager_a)
    erratum = written(make_issue(dso_a, 2), manager_a)
    with pytest.raises(ValidationError):
        start_erratum(issue=erratum, user=manager_a)
    assert archive_of(dso_a).issues.filter(corrects__isnull=False).count() == 0
