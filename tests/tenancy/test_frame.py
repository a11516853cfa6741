"""The frame of a site: read once, true at every request."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import F
from django.http import HttpResponse
from django.test import Client
from django.utils import translation
from wagtail.models import Page, PageViewRestriction

from home.models import MunicipalitiesPage, StandardPage
from newsletters.models import NewsletterIssuePage
from portal.tenancy import frame, versions
from portal.tenancy.context import child_page, current_association
from portal.tenancy.middleware import SiteFrameMiddleware
from portal.tenancy.models import Association, PublicVersion

A = {"HTTP_HOST": "horni.localhost"}
B = {"HTTP_HOST": "dolni.localhost"}


@pytest.fixture(autouse=True)
def _sites(dso_a: Association, dso_b: Association) -> None:
    """Both associations' sites are there."""


def page_of(client: Client, host: dict[str, str], address: str = "/") -> str:
    return client.get(address, **host).content.decode()


def add_page(association: Association, title: str, slug: str) -> StandardPage:
    page = StandardPage(title=title, slug=slug, show_in_menus=True)
    Page.objects.get(pk=association.root_page_id).add_child(instance=page)
    page.save_revision().publish()
    return page


def in_frame(association: Association) -> Any:
    return frame._frames.get(association.site_id)


def test_a_page_without_data_of_its_own_costs_one_query(
    client: Client, queries: Callable[..., list[str]], dso_a: Association
) -> None:
    add_page(dso_a, "Kde nás najdete", "kde-nas-najdete")
    page_of(client, A, "/kde-nas-najdete/")
    asked = queries(lambda: client.get("/kde-nas-najdete/", **A))
    assert len(asked) == 1, "\n".join(asked)
    assert "publicversion" in asked[0]


def test_a_new_page_stands_in_the_menu_at_once_and_goes_with_it(client: Client, dso_a: Association) -> None:
    assert "Novinka v nabídce" not in page_of(client, A)
    page = add_page(dso_a, "Novinka v nabídce", "novinka")
    assert "Novinka v nabídce" in page_of(client, A)
    assert "Novinka v nabídce" in page_of(client, A, "/novinka/")

    page.unpublish()
    assert "Novinka v nabídce" not in page_of(client, A)
    assert client.get("/novinka/", **A).status_code == 404

    page.save_revision().publish()
    assert client.get("/novinka/", **A).status_code == 200
    Page.objects.get(pk=page.pk).delete()
    assert client.get("/novinka/", **A).status_code == 404
    assert "Novinka v nabídce" not in page_of(client, A)


def test_a_moved_page_is_found_where_it_is(client: Client, dso_a: Association) -> None:
    above = add_page(dso_a, "Nad ní", "nad-ni")
    page = add_page(dso_a, "Stěhuje se", "stehuje-se")
    assert client.get("/stehuje-se/", **A).status_code == 200
    Page.objects.get(pk=page.pk).move(Page.objects.get(pk=above.pk), "first-child")
    assert client.get("/stehuje-se/", **A)["Location"].endswith("/nad-ni/stehuje-se/")
    assert client.get("/nad-ni/stehuje-se/", **A).status_code == 200


def test_the_association_shows_with_its_new_phone(client: Client, dso_a: Association) -> None:
    page_of(client, A)
    dso_a.phone = "+420491000777"
    dso_a.save()
    assert "491\u00a0000\u00a0777" in page_of(client, A)


def test_one_site_changes_and_the_others_stay_as_they_are(
    client: Client, dso_a: Association, dso_b: Association
) -> None:
    page_of(client, A), page_of(client, B)
    before_a, before_b = in_frame(dso_a), in_frame(dso_b)
    add_page(dso_a, "Jen v Horní", "jen-v-horni")
    page_of(client, A), page_of(client, B)
    assert in_frame(dso_a) is not before_a
    assert in_frame(dso_b) is before_b
    assert "Jen v Horní" not in page_of(client, B)


def test_a_change_by_another_process_is_noticed(client: Client, dso_a: Association) -> None:
    page_of(client, A)
    before = in_frame(dso_a)
    PublicVersion.objects.get_or_create(site=dso_a.site)
    PublicVersion.objects.filter(site=dso_a.site).update(number=F("number") + 1)
    Association.objects.filter(pk=dso_a.pk).update(phone="+420491000888")
    assert "491\u00a0000\u00a0888" in page_of(client, A)
    assert in_frame(dso_a) is not before


