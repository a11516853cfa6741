"""No host shows anything of another association: every address outside the admin, with the other's keys in it (T1).

Everything of Dolní carries a mark (`tests.tenancy.marked`). Each address, each route of each of its pages and each
personal link of its people is asked for at the host of Horní, by a stranger and by Horní's own people: the mark
doesn't come back, and nothing marked changes. At Dolní's own host the same addresses do show it: the walk can fail.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import models
from django.test import Client
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from contact_centre.models import CitizenRequest, HandOver, RequestDraft
from meetings.announcing import links as invitations
from meetings.models import Invitation
from newsletters.contributions import links as contributions
from newsletters.models import Contributor, ReviewLink, Subscriber
from newsletters.review import links as reviews
from newsletters.subscribers import confirm_links
from newsletters.subscribers import links as subscribers
from portal.core.tickets import new_token
from portal.tenancy.boundary import tenant_models
from portal.tenancy.models import Association
from services_directory.models import MistakeReport, ProviderAsk, Service
from services_directory.verification.asking import asks

from .marked import MARK, PK, mark_everything, marked_row
from .test_isolation import body, snapshot
from .walking import Route, filled, page_routes, routes

pytestmark = [pytest.mark.django_db, pytest.mark.spec("T1"), pytest.mark.only_on("sqlite")]

type Marked = dict[type[models.Model], models.Model]

HERE, THERE = "horni.localhost", "dolni.localhost"
KEYS: dict[type[models.Model], tuple[str, ...]] = {
    CitizenRequest: ("status_token", "submission_token"),
    Contributor: ("key",),
    HandOver: ("key",),
    Invitation: ("key",),
    MistakeReport: ("key", "token"),
    ProviderAsk: ("key",),
    RequestDraft: ("key", "submission_token"),
    ReviewLink: ("key",),
    Subscriber: ("key", "confirm_key"),
}
"""Secrets in personal links; the mark would not do as one."""
SETS_PAPER = frozenset({"pdf", "pdf_black", "booklet", "invited_letter", "poster", "meeting_poster", "certificate"})
"""Seconds each, and no more than the pages beside them."""


@dataclass(frozen=True)
class Address:
    route: str
    path: str


@pytest.fixture
def marked(dso_a: Association, dso_b: Association) -> Marked:
    made = mark_everything(dso_b)
    for model in KEYS:
        # Some have links of their own and hang on what is owned.
        marked_row(model, dso_b, made)
    for model, names in KEYS.items():
        row = made[model]
        for name in names:
            setattr(row, name, new_token(32))
        model._default_manager.filter(pk=row.pk).update(**{name: getattr(row, name) for name in names})
    return made


def keys(marked: Marked) -> dict[str, list[str]]:
    """What may stand for each parameter of a route: by ``route.parameter``, or by the parameter alone."""
    request: Any = marked[CitizenRequest]
    report: Any = marked[MistakeReport]
    draft: Any = marked[RequestDraft]
    hand_over: Any = marked[HandOver]
    subscriber: Any = marked[Subscriber]
    invited = [invitations.token_of(marked[Invitation])]  # type: ignore[arg-type]
    reviewed = [reviews.token_of(marked[ReviewLink])]  # type: ignore[arg-type]
    own = [subscribers.token_of(subscriber)]
    service: Any = marked[Service]
    uids = [str(row.uid) for row in marked.values() if hasattr(row, "uid")]
    of_request = [request.status_token, request.submission_token]
    table = {
        "token": [],
        "key": [],
        "uid": sorted(set(uids)),
        "slug": [service.slug],
        "name": [str(marked_association.slug) for marked_association in Association.objects.filter(site=service.site)],
        "rest": ["services/1"],
        "colour": ["123456"],
        "body": [MARK],
        "position": ["1"],
        "year": ["2026"],
        "number": ["1"],
        "restriction_id": ["1"],
        "page_view_restriction_id": ["1"],
        "page_id": [str(marked[Page].pk)],
        "pk": [str(PK)],
        "document_id": [str(PK)],
        "mailing": [str(PK)],
        "picture.path": _pictures(marked),
        "account_confirm_email.key": ["x"],
        # Of an account, which may work for several associations; what is kept is a hash (decision 65).
        "accept_invitation.token": [new_token()],
        "directorypage.provider_answer.token": [asks.token_of(marked[ProviderAsk])],  # type: ignore[arg-type]
        "newsletterindexpage.contribution.token": [contributions.token_of(marked[Contributor])],  # type: ignore[arg-type]
        "newsletterindexpage.confirm_subscription.token": [confirm_links.token_of(subscriber)],
    }
    for name in ("mistake_status", "mistake_thanks"):
        table[f"directorypage.{name}.key"] = [report.key, report.token]
    for name in ("preferences", "preferences_data", "preferences_delete", "unsubscribe", "unsubscribe_mailing"):
        table[f"newsletterindexpage.{name}.token"] = own
    for name in ("invited", "invited_calendar", "invited_letter", "invited_file"):
        table[f"meetingindexpage.{name}.token"] = invited
    for name in ("page", "issue", "pdf"):
        table[f"{name}.token"] = reviewed
    for name in ("preview", "preview_en", "edit", "edit_en"):
        table[f"contactpage.{name}.key"] = [draft.key, draft.submission_token]
    for name in ("thanks", "thanks_en", "status", "status_en"):
        table[f"contactpage.{name}.token"] = of_request
    for name in ("handed_over", "handed_over_en", "handed_over_file", "handed_over_file_en"):
        table[f"contactpage.{name}.key"] = [hand_over.key]
    return table


def _pictures(marked: Marked) -> list[str]:
    image: Any = marked[get_image_model()]
    return [image.file.name, image.get_rendition("width-20").file.name]


def written_out(marked: Marked) -> dict[str, list[str]]:
    """Addresses of the routes that are regular expressions, by the route's name."""
    request: Any = marked[CitizenRequest]
    document: Any = marked[get_document_model()]
    own = subscribers.token_of(marked[Subscriber])  # type: ignore[arg-type]
    trees = [page.url_path.split("/", 2)[2] for page in pages_of(marked) if isinstance(page, RoutablePageMixin)]
    return {
        "account_reset_password_from_key": ["ucet/password/reset/key/1-x/"],
        "account_confirm_email": ["ucet/confirm-email/x/"],
        "wagtaildocs_serve": [f"documents/{PK}/{document.filename}"],
        "discovery": ["open311/discovery.json"],
        "services": ["open311/v2/services.json"],
        "service": ["open311/v2/services/1.json"],
        "requests": ["open311/v2/requests.json", "open311/v2/requests.xml"],
        "request": [f"open311/v2/requests/{request.reference}.json", f"open311/v2/requests/{PK}.json"],
        "token": [f"open311/v2/tokens/{key}.json" for key in (request.submission_token, request.status_token)],
        "open311/.*?(?P<suffix>.xml|.json)?/?": ["open311/x.json"],
        "meetings_calendar": [f"{tree}{feed}" for tree in trees for feed in ("kalendar.ics", f"kalendar/{MARK}.ics")],
        "meeting_poster": [],
        "newsletter_dates": [f"{tree}terminy.ics" for tree in trees],
        "newsletter_subscribe_start": [f"{tree}odber/zacit/" for tree in trees],
        "newsletter_unsubscribe": [f"{tree}odber/odhlasit/{own}/" for tree in trees],
        # The pages themselves: `page_routes`.
        "wagtail_serve": [],
    }


