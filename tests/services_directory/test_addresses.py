"""Addresses are for good: a renamed or moved service leads on, its identifier never changes."""

from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.images import ImageFile
from django.test import Client
from django.urls import reverse
from PIL import Image as Picture
from wagtail.images import get_image_model

from portal.tenancy.models import Association, Membership
from services_directory.actions import close_service, move_service, publish_service
from services_directory.models import FormerAddress, SearchEntry, Service, ServiceContact, ServicePart
from services_directory.querysets import LONGEST_SLUG

from .factories import ServiceFactory, kind, make_service, members
from .test_actions import logged, stored


def rename(service: Service, name: str) -> Service:
    row = stored(service)
    row.name = name
    publish_service(service=row)
    return stored(service)


def former(service: Service) -> set[str]:
    return {row.slug for row in FormerAddress.objects.filter(service=service)}


def test_a_renamed_service_gets_the_address_of_its_name_and_the_old_one_leads_on(
    association: Association, site_client: Client
) -> None:
    service = make_service(association, name="Knihovna")
    renamed = rename(service, "Čítárna")
    assert (renamed.slug, renamed.uid, former(service)) == ("citarna", service.uid, {"knihovna"})
    answer = site_client.get("/sluzby/knihovna/")
    assert (answer.status_code, answer["Location"]) == (301, "/sluzby/citarna/")
    assert site_client.get("/sluzby/citarna/").status_code == 200
    assert "Adresa změněna" in " ".join(logged(service))


def test_renamed_there_and_back_every_address_leads_to_it(association: Association, site_client: Client) -> None:
    service = make_service(association, name="Knihovna")
    rename(service, "Čítárna")
    back = rename(service, "Knihovna")
    assert (back.slug, former(service)) == ("knihovna", {"citarna"})
    assert site_client.get("/sluzby/knihovna/").status_code == 200
    again = rename(service, "Čítárna")
    assert (again.slug, former(service)) == ("citarna", {"knihovna"})
    rename(service, "Mediotéka")
    for old in ("knihovna", "citarna"):
        assert site_client.get(f"/sluzby/{old}/")["Location"] == "/sluzby/medioteka/"


def test_an_earlier_address_of_its_own_comes_back_even_if_a_plainer_one_is_free(association: Association) -> None:
    first = make_service(association, name="Knihovna")
    second = make_service(association, name="Knihovna")
    assert second.slug == "knihovna-horice"
    rename(second, "Čítárna")
    first.delete()
    assert rename(second, "Knihovna").slug == "knihovna-horice"


def test_an_address_somebody_had_is_never_given_away(association: Association) -> None:
    service = make_service(association, name="Knihovna")
    rename(service, "Čítárna")
    assert make_service(association, name="Knihovna").slug == "knihovna-horice"


def test_small_corrections_keep_the_address(association: Association) -> None:
    service = make_service(association, name="Základní skola  Hořice")
    make_service(association, name="Knihovna")
    numbered = make_service(association, name="Knihovna")
    assert rename(service, "Základní škola Hořice").slug == service.slug == "zakladni-skola-horice"
    assert rename(numbered, "KNIHOVNA").slug == numbered.slug
    assert not FormerAddress.objects.exists()


def test_a_draft_renamed_before_it_was_ever_public_leaves_no_address(association: Association) -> None:
    draft = ServiceFactory.create(association=association, name="Kn")
    draft.contacts = [ServiceContact(kind="phone", value="+420491000101")]
    draft.save()
    published = rename(draft, "Knihovna")
    assert published.slug == "knihovna"
    assert not FormerAddress.objects.exists()


def test_a_draft_of_a_public_service_keeps_the_address_until_it_is_published(
    association: Association, site_client: Client
) -> None:
    service = make_service(association, name="Knihovna")
    draft = stored(service)
    draft.name = "Čítárna"
    draft.save_revision()
    assert site_client.get("/sluzby/knihovna/").status_code == 200
    stored(service).latest_revision.publish()
    assert stored(service).slug == "citarna"


def test_a_long_name_with_its_place_stays_within_the_limit(association: Association) -> None:
    name = "Základní škola a mateřská škola " * 6
    slugs = [make_service(association, name=name).slug for _ in range(3)]
    assert len(set(slugs)) == 3
    assert all(len(slug) <= LONGEST_SLUG + 3 for slug in slugs)
    assert slugs[1].endswith("-horice")
    assert slugs[2].endswith("-horice-2")


# --- Moving to another association --------------------------------------------------------------------
@pytest.fixture
def joined(association: Association, neighbour: Association) -> Association:
    """The neighbour, which Hořice has joined."""
    Membership.objects.create(association=neighbour, municipality=members(association)[0], joined_on="2020-01-01")
    return neighbour