def test_the_number_grows_after_the_commit_and_only_then(
    dso_a: Association, django_capture_on_commit_callbacks: Any
) -> None:
    def number() -> int:
        return sum(PublicVersion.objects.filter(site=dso_a.site).values_list("number", flat=True))

    before = number()
    with django_capture_on_commit_callbacks(execute=True):
        versions.touch(dso_a.site_id)
        assert number() == before
    assert number() == before + 1
    with django_capture_on_commit_callbacks(execute=True):
        versions.touch(dso_a.site_id)
        versions.touch(dso_a.site_id)
    assert number() == before + 2, "a transaction is said once"


def test_a_frame_is_read_anew_after_a_minute(
    client: Client, dso_a: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    page_of(client, A)
    Association.objects.filter(pk=dso_a.pk).update(phone="+420491000999")
    assert "491\u00a0000\u00a0999" not in page_of(client, A)
    in_frame(dso_a).read_at -= frame.SECONDS + 1
    assert "491\u00a0000\u00a0999" in page_of(client, A)


def test_a_page_kept_from_the_public_stays_so(client: Client, dso_a: Association) -> None:
    page = add_page(dso_a, "Jen pro zvané", "jen-pro-zvane")
    assert client.get("/jen-pro-zvane/", **A).status_code == 200
    restriction = PageViewRestriction.objects.create(
        page=page.page_ptr, restriction_type=PageViewRestriction.PASSWORD, password="tajné"
    )
    assert "Jen pro zvané</h1>" not in page_of(client, A, "/jen-pro-zvane/")
    restriction.delete()
    assert "Jen pro zvané" in page_of(client, A, "/jen-pro-zvane/")


def test_what_a_request_does_to_its_copy_reaches_no_other(client: Client, rf: Any, dso_a: Association) -> None:
    request = rf.get("/", **A)
    found = current_association(request)
    assert found is not None
    found.name = "Přepsané jméno"
    again = current_association(rf.get("/", **A))
    assert again is not None
    assert again.name == dso_a.name


def test_memory_holds_so_many_sites_and_no_more(
    client: Client, dso_a: Association, dso_b: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frame, "KEPT", 1)
    page_of(client, A), page_of(client, B)
    assert in_frame(dso_a) is None
    assert in_frame(dso_b) is not None


def test_english_pages_have_their_own_menu_and_ways_in(client: Client) -> None:
    page_of(client, A)
    english = page_of(client, A, "/en/")
    assert 'href="/en/services/"' in english
    assert client.get("/en/services/", **A).status_code == 200
    assert client.get("/en/kontakt/", **A).status_code != 200


@pytest.mark.spec("T1")
def test_an_association_leads_to_its_own_pages_and_the_unions_the_admin_to_all(
    client: Client, rf: Any, dso_a: Association, dso_b: Association, union: Any
) -> None:
    def known(address: str, host: dict[str, str]) -> set[int]:
        request = rf.get(address, **host)
        SiteFrameMiddleware(lambda _request: HttpResponse())(request)
        return {path.site_id for path in request._wagtail_cached_site_root_paths}

    own, everybody = {dso_a.site_id, union.site_id}, {dso_a.site_id, dso_b.site_id, union.site_id}
    assert known("/", A) == known("/en/", A) == own
    assert everybody <= known("/admin/", A)
    assert everybody <= known("/", {"HTTP_HOST": union.site.hostname})


def test_a_foreign_host_is_not_found(client: Client) -> None:
    page_of(client, A)
    assert client.get("/", HTTP_HOST="jinde.localhost").status_code == 404


def test_a_features_own_page_is_found_in_the_frame(client: Client, rf: Any, queries: Callable[..., list[str]]) -> None:
    page_of(client, A)
    found: list[MunicipalitiesPage | None] = []
    assert len(queries(lambda: found.append(child_page(rf.get("/", **A), MunicipalitiesPage)))) == 1
    with translation.override("en"):
        found.append(child_page(rf.get("/", **A), MunicipalitiesPage))
    assert [page.slug for page in found if page] == ["obce", "municipalities"]
    assert child_page(rf.get("/", **A), NewsletterIssuePage) is None
