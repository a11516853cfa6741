"""The editor's form: what stands where, what is offered, what is refused at its field and keeps what was typed."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from portal.tenancy.models import Association
from services_directory.enums import ACCESS_FACTS, ServiceState
from services_directory.models import SearchEntry, Service, ServiceKind
from services_directory.panels import SERVICE_PANELS

from .editing import contacts, errors, form_of, parts, service_form
from .factories import ServiceFactory, kind, make_service, members

pytestmark = pytest.mark.only_on("postgresql")

ADD = "wagtailsnippets_services_directory_service:add"
EDIT = "wagtailsnippets_services_directory_service:edit"
CHOOSE = "wagtailsnippetchoosers_services_directory_service"


@pytest.fixture
def editor(editor_a: Any) -> Client:
    client = Client(SERVER_NAME="horni.localhost")
    client.force_login(editor_a)
    return client


def photograph(association: Association, title: str) -> Any:
    file = get_test_image_file(filename=f"{title}.png")
    return get_image_model().objects.create(title=title, file=file, collection=association.collection)


def test_no_tab_holds_more_than_a_dozen_fields() -> None:
    def fields(panel: Any) -> list[str]:
        own = [panel.field_name] if hasattr(panel, "field_name") else []
        return own + [name for child in getattr(panel, "children", []) for name in fields(child)]

    bound = SERVICE_PANELS.bind_to_model(Service)
    assert [tab.clean_name for tab in bound.children] == [
        "service", "contacts", "place", "served", "hours", "access", "parts", "closing",
    ]  # fmt: skip
    assert all(len(fields(tab)) <= 12 for tab in bound.children)
    editable = {field.name for field in Service._meta.get_fields() if getattr(field, "editable", False)}
    shown = {name for tab in bound.children for name in fields(tab)}
    assert editable - shown - {"id", "live", "first_published_at"} == set()


@pytest.mark.spec("DIR-2")
def test_everything_of_a_record_is_stored_and_comes_back(association: Association, editor: Client) -> None:
    hall = make_service(association, name="Kulturní dům")
    photo = photograph(association, "Vchod")
    facts = dict(zip(ACCESS_FACTS, ("partial", "yes", "no", "yes", "no", "yes"), strict=True))
    served = [place.pk for place in members(association)]
    answer = editor.post(
        reverse(ADD),
        service_form(
            association,
            kind=kind("primary_school").pk,
            scope="municipalities",
            served=served,
            street="Husova",
            number_kind="cp",
            house_number="12",
            orientation_number="3a",
            latitude="50.366",
            longitude="15.632",
            photo=photo.pk,
            internal_note="Ředitelka volá až po 14. hodině.",
            closed_on="2036-06-30",
            successor=hall.pk,
            barrier_free_note="Zvonek u zadního vchodu.",
            **facts,
            **parts(("nursery_school", "MŠ Sluníčko"), ("school_canteen", "")),
            **contacts(("phone", "491 000 101", False), ("email", "reditelna@example.org", True)),
        ),
    )
    assert answer.status_code == 302, errors(answer)
    service = Service.objects.get(name="Městská knihovna")
    assert {fact: getattr(service, fact) for fact in ACCESS_FACTS} == facts
    assert [(part.kind.code, part.name) for part in service.parts.all()] == [
        ("nursery_school", "MŠ Sluníčko"),
        ("school_canteen", ""),
    ]
    assert {place.pk for place in service.served.all()} == set(served)
    assert (service.photo, service.successor, str(service.closed_on)) == (photo, hall, "2036-06-30")
    assert service.internal_note == "Ředitelka volá až po 14. hodině."
    assert [contact.is_internal for contact in service.contacts.order_by("sort_order")] == [False, True]
    shown = editor.get(reverse(EDIT, args=[service.pk])).content.decode()
    for text in ("MŠ Sluníčko", "Ředitelka volá", "Kulturní dům", "Zvonek u zadního vchodu.", "reditelna@example.org"):
        assert text in shown


@pytest.mark.spec("D1")
def test_what_was_typed_is_kept_when_publishing_is_refused(association: Association, editor: Client) -> None:
    sent = service_form(
        association,
        operator_name="",
        subject="Půjčuje knihy.",
        internal_note="Klíče má starosta.",
        served=[members(association)[1].pk],
        **contacts(("phone", "12", False), ("web", "www.example.org", True)),
        **parts(("nursery_school", "Sluníčko")),
    )
    answer = editor.post(reverse(ADD), sent)
    assert set(errors(answer)) == {"operator_name", "contacts"}
    shown = answer.content.decode()
    for text in (
        "Městská knihovna",
        "Půjčuje knihy.",
        "Klíče má starosta.",
        "194972",
        "508 01",
        "Sluníčko",
        "www.example.org",
    ):
        assert text in shown
    assert re.search(rf'name="served"[^>]*value="{members(association)[1].pk}"[^>]*checked', shown)
    assert not Service.objects.exists()


@pytest.mark.spec("D1")
def test_a_scheduled_publication_needs_the_same(association: Association, editor: Client) -> None:
    answer = editor.post(reverse(ADD), service_form(association, go_live_at="2036-01-01 08:00", **contacts()))
    assert set(errors(answer)) == {"contacts"}


@pytest.mark.spec("D1")
def test_an_older_version_is_published_only_if_it_has_what_is_needed(association: Association, editor: Client) -> None:
    service = make_service(association)
    bare = Service.objects.get(pk=service.pk)
    bare.operator_name = ""
    revision = bare.save_revision(clean=False)
    address = reverse("wagtailsnippets_services_directory_service:revisions_revert", args=[service.pk, revision.pk])
    answer = editor.post(address, {**form_of(service, association, operator_name=""), "revision": revision.pk})
    assert set(errors(answer)) == {"operator_name"}


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"operator_ico": "00194971"}, "operator_ico", "kontrolní číslici"),
        ({"operator_ico": "123456789"}, "operator_ico", "osm číslic"),
        ({"psc": "99"}, "psc", "pět číslic"),
        (contacts(("phone", "12345", False)), "contacts", "devět číslic"),
        (contacts(("email", "x", False)), "contacts", "info@example.org"),
        (contacts(("web", "nenalezeno", False)), "contacts", "https://www.example.org"),
        ({"closed_on": "30. 2. 2026"}, "closed_on", "platné datum"),
    ],
)
def test_a_wrong_value_is_explained_at_its_field(
    association: Association, editor: Client, values: dict[str, Any], field: str, said: str
) -> None:
    answer = editor.post(reverse(ADD), service_form(association, **values))
    assert list(errors(answer)) == [field]
    assert said in str(errors(answer)[field])


def test_kinds_are_grouped_by_field_and_retired_ones_only_kept(association: Association, editor: Client) -> None:
    service = make_service(association)
    ServiceKind.objects.filter(code="home_care").update(retired_on="2020-01-01")
    shown = editor.get(reverse(ADD)).content.decode()
    options = shown[shown.index('name="kind"') :]
    options = options[: options.index("</select>")]
    schools = options[options.index('<optgroup label="Školy a vzdělávání">') :]
    schools = schools[: schools.index("</optgroup>")]
    assert "Mateřská škola" in schools
    assert str(kind("education").pk) not in re.findall(r'value="(\d+)"', options)
    assert str(kind("home_care").pk) not in re.findall(r'value="(\d+)"', options)
    Service.objects.filter(pk=service.pk).update(kind=kind("home_care"))
    again = editor.get(reverse(EDIT, args=[service.pk])).content.decode()
    assert f'value="{kind("home_care").pk}" selected' in again


# --- Choices of the own association only -----------------------------------------------------------
@pytest.mark.spec("T1")
def test_a_photograph_of_another_association_is_neither_taken_nor_shown(
    association: Association, neighbour: Association, editor: Client
) -> None:
    foreign = photograph(neighbour, "tajny-snimek")
    answer = editor.post(reverse(ADD), service_form(association, photo=foreign.pk))
    assert list(errors(answer)) == ["photo"]
    assert "tajny-snimek" not in answer.content.decode()


@pytest.mark.spec("T1")
@pytest.mark.parametrize("who", ["editor_a", "union_admin"])
def test_a_successor_is_a_service_of_the_same_association(
    association: Association, neighbour: Association, request: pytest.FixtureRequest, who: str
) -> None:
    client = Client(SERVER_NAME="horni.localhost")
    client.force_login(request.getfixturevalue(who))
    service = make_service(association, name="Knihovna")
    make_service(association, name="Čítárna")
    foreign = make_service(neighbour, name="Cizí čítárna")
    sent = form_of(service, association, closed_on="2036-01-01", successor=foreign.pk)
    answer = client.post(reverse(EDIT, args=[service.pk]), sent)
    assert list(errors(answer)) == ["successor"]
    assert "Cizí čítárna" not in answer.content.decode()
    chooser = reverse(f"{CHOOSE}:choose_results")
    found = client.get(chooser, {"q": "citarna", "site": association.site_id}).content.decode()
    assert "Čítárna" in found
    assert "Cizí čítárna" not in found
    modal = re.search(r'data-chooser-url="([^"]+)"|modalUrl": "([^"]+)"', answer.content.decode())
    assert f"site={association.site_id}" in answer.content.decode(), modal


def test_successors_do_not_go_in_circles(association: Association, editor: Client) -> None:
    first, second = make_service(association, name="Jedna"), make_service(association, name="Dvě")
    Service.objects.filter(pk=second.pk).update(successor=first, closed_on="2026-01-01")
    answer = editor.post(
        reverse(EDIT, args=[first.pk]), form_of(first, association, closed_on="2026-02-01", successor=second.pk)
    )
    assert list(errors(answer)) == ["successor"]
    answer = editor.post(reverse(EDIT, args=[first.pk]), form_of(first, association, successor=second.pk))
    assert "closed_on" in errors(answer)


@pytest.mark.parametrize("who", ["editor_a", "manager_a", "union_admin", "union_reviewer"])
def test_who_may_publish_has_the_buttons_for_it(
    association: Association, request: pytest.FixtureRequest, who: str
) -> None:
    """Wagtail shows them to who may publish everywhere only; an association's people may in their own."""
    client = Client(SERVER_NAME="horni.localhost")
    client.force_login(request.getfixturevalue(who))
    service = make_service(association)
    if who == "union_reviewer":
        assert client.get(reverse(ADD)).status_code in {302, 403}
        return
    new = client.get(reverse(ADD)).content.decode()
    stored = client.get(reverse(EDIT, args=[service.pk])).content.decode()
    assert 'name="action-publish"' in new
    assert 'name="action-publish"' in stored
    unpublish = reverse("wagtailsnippets_services_directory_service:unpublish", args=[service.pk])
    assert unpublish in stored
    assert unpublish not in new


