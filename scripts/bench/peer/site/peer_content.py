"""Fill the peer with as much as the portal holds: `peer_content.py ASSOCIATIONS SERVICES`; run by the peer's Python.

For each association a site with a home page (a hero, an introduction, the newest articles), a menu, pages about it,
and one that lists an article for each service, 25 at a time. All is written and indexed for search in bulk.
"""

import json
import sys
import time
import uuid
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import batched
from typing import Any

import django

django.setup()

from coderedcms.models import LayoutSettings, Navbar  # noqa: E402
from coderedcms.models.wagtailsettings_models import NavbarOrderable  # noqa: E402
from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from wagtail.models import Page, Site  # noqa: E402
from website.models import ArticleIndexPage, ArticlePage, WebPage  # noqa: E402

TEXT = (
    "<p>Společně opravujeme chodníky, vozíme děti do školy a staráme se o lesy. Kancelář svazku pomáhá obcím "
    "s veřejnými zakázkami, rozpočtem i žádostmi o dotace.</p>"
)
KINDS = (
    "Knihovna", "Mateřská škola", "Základní škola", "Praktický lékař", "Pošta", "Dům pro seniory", "Sběrný dvůr",
    *(f"Služba {n}. druhu" for n in range(1, 54)),
)  # fmt: skip
"""As many as the portal has, so that a search for one finds as large a part: 20 of an association's 1,200."""
BATCH = 2_000


def block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def text_row(*texts: str) -> dict[str, Any]:
    """A row of the page's grid with a column for each text."""
    columns = [
        block("content", {"column_size": "", "settings": {}, "content": [block("text", text)]}) for text in texts
    ]
    return block("row", {"fluid": False, "settings": {}, "content": columns})


def home_body(index: int) -> str:
    """Hero, introduction, newest articles."""
    hero: dict[str, Any] = {
        "fluid": True,
        "is_parallax": False,
        "background_image": None,
        "tile_image": False,
        "settings": {},
    }
    opening = block("hero", {**hero, "background_color": "", "foreground_color": "", "content": [text_row(TEXT)]})
    newest = block("page_list", {"indexed_by": index, "classified_by": None, "num_posts": 3, "settings": {}})
    column = block("content", {"column_size": "", "settings": {}, "content": [newest]})
    row = block("row", {"fluid": False, "settings": {}, "content": [column]})
    return json.dumps([opening, text_row(TEXT, TEXT), row])


def bulk(parent: Page, pages: list[Any]) -> None:
    """Add `pages` below `parent`, which has no children yet, past all signals."""
    kind = ContentType.objects.get_for_model(type(pages[0]))
    last = Page.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    now = timezone.now()
    for n, page in enumerate(pages, start=1):
        page.pk = page.page_ptr_id = page.id = last + n
        page.path = Page._get_path(parent.path, parent.depth + 1, n)
        page.depth, page.numchild = parent.depth + 1, 0
        page.url_path = f"{parent.url_path}{page.slug}/"
        page.content_type, page.locale_id, page.draft_title = kind, parent.locale_id, page.title
        page.live, page.first_published_at, page.last_published_at = True, now, now
        page.translation_key = uuid.uuid4()
        for ancestor in type(page)._meta.get_parent_list():
            if ancestor is not Page:
                setattr(page, ancestor._meta.pk.attname, page.pk)
    for model in (Page, *reversed([one for one in type(pages[0])._meta.get_parent_list() if one is not Page])):
        insert(model, pages)
    insert(type(pages[0]), pages)
    Page.objects.filter(pk=parent.pk).update(numchild=len(pages))


def insert(model: Any, rows: list[Any]) -> None:
    for some in batched(rows, BATCH, strict=False):
        model._base_manager.all()._insert(list(some), fields=model._meta.local_concrete_fields, raw=True)


