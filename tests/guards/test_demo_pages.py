"""The demonstration as a whole: loading it twice changes nothing, and every page that a link leads to is sound."""

from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from math import inf
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker
from wagtail.blocks import StreamValue

from portal.programme.models import PublicityNotice
from portal.tenancy.models import Association, Union

pytestmark = pytest.mark.only_on("sqlite")

PORT = 8000
# Changes at every load by nature: hashed passwords, and what the database itself counts.
VOLATILE = {"users.User": {"password"}, "wagtailcore.ReferenceIndex": {"id"}}
NOT_COMPARED = {
    "django_tasks_db.DBTaskResult",  # work for the worker, done when it runs
    "wagtailsearch.IndexEntry",  # rebuilt as a whole
}
SAMPLE = 12
NOT_PAGES = ("/admin/", "/media/", "/static/", "/documents/", "/accounts/")
PAPER = ("/pdf/", "/cernobile/")
"""Setting them takes seconds, and says nothing about pages."""


class PageFacts(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.language = ""
        self.links: set[str] = set()
        self.ids: Counter[str] = Counter()
        self.images_without_alt = 0
        self.titles = 0
        self.publicity = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "html":
            self.language = values.get("lang") or ""
        elif tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self.headings.append(int(tag[1]))
        elif tag == "a" and values.get("href"):
            self.links.add(str(values["href"]))
        elif tag == "img" and "alt" not in values:
            self.images_without_alt += 1
        elif tag == "title":
            self.titles += 1
        if "publicity" in str(values.get("class") or "").split():
            self.publicity += 1
        if values.get("id"):
            self.ids[str(values["id"])] += 1

    def faults(self, language: str) -> Iterator[str]:
        if self.headings.count(1) != 1:
            yield f"{self.headings.count(1)} main headings"
        if any(after > before + 1 for before, after in zip(self.headings, self.headings[1:], strict=False)):
            yield f"a heading level is skipped: {self.headings}"
        if self.language != language:
            yield f"lang={self.language!r} instead of {language!r}"
        if self.titles < 1:
            yield "no title"
        if self.images_without_alt:
            yield "an image without alt"
        if self.publicity:
            # The demonstration knows one project, and that has ended (rules C9).
            yield "publicity of a project that has ended"
        if repeated := [name for name, count in self.ids.items() if count > 1]:
            yield f"repeated ids: {repeated}"


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demonstration, loaded once for this module and rolled back at its end."""
    with override_settings(DEMO=True), django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", port=PORT)
        yield
        transaction.set_rollback(True)


Rows = dict[str, dict[object, dict[str, object]]]


def snapshot() -> Rows:
    """Every row of every table, by its key."""
    rows: Rows = {}
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label
        if label in NOT_COMPARED or model._meta.proxy or not model._meta.managed:
            continue
        fields = [
            field.attname for field in model._meta.concrete_fields if field.attname not in VOLATILE.get(label, ())
        ]
        rows[label] = {
            row["pk"]: {name: _plain(value) for name, value in row.items()}
            for row in model._base_manager.values("pk", *fields)
        }
    return rows


def _plain(value: object) -> object:
    return value.get_prep_value() if isinstance(value, StreamValue) else value


def differences(before: Rows, after: Rows) -> Iterator[str]:
    for label in after:
        old, new = before[label], after[label]
        for key in old.keys() - new.keys():
            yield f"{label} {key} is gone"
        for key in new.keys() - old.keys():
            yield f"{label} {key} is new: {new[key]}"
        for key in old.keys() & new.keys():
            for name, value in new[key].items():
                if value != old[key][name]:
                    yield f"{label} {key}: {name} was {old[key][name]!r}, is {value!r}"


@pytest.mark.django_db
def test_loading_the_demo_again_leaves_the_same_data(demo: None) -> None:
    before = snapshot()
    call_command("load_demo", port=PORT)
    found = list(differences(before, snapshot()))
    assert not found, "\n".join(found[:40])


def crawl(client: Client, host: str) -> Iterator[tuple[str, int, str]]:
    """The pages of the site that links lead to from its home page: path, status, HTML ("" if it is none)."""
    waiting, seen = ["/"], {"/"}
    of_kind: Counter[tuple[str, ...]] = Counter()
    while waiting:
        path = waiting.pop()
        response = client.get(path, headers={"host": f"{host}:{PORT}"}, follow=False)
        if response.status_code in (301, 302):
            targets = {response["Location"]}
            yield path, 200, ""
        elif response["Content-Type"].startswith("text/html"):
            html = response.content.decode()
            targets = PageFacts(html).links
            yield path, response.status_code, html
        else:
            yield path, response.status_code, ""
            continue
        for target in targets:
            parts = urlsplit(urldefrag(urljoin(f"http://{host}:{PORT}{path}", target)).url)
            if parts.scheme != "http" or parts.netloc != f"{host}:{PORT}" or parts.path.startswith(NOT_PAGES):
                continue
            if parts.path.endswith(PAPER):
                continue
            # Combinations of filters are endless: one page of each kind of search is enough.
            address = (
                parts.path
                if len(parts.query) > 60 or "&" in parts.query
                else parts._replace(scheme="", netloc="").geturl()
            )
            if address not in seen:
                seen.add(address)
                if of_kind[kind := kind_of(parts.path)] < most_of(kind):
                    of_kind[kind] += 1
                    waiting.append(address)


def kind_of(path: str) -> tuple[str, ...]:
    """Pages one template makes from rows are of one kind: ``/sluzby/*``, ``/en/services/*/report-mistake``."""
    parts = [part for part in path.split("/") if part]
    place = 2 if parts[:1] == ["en"] else 1
    return tuple("*" if n == place else part for n, part in enumerate(parts))


def most_of(kind: tuple[str, ...]) -> float:
    """Every row's own page; of the pages below it a sample."""
    return SAMPLE if "*" in kind[:-1] else inf


@pytest.mark.django_db
@pytest.mark.spec("PUB-1", "WEB-1")
@pytest.mark.parametrize("slug", ["", "svazekobci1866", "smiricko", "lesypolicka"])
def test_every_page_that_a_link_leads_to_is_sound(demo: None, client: Client, slug: str) -> None:
    site = Association.objects.get(slug=slug).site if slug else Union.objects.get().site
    faults, pages = [], 0
    assert PublicityNotice.objects.filter(site=Union.objects.get().site, ends_on__lt=timezone.localdate()).exists()
    for path, status, html in crawl(client, site.hostname):
        if status != 200:
            faults.append(f"{path}: status {status}")
        elif html:
            pages += 1
            language = "en" if path.startswith("/en/") else "cs"
            faults += [f"{path}: {fault}" for fault in PageFacts(html).faults(language)]
    assert not faults, "\n".join(faults[:40])
    assert pages >= 10