def test_closing_and_reopening_in_the_form(association: Association, editor: Client) -> None:
    service = make_service(association, name="Knihovna")
    for day, state in (("2026-01-01", ServiceState.CLOSED), ("", ServiceState.PUBLISHED)):
        answer = editor.post(reverse(EDIT, args=[service.pk]), form_of(service, association, closed_on=day))
        assert answer.status_code == 302, errors(answer)
        assert Service.objects.get(pk=service.pk).state == state


# --- What is internal stays internal ---------------------------------------------------------------
@pytest.mark.spec("D2")
def test_nothing_internal_reaches_the_public(association: Association, editor: Client, site_client: Client) -> None:
    secret_note, secret_phone, secret_mail = "heslo trezoru", "491 999 888", "tajne@example.org"
    answer = editor.post(
        reverse(ADD),
        service_form(
            association,
            internal_note=secret_note,
            **contacts(("phone", "491000101", False), ("phone", secret_phone, True), ("email", secret_mail, True)),
        ),
    )
    assert answer.status_code == 302, errors(answer)
    service = Service.objects.get()
    preview = Service.objects.get().make_preview_request(original_request=None, preview_mode="").content.decode()
    public = [site_client.get(f"/sluzby/{service.slug}/").content.decode(), preview]
    public += [site_client.get("/sluzby/", {"q": query}).content.decode() for query in ("", "knihovna", "trezoru")]
    entry = SearchEntry.objects.get()
    public.append(" ".join(str(getattr(entry, field.name)) for field in SearchEntry._meta.concrete_fields))
    for html in public:
        text = re.sub(r"\s|&nbsp;|\u00a0", "", html)
        for secret in ("hesl", "491999888", "tajne"):
            assert secret not in text.replace("trezoru", "")
    assert "heslo trezoru" not in " ".join(public)


