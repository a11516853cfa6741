"""The footer an association makes its own: words, links and profiles, escaped, in the reader's language (T2)."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from portal.tenancy.appearance.footer import FooterBlock, FooterProfileBlock, validate_link
from portal.tenancy.models import Association
from tests.tenancy.kept_pages.server import Server

pytestmark = [pytest.mark.spec("T2"), pytest.mark.only_on("sqlite")]
HOST = {"host": "horni.localhost"}
CZECH = ("text", {"language": "cs", "text": "Úřad v zámku\nzvoňte u brány"})
ENGLISH = ("text", {"language": "en", "text": "The office is in the castle"})
LINKS = ("links", {"language": "cs", "heading": "Členské obce", "links": [
    {"title": "Lhota <b>", "url": "https://lhota.example.org/?a=1&b=2"}, {"title": "Kontakt", "url": "/kontakt/"},
]})  # fmt: skip
PROFILE = ("profile", {"network": "facebook", "url": "https://www.facebook.com/svazek"})


def with_footer(association: Association, *rows: Any) -> Association:
    association.footer = list(rows)
    association.save()
    return association


def footer(client: Client, path: str = "/") -> str:
    html = client.get(path, headers=HOST).content.decode()
    return html[html.index('<footer class="site-footer">') :]


@pytest.mark.django_db
def test_it_shows_at_once_on_every_page_of_the_own_site_only(
    client: Client, dso_a: Association, dso_b: Association
) -> None:
    assert "zámku" not in footer(client)
    with_footer(dso_a, CZECH, LINKS, PROFILE)
    for path in ("/", "/kontakt/"):
        shown = footer(client, path)
        assert "zámku<br>zvoňte" in shown.replace("\u00a0", " ")
        assert '<a href="https://lhota.example.org/?a=1&amp;b=2">Lhota &lt;b&gt;</a>' in shown
        assert '<a href="https://www.facebook.com/svazek">Facebook</a>' in shown
        assert ">Členské obce</h2>" in shown
    assert "zámku" not in client.get("/", headers={"host": "dolni.localhost"}).content.decode()


@pytest.mark.django_db
def test_another_language_has_its_own_words_or_the_czech_ones_marked(client: Client, dso_a: Association) -> None:
    with_footer(dso_a, CZECH, LINKS)
    shown = footer(client, "/en/")
    assert '<p class="site-footer__words" lang="cs">' in shown
    assert 'lang="cs"><h2 id="footer-added-1">' in shown
    with_footer(dso_a, CZECH, ENGLISH, LINKS)
    assert "castle" in footer(client, "/en/")
    assert "zámku" not in footer(client, "/en/")
    assert "castle" not in footer(client)
    assert 'class="site-footer__words">' in footer(client, "/en/")


@pytest.mark.django_db
@pytest.mark.usefixtures("early_in_a_minute")
def test_a_kept_page_is_made_anew_and_that_of_others_is_not(
    server: Server, dso_a: Association, dso_b: Association
) -> None:
    for host in ("horni.localhost", "dolni.localhost"):
        server.ask("/", host)
        assert server.is_kept("/", host)
    with_footer(dso_a, ENGLISH, CZECH)
    assert "zámku" in server.ask("/").text.replace("\u00a0", " ")
    assert server.is_kept("/", "dolni.localhost")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "data:text/html,x", "//evil.example",
        "/\\evil.example", "vbscript:x", "https://a\nb.cz", "https://x@evil.example/", "www.lhota.cz", "mailto:x",
        "tel:zvonek", "ftp://lhota.cz/", "https:/lhota.cz", "",
    ],
)  # fmt: skip
def test_an_address_that_leads_elsewhere_than_it_says_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        validate_link(address)


@pytest.mark.parametrize(
    "address", ["/kontakt/", "https://lhota.cz", "http://lhota.cz/a?b#c", "mailto:urad@lhota.cz", "tel:+420491000100"]
)
def test_a_plain_address_is_taken(address: str) -> None:
    validate_link(address)


@pytest.mark.parametrize(
    ("network", "url", "is_good"),
    [
        ("facebook", "https://cs-cz.facebook.com/svazek", True),
        ("facebook", "https://facebook.com.evil.example/", False),
        ("facebook", "https://notfacebook.com/svazek", False),
        ("mastodon", "https://mastodon.example/@svazek", True),
    ],
)
def test_a_profile_is_on_the_network_it_says(network: str, url: str, is_good: bool) -> None:
    block = FooterProfileBlock()
    value = block.to_python({"network": network, "url": url})
    if is_good:
        assert block.clean(value)["url"] == url
    else:
        with pytest.raises(ValidationError):
            block.clean(value)


def test_a_language_has_one_text(settings: Any) -> None:
    block = FooterBlock(required=False)
    two = [{"type": kind, "value": value} for kind, value in (CZECH, CZECH)]
    with pytest.raises(ValidationError):
        block.clean(block.to_python(two))
    both = [{"type": kind, "value": value} for kind, value in (CZECH, ENGLISH)]
    assert len(block.clean(block.to_python(both))) == 2