def pages_of(marked: Marked) -> list[Page]:
    root = marked[Page]
    assert isinstance(root, Page)
    return list(root.get_descendants(inclusive=True).specific())


def addresses(marked: Marked) -> Iterator[Address]:
    """Everything that can be asked for, with whatever of Dolní's stands for its parameters."""
    table, listed = keys(marked), written_out(marked)

    def filling(route: str, parameter: str) -> list[str]:
        values = table.get(f"{route}.{parameter}") or table.get(parameter)
        assert values, f"Say in `keys` what stands for {parameter!r} in {route!r}, so that it is walked."
        return values

    for route in routes():
        if route.is_pattern or "?" in route.written:
            assert route.name in listed or route.written == "open311/v2/?", f"Say in `written_out` what {route} means."
            yield from (Address(route.name, f"/{path}") for path in listed.get(route.name, ()))
        else:
            yield from (Address(route.name, f"/{path}") for path in filled(route, filling))
    for page in pages_of(marked):
        own = "/" + page.url_path.split("/", 2)[2]
        for route in page_routes(page):
            yield from (Address(route.name, f"{own}{path}") for path in filled(_plain(route), filling))


def _plain(route: Route) -> Route:
    """The few routes of pages that are regular expressions, as converters."""
    written = route.written
    while "(?P<" in written:
        start = written.index("(?P<")
        name = written[start + 4 : written.index(">", start)]
        written = f"{written[:start]}<{name}>{written[written.index(')', start) + 1 :]}"
    return Route(route.name, written)


