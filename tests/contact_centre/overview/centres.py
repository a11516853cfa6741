"""Centres without pages, by the dozen, and what the overview's table says."""

from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser

from django.contrib.auth.models import Group
from wagtail.models import Collection, Page, Site

from portal.tenancy.models import Association


def bare_centres(number: int, since: date, first: int = 0) -> list[Association]:
    """So many associations whose centre runs since a day; they have a site and no pages."""
    top = Page.objects.get(depth=1)
    return [_bare_centre(top, n, since) for n in range(first, first + number)]


def _bare_centre(top: Page, n: int, since: date) -> Association:
    name = f"Mikroregion {n}"
    root = top.add_child(instance=Page(title=name, slug=f"mikroregion-{n}"))
    return Association.objects.create(
        ico=f"9{n:07}",
        name=name,
        short_name=name,
        slug=f"mikroregion-{n}",
        centre_since=since,
        site=Site.objects.create(hostname=f"m{n}.localhost", root_page=root),
        root_page=root,
        collection=Collection.get_first_root_node().add_child(name=name),
        manager_group=Group.objects.create(name=f"m{n}-manager"),
        editor_group=Group.objects.create(name=f"m{n}-editor"),
    )


class _Rows(HTMLParser):
    """The texts of the cells of each row that is about one centre."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.is_inside = "data-desk-row" in dict(attrs)
            if self.is_inside:
                self.rows.append([])
        elif tag in {"th", "td"} and self.is_inside:
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "tr":
            self.is_inside = False

    def handle_data(self, data: str) -> None:
        if self.is_inside and self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def shown_rows(html: str) -> Iterator[list[str]]:
    """The rows of the table as somebody reads them, cell by cell."""
    found = _Rows()
    found.feed(html)
    for row in found.rows:
        yield [" ".join(cell.split()) for cell in row]
