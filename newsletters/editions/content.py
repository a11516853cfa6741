"""What the web page of an issue says, as plain HTML for a mail or for paper.

It is made out of the very templates of the web page, so that no form can say less than another: the blocks are
rendered, and what is there for the screen only (icons, buttons, leaves of a calendar) is taken out.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Comment, Tag
from django.template.loader import render_to_string

from portal.tenancy.models import Association

from ..facts.gather import site_of
from ..review.approval import is_approved

GONE = (
    "script, style, svg, button, nav, form, template, iframe, input, time.leaf, .no-print, [aria-hidden=true], [hidden]"
)
UNWRAPPED = frozenset({"div", "article", "section", "span", "time", "header", "footer", "address", "main", "aside"})
BLOCKS = frozenset(
    {
        "p",
        "ul",
        "ol",
        "dl",
        "table",
        "figure",
        "blockquote",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "hr",
        "div",
        "section",
        "article",
    }
)
BETWEEN_PARTS = "<!--part-->"
BY_NAME = "by-name"
"""A link whose address need not be printed: who is meant is said beside it, and one address leads to all of them."""
CARDS = "cards"
"""A list of things with headings of their own: it needs no dots."""
KEPT_CLASSES = frozenset({"meta", "eyebrow", "muted", "badge", BY_NAME})
"""Classes that say what something is; mail and paper give them a look of their own."""
KEPT = frozenset({"href", "src", "alt", "lang", "id", "class", "colspan", "rowspan", "scope", "start"})


@dataclass(frozen=True)
class Frame:
    """What surrounds the text of `issue`: whose it is, in which language, where it stands, whether it is a draft."""

    issue: Any
    association: Association | None
    root_url: str
    url: str
    language: str
    is_draft: bool


def frame_of(issue: Any) -> Frame:
    """The frame of the instance `issue`: a draft is what the Union hasn't agreed to, word for word."""
    site = site_of(issue)
    language = "cs" if issue.is_fallback else issue.locale.language_code
    return Frame(
        issue=issue,
        association=Association.objects.for_site(site) if site else None,
        root_url=site.root_url if site else "",
        url=issue.full_url or "",
        language=language,
        is_draft=not is_approved(issue),
    )


def body_of(frame: Frame, *, is_plain: bool = False) -> BeautifulSoup:
    """The text of the issue with its publicity and imprint, in the active language; `is_plain`: without colours."""
    return cleaned(_html_of(frame, is_plain=is_plain), frame.root_url)


def parts_of(frame: Frame) -> list[BeautifulSoup]:
    """The same in parts: what stands above the sections, each section of `issue.sections`, what is below them."""
    return [cleaned(html, frame.root_url) for html in _html_of(frame, is_plain=False).split(BETWEEN_PARTS)]


def _html_of(frame: Frame, *, is_plain: bool) -> str:
    context = {"page": frame.issue, "issue": frame.issue, "association": frame.association, "is_plain": is_plain}
    return render_to_string("newsletters/editions/body.html", context)


def cleaned(html: str, root_url: str) -> BeautifulSoup:
    """`html` of the web page without what is for the screen; addresses begin with `root_url`."""
    soup = BeautifulSoup(html, "html.parser")
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    for gone in soup.select(GONE):
        gone.decompose()
    for tag in soup.find_all(True):
        _clean(tag, root_url)
    for tag in soup.find_all(UNWRAPPED):
        _unwrap(soup, tag)
    for tag in soup.find_all(["p", "li", "ul", "h3", "h4"]):
        if not tag.get_text(strip=True) and not tag.find("img"):
            tag.decompose()
    for things in soup.find_all("ul"):
        if things.select_one(":scope > li > h3"):
            things["class"] = CARDS
    return soup


def _clean(tag: Tag, root_url: str) -> None:
    if tag.name == "ol" and "dates" in tag.get_attribute_list("class"):
        # A number before a date would read as one of its own: "1. 3. 12. 2026".
        tag.name = "ul"
    classes = [name for name in tag.get_attribute_list("class") if name in KEPT_CLASSES]
    tag.attrs = {name: value for name, value in tag.attrs.items() if name in KEPT}
    if classes:
        tag["class"] = " ".join(classes)
    else:
        tag.attrs.pop("class", None)
    for name in ("href", "src"):
        address = str(tag.attrs.get(name, ""))
        if address.startswith("/"):
            tag[name] = urljoin(root_url, address)


def _unwrap(soup: BeautifulSoup, tag: Tag) -> None:
    """Boxes of the screen's layout go; one with words of its own becomes a paragraph."""
    if tag.name == "span" and "badge" in tag.get_attribute_list("class"):
        tag.name = "b"
        tag.attrs = {}
        return
    if tag.name in {"span", "time"} or tag.find(BLOCKS) is not None or tag.find_parent(["p", "li", "h2", "h3"]):
        tag.unwrap()
    else:
        tag.name = "p"