@pytest.mark.spec("D2")
def test_a_contact_made_internal_leaves_the_page(association: Association, editor: Client, site_client: Client) -> None:
    service = make_service(association, name="Knihovna", phone="+420491999888")
    row = service.contacts.model.objects.get(service=service)
    sent = form_of(service, association)
    sent |= contacts(("phone", "491999888", True), ("web", "www.example.org", False), ids=(row.pk,))
    answer = editor.post(reverse(EDIT, args=[service.pk]), sent)
    assert answer.status_code == 302, errors(answer)
    page = re.sub(r"\s|&nbsp;|\u00a0", "", site_client.get(f"/sluzby/{service.slug}/").content.decode())
    assert "www.example.org" in page
    assert "491999888" not in page


# --- Served apart from the address -------------------------------------------------------------------
@pytest.mark.spec("D3")
def test_a_service_in_one_municipality_is_found_under_the_one_it_serves(
    association: Association, editor: Client, site_client: Client
) -> None:
    horice, zernov = members(association)[:2]
    for served, found in (([zernov.pk], True), ([], False)):
        Service.objects.all().delete()
        sent = service_form(association, municipality=horice.pk, scope="municipalities", served=served)
        answer = editor.post(reverse(ADD), sent)
        assert answer.status_code == 302, errors(answer)
        listed = Service.objects.published().for_municipality(zernov.pk).exists()
        assert listed == found
        shown = site_client.get("/sluzby/", {"municipality": zernov.pk}).content.decode()
        assert (f"/sluzby/{Service.objects.get().slug}/" in shown) == found


@pytest.mark.spec("D8")
def test_access_is_unknown_until_somebody_says_otherwise(association: Association, editor: Client) -> None:
    shown = editor.get(reverse(ADD)).content.decode()
    for fact in ACCESS_FACTS:
        select = shown[shown.index(f'<select name="{fact}"') :]
        assert re.search(r'<option value="unknown" selected', select[: select.index("</select>")]), fact
    draft = ServiceFactory.create(association=association)
    assert {getattr(draft, fact) for fact in ACCESS_FACTS} == {"unknown"}