def articles(n: int, count: int) -> list[Any]:
    body = json.dumps([block("text", TEXT * 2)])
    return [
        ArticlePage(
            title=f"{KINDS[i % len(KINDS)]} Lhota {n} {i}",
            slug=f"sluzba-{i}",
            body=body,
            caption="Úřední hodiny, spojení a kdo službu poskytuje.",
            author_display="Obec Lhota",
            date_display=date(2026, 11, 1) - timedelta(days=i % 700),
            search_description="Veřejná služba obce.",
        )
        for i in range(count)
    ]


def make_menu(site: Site, links: Iterable[Page]) -> None:
    items = [
        block(
            "page_link",
            {"settings": {}, "display_text": page.title, "page": page.pk, "show_child_links": False, "sub_links": []},
        )
        for page in links
    ]
    navbar = Navbar.objects.create(name=site.hostname, menu_items=json.dumps(items))
    layout = LayoutSettings.for_site(site)
    NavbarOrderable.objects.create(navbar_chooser=layout, navbar=navbar)


def fill(associations: int, services: int) -> None:
    """Everything but the search index; the site of the first association is the default one, already there."""
    root = Page.objects.get(depth=1)
    with transaction.atomic():
        for n in range(associations):
            if n == 0:
                home = WebPage.objects.get(depth=2)
                Site.objects.update(hostname="dso0.localhost", port=80)
                site = Site.objects.get()
            else:
                home = WebPage(
                    title=f"Mikroregion {n}", slug=f"dso{n}", custom_template="coderedcms/pages/home_page.html"
                )
                Page.objects.get(pk=root.pk).add_child(instance=home)
                site = Site.objects.create(hostname=f"dso{n}.localhost", site_name=f"Mikroregion {n}", root_page=home)
            index = ArticleIndexPage(
                title="Služby",
                draft_title="Služby",
                slug="sluzby",
                locale=home.locale,
                index_num_per_page=25,
                index_show_subpages=True,
            )
            # Which orders it knows depends on which kind of page was made last in the process.
            index.full_clean = lambda *_args, **_kwargs: None
            home.add_child(instance=index)
            about = [
                WebPage(title=title, slug=slug, body=json.dumps([text_row(TEXT * 3)]))
                for title, slug in (("O svazku", "o-svazku"), ("Kontakt", "kontakt"), ("Obce", "obce"))
            ]
            for page in about:
                Page.objects.get(pk=home.pk).specific.add_child(instance=page)
            WebPage.objects.filter(pk=home.pk).update(body=home_body(index.pk))
            bulk(Page.objects.get(pk=index.pk), articles(n, services))
            make_menu(site, [index, *about])
            with connection.cursor() as cursor:
                cursor.execute("SELECT setval('wagtailcore_page_id_seq', (SELECT max(id) FROM wagtailcore_page))")


def index_in_bulk() -> None:
    """Write Wagtail's search index over all pages, without reckoning its averages anew after each batch."""
    from wagtail.search.backends import get_search_backend
    from wagtail.search.index import get_indexed_models

    backend = get_search_backend()
    for model in get_indexed_models():
        if issubclass(model, Page):
            writer = backend.get_index_for_model(model)
            if hasattr(writer, "_refresh_title_norms"):
                writer._refresh_title_norms = lambda full=False: None
            for pages in of_kind(model):
                writer.add_items(model, pages)
    whole = backend.get_index_for_model(Page)
    type(whole)._refresh_title_norms(whole, full=True)


def of_kind(model: Any) -> Iterator[list[Any]]:
    """Pages of exactly this model, some thousands at a time."""
    kind = ContentType.objects.get_for_model(model)
    keys = list(Page.objects.filter(content_type=kind).order_by("pk").values_list("pk", flat=True))
    for some in batched(keys, 1_000, strict=False):
        yield list(model.objects.filter(pk__in=some))


def main() -> None:
    start = time.monotonic()
    fill(int(sys.argv[1]), int(sys.argv[2]))
    print(f"  peer: {Page.objects.count()} pages in {time.monotonic() - start:.0f} s", flush=True)
    start = time.monotonic()
    index_in_bulk()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(f"  peer: search index in {time.monotonic() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