def is_paper(address: Address) -> bool:
    return address.route.rpartition(".")[2] in SETS_PAPER


@pytest.mark.parametrize("who", ["nobody", "manager_a"])
def test_no_address_shows_or_changes_anything_of_another_association(
    who: str, marked: Marked, request: pytest.FixtureRequest, client: Client
) -> None:
    if who != "nobody":
        client.force_login(request.getfixturevalue(who))
    client.raise_request_exception = False
    before, leaks = snapshot(marked), []
    for address in addresses(marked):
        if address.route == "directorypage.booklet":
            # Horní's own, whoever asks.
            continue
        answers = [client.get(f"{address.path}?q={MARK[:6]}", headers={"host": HERE})]
        if who == "nobody" and "/ucet/" not in address.path:
            answers.append(client.post(address.path, {"agree": "on", "text": "x"}, headers={"host": HERE}))
        for answer in answers:
            assert answer.status_code < 500 or is_paper(address) or address.route == "readyz", f"{address} fails"
            # To be sent to where it belongs is no leak: there it is asked who may have it.
            shown = body(answer).replace(answer.headers.get("Location", "\0"), "").replace(address.path, "")
            if MARK in shown:
                leaks.append(address)
    assert leaks == []
    assert snapshot(marked) == before


class Inline(HTMLParser):
    """What a page would run or draw that stands in the page itself."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        # Code to copy stands in it, to be read.
        self.feed(re.sub(r"(?s)<textarea.*?</textarea>", "", html))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        is_data = str(values.get("type", "")).endswith("json")
        if tag == "style" or (tag == "script" and "src" not in values and not is_data):
            self.found.append(f"<{tag}> in the page")
        self.found += [f"{tag} {name}" for name in values if name == "style" or name.startswith("on")]
        addressed = [str(values.get(name) or "") for name in ("href", "src", "action", "formaction")]
        self.found += [value for value in addressed if value.lower().startswith("javascript:")]


def faults_of(answer: Any, *, is_personal: bool) -> Iterator[str]:
    headers = answer.headers
    if answer.status_code == 200 and headers.get("Content-Type", "").startswith("text/html"):
        yield from Inline(body(answer)).found
        policy = headers["Content-Security-Policy"]
        if "unsafe" in policy or "default-src 'none'" not in policy or "script-src 'self'" not in policy:
            yield policy
        expected = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": None, "Permissions-Policy": None}
        for name, value in expected.items():
            if name not in headers or (value and headers[name] != value):
                yield f"{name} is {headers.get(name)}"
    if answer.status_code == 200 and is_personal and "no-store" not in headers.get("Cache-Control", ""):
        yield f"may be kept: {headers.get('Cache-Control')}"


def is_keyed(address: Address) -> bool:
    """Whether a secret stands in the address."""
    return bool(re.search(r"[\w-]{40,}", address.path)) and address.route not in {"picture", "one_contact"}


SHOWN_AT_HOME = {
    "contactpage.status",
    "directorypage.mistake_status",
    "directorypage.service",
    "hsds_service",
    "meetings_calendar",
    "newsletter_unsubscribe",
    "newsletterindexpage.confirm_subscription",
    "newsletterindexpage.preferences",
    "newsletterindexpage.preferences_data",
    "picture",
    "request",
    "searchpage",
}


def test_at_its_own_host_the_same_addresses_show_it(marked: Marked, client: Client) -> None:
    """… with a policy that lets no inline script or style run, none there, and what is personal kept by nobody."""
    client.raise_request_exception = False
    shown, faults = set(), []
    for address in addresses(marked):
        if is_paper(address):
            continue
        answer = client.get(f"{address.path}?q={MARK}", headers={"host": THERE})
        faults += [f"{address.route}: {fault}" for fault in faults_of(answer, is_personal=is_keyed(address))]
        if answer.status_code == 200 and (MARK in body(answer).replace(address.path, "") or address.route == "picture"):
            shown.add(address.route)
    assert faults == []
    assert shown >= SHOWN_AT_HOME


def test_every_personal_link_is_walked() -> None:
    """A model that stands behind the boundary and has a key of its own joins, or says why it needn't."""
    named = {"key", "token", "status_token", "confirm_key"}
    with_keys = {model for model in tenant_models() if named & {field.name for field in model._meta.concrete_fields}}
    assert with_keys <= set(KEYS)