def photograph(association: Association) -> Any:
    content = BytesIO()
    Picture.new("RGB", (20, 10), "white").save(content, "PNG")
    content.seek(0)
    file = ImageFile(content, name="knihovna.png")
    return get_image_model().objects.create(title="Knihovna", file=file, collection=association.collection)


def test_a_moved_service_takes_everything_along_and_its_old_address_leads_there(
    association: Association, joined: Association, union_admin: Any, site_client: Client
) -> None:
    make_service(joined, name="Knihovna", municipality=members(association)[0])
    zernov = members(association)[1]
    service = make_service(association, name="Knihovna", served=[zernov], photo=photograph(association))
    ServicePart.objects.create(service=service, kind=kind("public_library"), name="Oddělení")
    old = make_service(association, name="Stará knihovna")
    close_service(service=old, successor=service)
    move_service(service=service, association=joined, user=union_admin)
    moved = stored(service)
    assert (moved.site, moved.slug, moved.uid) == (joined.site, "knihovna-horice", service.uid)
    assert moved.contacts.get().value == "+420491000101"
    assert [part.name for part in moved.parts.all()] == ["Oddělení"]
    assert list(moved.served.all()) == [zernov]
    assert moved.photo.collection == joined.collection
    assert moved.photo.file.name != photograph(association).file.name
    assert SearchEntry.objects.get(service=moved).site == joined.site
    assert stored(old).successor is None
    answer = site_client.get("/sluzby/knihovna/")
    assert answer.status_code == 301
    assert answer["Location"].startswith("http://dolni.localhost")
    assert answer["Location"].endswith("/sluzby/knihovna-horice/")
    assert Client(SERVER_NAME="dolni.localhost").get("/sluzby/knihovna-horice/").status_code == 200
    assert logged(moved)[0].startswith("Přesunuto z ")


def test_a_draft_that_waited_is_published_in_the_new_association(
    association: Association, joined: Association, union_admin: Any
) -> None:
    successor = make_service(association, name="Čítárna")
    service = make_service(association, name="Knihovna")
    draft = stored(service)
    draft.subject, draft.successor = "Půjčuje knihy.", successor
    draft.save_revision()
    move_service(service=stored(service), association=joined, user=union_admin)
    stored(service).latest_revision.publish()
    moved = stored(service)
    assert (moved.site, moved.subject, moved.successor) == (joined.site, "Půjčuje knihy.", None)


def test_a_service_moved_back_has_its_first_address_again(
    association: Association, joined: Association, union_admin: Any
) -> None:
    service = make_service(association, name="Knihovna")
    move_service(service=stored(service), association=joined, user=union_admin)
    move_service(service=stored(service), association=association, user=union_admin)
    back = stored(service)
    assert (back.site, back.slug) == (association.site, "knihovna")
    assert [(row.site, row.slug) for row in FormerAddress.objects.all()] == [(joined.site, "knihovna")]


def test_only_the_union_moves_and_only_where_the_municipality_is_a_member(
    association: Association, neighbour: Association, manager_a: Any, union_reviewer: Any, union_admin: Any
) -> None:
    service = make_service(association, name="Knihovna")
    with pytest.raises(PermissionDenied):
        move_service(service=service, association=neighbour, user=manager_a)
    for target, reason in ((neighbour, "není členem"), (association, "patří")):
        with pytest.raises(ValidationError, match=reason):
            move_service(service=service, association=target, user=union_admin)
    address = reverse("wagtailsnippets_services_directory_service:move", args=[service.pk])
    for user, host in ((manager_a, "horni.localhost"), (union_reviewer, "localhost")):
        client = Client(SERVER_NAME=host)
        client.force_login(user)
        assert client.post(address, {"association": neighbour.pk, "confirmed": "on"}).status_code in {302, 403}
    assert stored(service).site == association.site


def test_the_union_sees_what_moving_does_before_it_does(
    association: Association, joined: Association, union_admin: Any
) -> None:
    service = make_service(association, name="Knihovna", served=[members(association)[1]])
    client = Client(SERVER_NAME="localhost")
    client.force_login(union_admin)
    address = reverse("wagtailsnippets_services_directory_service:move", args=[service.pk])
    assert joined.name in client.get(address).content.decode()
    shown = client.post(address, {"association": joined.pk}).content.decode()
    assert "Žernov" in shown
    assert "Ano, přesunout" in shown
    assert stored(service).site == association.site
    assert client.post(address, {"association": joined.pk, "confirmed": "on"}).status_code == 302
    assert stored(service).site == joined.site
