"""Tags and filters of the public templates."""

from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import pytest
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.db import connection
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.safestring import mark_safe
from wagtail.models import Page
from wagtail.rich_text import RichText

from portal.core.templatetags.portal import page_numbers
from portal.tenancy.models import Association


def render(source: str, **context: object) -> str:
    return Template("{% load portal %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "value", "shown"),
    [
        ("{{ value|nbsp }}", "v obci", "v\u00a0obci"),
        ("{{ value|nbsp }}", "<b> a & b", "&lt;b&gt; a\u00a0&amp; b"),
        ("{{ value|nbsp }}", mark_safe("<b>v obci</b>"), "<b>v\u00a0obci</b>"),
        ("{{ value|nbsp }}", RichText("<p>v obci</p>"), "<p>v\u00a0obci</p>"),
        ("{{ value|nbsp }}", None, ""),
        ("{{ value|phone }}", "+420491612605", "+420\u00a0491\u00a0612\u00a0605"),
        ("{{ value|phone }}", None, ""),
        ("{{ value|tel }}", "+420491612605", "tel:+420491612605"),
        ("{{ value|tel }}", "491 612 605", "tel:+420491612605"),
        ("{{ value|tel }}", "+421 2 123 456", "tel:+4212123456"),
        ("{{ value|breakable }}", "jana@example.org", "jana@<wbr>example.org"),
        ("{{ value|breakable }}", "<b>", "&lt;b&gt;"),
        ("{{ value|breakable }}", None, ""),
        ("{{ value|psc }}", "54912", "549\u00a012"),
        ("{{ value|initials }}", "Ing. Jana Nová", "JN"),
        ("{{ value|initials }}", "Dobrovolný svazek obcí Lesy Policka", "DP"),
        ("{{ value|initials }}", "Svazek obcí 1866", "S1"),
        ("{{ value|initials }}", "Smiřicko", "S"),
        ("{{ value|initials }}", "", ""),
    ],
)
def test_values_are_shown_as_people_write_them(source: str, value: object, shown: str) -> None:
    assert render(source, value=value) == shown


@pytest.mark.parametrize(
    ("language", "source", "value", "shown"),
    [
        ("cs", "{{ value|cs_date }}", date(2026, 11, 2), "2. 11. 2026"),
        ("en", "{{ value|cs_date }}", date(2026, 11, 2), "2 November 2026"),
        ("cs", "{{ value|cs_date }}", datetime(2026, 11, 1, 23, 30, tzinfo=UTC), "2. 11. 2026"),
        ("cs", "{{ value|cs_datetime }}", datetime(2026, 11, 20, 8, 5, tzinfo=UTC), "20. 11. 2026 v 9:05"),
        ("cs", "{{ value|cs_datetime }}", datetime(2026, 11, 20, 13, 0, tzinfo=UTC), "20. 11. 2026 ve 14:00"),
        ("en", "{{ value|cs_datetime }}", datetime(2026, 6, 20, 8, 5, tzinfo=UTC), "20 June 2026, 10:05"),
        ("cs", "{{ value|cs_weekday }}", date(2026, 11, 20), "pátek"),
        ("en", "{{ value|cs_weekday }}", date(2026, 11, 20), "Friday"),
        ("cs", "{{ value|cs_date }}{{ value|cs_datetime }}{{ value|cs_weekday }}", None, ""),
    ],
)
def test_days_are_shown_in_prague_and_in_the_readers_language(
    language: str, source: str, value: object, shown: str
) -> None:
    with translation.override(language):
        assert render(source, value=value).replace("\u00a0", " ") == shown


def test_an_icon_is_for_the_eye_only() -> None:
    html = render('{% icon "phone" %}')
    assert 'aria-hidden="true"' in html
    assert 'icons.svg#phone"' in html
    assert "style" not in html


def test_every_icon_named_in_the_design_system_is_drawn() -> None:
    path = finders.find("portal/icons.svg")
    assert path
    drawn = {symbol.get("id") for symbol in ET.parse(path).getroot()}
    kinds = "education social health library culture sport leisure safety office post waste transport other"
    others = (
        "phone mail web place databox clock check warning info closed error verified search menu calendar newspaper"
    )
    rest = "arrow back external print download accessible people person map file filter remove report send message"
    assert set(f"{kinds} {others} {rest}".split()) <= drawn


@pytest.mark.parametrize(
    ("current", "count", "shown"),
    [
        (1, 1, "1"),
        (1, 3, "1 2 3"),
        (1, 30, "1 2 … 30"),
        (5, 30, "1 … 4 5 6 … 30"),
        (3, 30, "1 2 3 4 … 30"),
        (30, 30, "1 … 29 30"),
    ],
)
def test_pagination_shows_the_ends_and_the_neighbours(current: int, count: int, shown: str) -> None:
    page = Paginator(range(count), 1).page(current)
    assert " ".join(str(number or "…") for number in page_numbers(page)) == shown


def test_pagination_keeps_the_other_parameters(dso_a: Association) -> None:
    request = RequestFactory().get("/?q=pošta&page=2", headers={"host": dso_a.site.hostname})
    html = render_to_string("components/pagination.html", {"page_obj": Paginator(range(30), 10).page(2)}, request)
    assert 'rel="next" href="?q=po%C5%A1ta&amp;page=3"' in html
    assert 'rel="prev" href="?q=po%C5%A1ta&amp;page=1"' in html
    assert html.count("aria-current") == 1


@pytest.mark.django_db
class TestBreadcrumbs:
    @pytest.fixture
    def section(self, dso_a: Association) -> Page:
        return dso_a.root_page.add_child(title="Pokusná část", slug="pokusna-cast")

    def test_lead_from_home_to_the_page_itself(self, section: Page) -> None:
        with translation.override("cs"):
            html = render("{% breadcrumbs page %}", page=section, request=RequestFactory().get("/"))
        assert html.index("Úvod") < html.index("Pokusná část")
        assert '<span aria-current="page">Pokusná část</span>' in html

    def test_go_on_to_what_is_no_page(self, section: Page) -> None:
        html = render("{% breadcrumbs page name %}", page=section, name="Pošta <1>", request=RequestFactory().get("/"))
        assert '<span aria-current="page">Pošta &lt;1&gt;</span>' in html
        assert html.count("aria-current") == 1
        assert ">Pokusná část</a>" in html

    def test_are_left_out_on_the_home_page(self, section: Page) -> None:
        html = render("{% breadcrumbs page %}", page=section.get_parent(), request=RequestFactory().get("/"))
        assert html.strip() == ""

    def test_cost_the_same_however_deep(self, section: Page) -> None:
        deep = section.add_child(title="A", slug="a").add_child(title="B", slug="b")
        counts = []
        for page in (section, section, deep):  # the first one warms Wagtail's cache of sites
            fresh, request = Page.objects.get(pk=page.pk), RequestFactory().get("/")
            with CaptureQueriesContext(connection) as queries:
                render("{% breadcrumbs page %}", page=fresh, request=request)
            counts.append(len(queries))
        assert counts[1] == counts[2] <= 2
