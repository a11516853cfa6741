"""The directory in the admin: what the form asks for, what lists and exports show."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.tenancy.models import Association
from services_directory.models import Service, ServiceContact, ServiceKind
from services_directory.search.query import Question

from .editing import contacts, errors, form_of, service_form
from .factories import ServiceFactory, kind, make_many, make_service, members

pytestmark = pytest.mark.only_on("postgresql")

LIST = "wagtailsnippets_services_directory_service:list"
ADD = "wagtailsnippets_services_directory_service:add"
EDIT = "wagtailsnippets_services_directory_service:edit"


@pytest.fixture
def editor(editor_a: Any) -> Client:
    """The association's editor in the admin of its own site."""
    client = Client(SERVER_NAME="horni.localhost")
    client.force_login(editor_a)
    return client


def test_a_complete_service_is_published_at_once(association: Association, editor: Client) -> None:
    answer = editor.post(reverse(ADD), service_form(association))
    assert answer.status_code == 302, errors(answer)
    service = Service.objects.get()
    assert (service.live, service.site, service.slug) == (True, association.site, "mestska-knihovna")
    assert (service.operator_ico, service.psc) == ("00194972", "50801")
    assert service.contacts.get().value == "+420491000101"
    assert [hit.pk for hit in Service.objects.matching(Question("knihovny"), [association.site])] == [service.pk]
    assert editor.get(f"/sluzby/{service.slug}/").status_code == 200


@pytest.mark.spec("D1")
@pytest.mark.parametrize("field", ["name", "kind", "municipality", "operator_name", "scope"])
def test_publishing_without_a_needed_fact_is_refused_at_its_field(
    association: Association, editor: Client, field: str
) -> None:
    answer = editor.post(reverse(ADD), service_form(association, **{field: ""}))
    assert answer.status_code == 200
    assert list(errors(answer)) == [field]
    assert not Service.objects.exists()
    if field != "name":
        assert "Městská knihovna" in answer.content.decode()


@pytest.mark.spec("D1")
@pytest.mark.parametrize("given", [(), (("phone", "491000101", True),)])
def test_publishing_without_a_public_contact_is_refused_at_the_contacts(
    association: Association, editor: Client, given: tuple[tuple[str, str, bool], ...]
) -> None:
    answer = editor.post(reverse(ADD), service_form(association, **contacts(*given)))
    assert answer.status_code == 200
    assert "uveďte alespoň jeden veřejný kontakt" in answer.content.decode()
    assert not Service.objects.exists()


def test_a_draft_may_be_saved_with_little(association: Association, editor: Client) -> None:
    draft = service_form(association, operator_name="", **contacts())
    del draft["action-publish"]
    answer = editor.post(reverse(ADD), draft)
    assert answer.status_code == 302, errors(answer)
    assert not Service.objects.get().live


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"operator_ico": "00194971"}, "operator_ico"),
        ({"psc": "99"}, "psc"),
        ({"opening_hours": "po-pá 8-12"}, "opening_hours"),
        ({"latitude": "16.1", "longitude": "50.4"}, "latitude"),
        ({"latitude": "50.4"}, "__all__"),
        (contacts(("phone", "12345", False)), "contacts"),
        (contacts(("email", "x", False)), "contacts"),
        (contacts(("web", "nenalezeno", False)), "contacts"),
    ],
)
def test_a_wrong_value_is_refused_at_its_field(
    association: Association, editor: Client, values: dict[str, Any], field: str
) -> None:
    answer = editor.post(reverse(ADD), service_form(association, **values))
    assert answer.status_code == 200
    assert field in errors(answer)
    assert not Service.objects.exists()


def test_only_members_of_the_association_may_be_chosen(
    association: Association, neighbour: Association, editor: Client
) -> None:
    foreign = members(neighbour)[0]
    assert foreign.name not in editor.get(reverse(ADD)).content.decode()
    assert "municipality" in errors(editor.post(reverse(ADD), service_form(association, municipality=foreign.pk)))


def test_the_union_must_choose_a_municipality_of_the_association(
    association: Association, neighbour: Association, union_admin: Any
) -> None:
    client = Client(SERVER_NAME="localhost")
    client.force_login(union_admin)
    foreign = members(neighbour)[0].pk
    answer = client.post(reverse(ADD), service_form(association, site=association.site_id, municipality=foreign))
    assert list(errors(answer)) == ["municipality"]
    answer = client.post(reverse(ADD), service_form(association, site=association.site_id))
    assert answer.status_code == 302, errors(answer)


