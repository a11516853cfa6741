"""An issue as a letter: HTML that reads on a phone and in old mail programs, and the same in plain text (N4).

Old programs know no styles but those written at each element; they are put there by the element's name.
"""

from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from .content import CARDS, Frame, body_of, frame_of
from .pictures import pictures_for_mail
from .text import text_of

STYLES = {
    "h2": "margin:32px 0 12px;padding-top:20px;border-top:1px solid #dcd8d0;font-size:21px;line-height:1.3;",
    "h3": "margin:20px 0 6px;font-size:18px;line-height:1.35;font-weight:700;",
    "h4": "margin:14px 0 4px;font-size:17px;line-height:1.35;font-weight:700;",
    "p": "margin:0 0 12px;",
    "ul": "margin:0 0 14px;padding:0 0 0 22px;",
    "ol": "margin:0 0 14px;padding:0 0 0 26px;",
    "li": "margin:0 0 8px;",
    "img": "display:block;max-width:100%;height:auto;border:0;",
    "blockquote": "margin:0 0 14px;padding:0 0 0 14px;border-left:3px solid #dcd8d0;",
    "td": "padding:4px 8px 4px 0;vertical-align:top;",
    "th": "padding:4px 8px 4px 0;vertical-align:top;text-align:left;",
}
QUIET = "margin:0 0 4px;font-size:15px;line-height:1.45;"
CLOSE = "margin:0 0 4px;"
DOTLESS = "margin:0 0 14px;padding:0;list-style:none;"
QUIET_CLASSES = frozenset({"meta", "eyebrow", "muted"})


@dataclass(frozen=True)
class Mail:
    """A finished letter without its recipient."""

    subject: str
    text: str
    html: str


def mail_of(issue: Any) -> Mail:
    """The instance `issue` as a letter, marked where it is a draft. Asks nobody whether it may go out."""
    frame = frame_of(issue)
    with override(frame.language):
        body = body_of(frame)
        subject = _subject(frame)
        context = {
            "issue": issue,
            "page": issue,
            "association": frame.association,
            "is_draft": frame.is_draft,
            "url": frame.url,
            "subject": subject,
        }
        text = render_to_string("emails/newsletters/issue.txt", {**context, "body": text_of(body)})
        pictures_for_mail(body, frame.root_url)
        _dress(body)
        # The words come out of templates that escape them.
        html = render_to_string("emails/newsletters/issue.html", {**context, "body": mark_safe(str(body))})  # noqa: S308
    return Mail(subject=subject, text=text, html=html)


def _subject(frame: Frame) -> str:
    name = frame.association.short_name if frame.association else ""
    subject = _("%(association)s newsletter %(designation)s: %(title)s") % {
        "association": name,
        "designation": frame.issue.designation,
        "title": frame.issue.title,
    }
    return _("DRAFT: %(subject)s") % {"subject": subject} if frame.is_draft else subject


def _dress(soup: BeautifulSoup) -> None:
    """Write at each element how it looks; links inside the letter go, many programs would open a browser for them."""
    for tag in soup.find_all("a"):
        if str(tag.get("href", "#")).startswith("#"):
            tag.unwrap()
    for tag in soup.find_all(["figure", "figcaption"]):
        is_caption = tag.name == "figcaption"
        tag.name = "p" if is_caption else "div"
        tag.attrs = {"class": "meta"} if is_caption else {"style": "margin:0 0 14px;"}
    for tag in soup.find_all(True):
        classes = str(tag.get("class", "")).split()
        quiet = not QUIET_CLASSES.isdisjoint(classes)
        tag.attrs.pop("id", None)
        tag.attrs.pop("class", None)
        if tag.name in STYLES:
            is_close = tag.name == "p" and (quiet or (tag.parent is not None and tag.parent.name == "li"))
            tag["style"] = (QUIET if quiet else CLOSE) if is_close else STYLES[tag.name]
        if CARDS in classes:
            tag["style"] = DOTLESS
        if quiet:
            tag["class"] = "muted"