def test_editing_never_moves_the_verification(association: Association, editor: Client) -> None:
    service = make_service(association, name="Knihovna")
    Service.objects.filter(pk=service.pk).update(verified_on="2026-11-03")
    answer = editor.post(reverse(EDIT, args=[service.pk]), form_of(service, association, subject="Půjčuje knihy."))
    assert answer.status_code == 302, errors(answer)
    service = Service.objects.get()
    assert (service.subject, service.slug, str(service.verified_on)) == ("Půjčuje knihy.", "knihovna", "2026-11-03")


def test_an_old_draft_does_not_bring_back_an_old_verification(association: Association) -> None:
    service = make_service(association, name="Knihovna")
    service.name = "Čítárna"
    service.save_revision()
    Service.objects.filter(pk=service.pk).update(verified_on="2026-11-03", source_id="khk-1")
    Service.objects.get().latest_revision.publish()
    service = Service.objects.get()
    assert (service.name, str(service.verified_on), service.source_id) == ("Čítárna", "2026-11-03", "khk-1")


def test_the_form_is_whole_in_czech_and_previews(association: Association, editor: Client) -> None:
    service = make_service(association, name="Knihovna")
    page = editor.get(reverse(EDIT, args=[service.pk])).content.decode()
    for text in ("Kontakty", "Komu slouží", "Otevírací doba", "provozovatel".capitalize()):
        assert text in page
    assert 'name="verified_on"' not in page
    preview = service.make_preview_request(original_request=None, preview_mode="")
    assert preview.status_code == 200
    assert "Knihovna" in preview.content.decode()


def test_the_list_finds_filters_and_exports_the_own_services_only(
    association: Association, neighbour: Association, editor: Client
) -> None:
    make_service(association, name="Knihovna Hořice")
    make_service(association, name="Škola Žernov", kind="primary_school", municipality=members(association)[1])
    make_service(neighbour, name="Knihovna Cerekvice")
    shown = editor.get(reverse(LIST)).content.decode()
    assert "Knihovna Hořice" in shown
    assert "Cerekvice" not in shown
    assert "Škola Žernov" not in editor.get(reverse(LIST), {"q": "knihovna"}).content.decode()
    by_kind = editor.get(reverse(LIST), {"kind": kind("education").pk}).content.decode()
    assert "Škola Žernov" in by_kind
    assert "Knihovna Hořice" not in by_kind
    export = editor.get(reverse(LIST), {"export": "csv"})
    content = b"".join(export.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert [row["Název"] for row in csv.DictReader(io.StringIO(content))] == ["Knihovna Hořice", "Škola Žernov"]


def test_the_admin_list_makes_the_same_queries_for_3_and_45_services(
    association: Association, editor: Client, assert_same_queries: Callable[..., int]
) -> None:
    make_many(association, 3)
    assert_same_queries(lambda: editor.get(reverse(LIST)), lambda: make_many(association, 45, start=3))


def test_kinds_are_the_unions_only(association: Association, editor: Client, union_admin: Any) -> None:
    library = kind("public_library")
    make_service(association, name="Čítárna")
    address = reverse("service_kinds:edit", args=[library.pk])
    assert editor.get(address).status_code in {302, 403}
    client = Client(SERVER_NAME="localhost")
    client.force_login(union_admin)
    data = {
        "code": library.code, "parent": library.parent_id, "name": library.name, "name_plural": library.name_plural,
        "translations_en": "Public library", "plural_translations_en": "Public libraries",
        "synonyms": "knihy\nbibliotéka", "icon": "", "order": library.order,
    }  # fmt: skip
    answer = client.post(address, data)
    assert answer.status_code == 302, answer.context["form"].errors
    assert ServiceKind.objects.get(pk=library.pk).translations == {"en": "Public library"}
    assert Service.objects.matching(Question("bibliotéka"), [association.site]).exists()


def test_a_kind_is_at_most_two_levels_deep(association: Association) -> None:
    from django.core.exceptions import ValidationError

    education = kind("education")
    education.parent = kind("social")
    with pytest.raises(ValidationError, match="nemůže se stát druhem"):
        education.clean()


def test_services_of_the_same_name_have_their_own_addresses(association: Association) -> None:
    zernov = members(association)[1]
    made = [
        make_service(association, name="Knihovna").slug,
        make_service(association, name="Knihovna", municipality=zernov).slug,
        make_service(association, name="Knihovna", municipality=zernov).slug,
    ]
    assert made == ["knihovna", "knihovna-zernov", "knihovna-zernov-2"]


def test_a_draft_without_contacts_can_not_be_published_by_the_action(association: Association) -> None:
    from django.core.exceptions import ValidationError

    from services_directory.actions import publish_service

    draft = ServiceFactory.create(association=association, operator_name="")
    draft.contacts = [ServiceContact(kind="phone", value="+420491000101", is_internal=True)]
    with pytest.raises(ValidationError) as refused:
        publish_service(service=draft)
    assert set(refused.value.message_dict) == {"operator_name", "contacts"}
