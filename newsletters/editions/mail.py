"""An issue as a letter: HTML that reads on a phone and in old mail programs, and the same in plain text (N4, C3).

The frame is MJML, the words are those of the web page. What is each recipient's own stands in the letter as a mark.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from secrets import token_hex
from typing import Any, Literal, TypedDict

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override
from mjml import mjml2html

from ..enums import SubscriberKind
from ..mailing.pieces import encode
from .content import Frame, frame_of
from .local import local_news
from .mail_parts import Body, Part, mail_body, styled

TEMPLATES = "emails/newsletters/issue"
AT_MOST = 100_000
"""Bytes of a whole mail as it travels. Some mail programs show no more than 102 kB of it."""
RESERVED = 6_000
"""Of them for headers, and for the links and the words that are each recipient's own."""
LISTED = 12
"""So many parts that are on the web only, and pieces of news of one's municipality, are named; of more their number."""
EMBLEM = "max-128x128|bgcolor-fff|format-png"
"""Shown at half its size, for fine screens."""
MARKS = ("local", "why", "whose", "preferences", "unsubscribe")


class Both(TypedDict):
    """A piece of a letter for both its forms."""

    text: str
    html: str


@dataclass(frozen=True)
class Mail:
    """A finished letter without its recipient; `newsletters.mailing.letters.Letter` says what its marks are."""

    language: str
    subject: str
    text: str
    html: str
    marks: Mapping[str, str]
    local: Mapping[str, Both]
    why: Mapping[str, Both]

    def filled(self, values: Mapping[str, str], *, local: str = "", remark: str = "") -> Both:
        """The letter as a reader of the municipality `local` gets it; `values` are plain words for its marks."""
        return {
            "text": self._filled("text", values, local, remark),
            "html": self._filled("html", values, local, remark),
        }

    def _filled(self, form: Literal["text", "html"], values: Mapping[str, str], local: str, remark: str) -> str:
        content, why = (self.text if form == "text" else self.html), self.why[SubscriberKind.READER][form]
        words = {name: escape(value) if form == "html" else value for name, value in values.items()}
        words |= {"local": self.local[local][form] if local in self.local else "", "why": f"{remark} {why}".strip()}
        # "why" has a mark in it, so the order matters.
        for name in MARKS:
            content = content.replace(self.marks[name], words[name])
        return content


def mail_of(issue: Any) -> Mail:
    """The instance `issue` as a letter, marked where it is a draft. Asks nobody whether it may go out.

    One that would be too long ends after the last part that fits, and says how many are on the web.
    """
    frame = frame_of(issue)
    with override(frame.language):
        return _Writer(frame).mail()


def subject_of(issue: Any) -> str:
    """The subject of the letter: it says whose newsletter it is (C3)."""
    frame = frame_of(issue)
    with override(frame.language):
        return _subject(frame)


def _subject(frame: Frame) -> str:
    name = frame.association.short_name if frame.association else ""
    subject = _("%(association)s newsletter %(designation)s: %(title)s") % {
        "association": name,
        "designation": frame.issue.designation,
        "title": frame.issue.title,
    }
    subject = " ".join(subject.split())
    return _("DRAFT: %(subject)s") % {"subject": subject} if frame.is_draft else subject


class _Writer:
    """Writes one letter in the active language."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        # Nowhere else in the letter, whatever people write.
        nonce = token_hex(8)
        self.marks = {name: f"@@{name}-{nonce}@@" for name in MARKS}
        self.body_mark, self.foot_mark = f"@@body-{nonce}@@", f"@@foot-{nonce}@@"
        self.subject = _subject(frame)
        self.local = self._local()
        self.why = {
            kind.value: self._both("why", {"is_office": kind == SubscriberKind.OFFICE}) for kind in SubscriberKind
        }

    def mail(self) -> Mail:
        body = mail_body(self.frame)
        text, html = self._written(body, body.sections, ())
        if self._size(text, html) > AT_MOST - RESERVED:
            room = AT_MOST - RESERVED - self._size(*self._written(body, (), body.sections))
            text, html = self._written(body, *beginning(body.sections, room))
        return Mail(self.frame.language, self.subject, text, html, self.marks, self.local, self.why)

    def _written(self, body: Body, shown: Sequence[Part], following: Sequence[Part]) -> tuple[str, str]:
        values = {
            "following": following[:LISTED],
            "further": max(0, len(following) - LISTED),
            "count": len(following),
        }
        parts = [part for part in (body.top, *shown) if part.pieces]
        head, more, foot = (self._both(name, values) for name in ("head", "more", "foot"))
        words = "\n\n".join(filter(None, [*(part.text for part in parts), more["text"], body.end.text]))
        text = f"{head['text']}\n\n{self.marks['local']}{words}".strip("\n")
        looks = [head["html"], self.marks["local"], *(part.html for part in parts), more["html"], body.end.html]
        html = mjml2html(self._render("mjml", values), fonts={})
        html = html.replace(self.body_mark, "".join(looks)).replace(self.foot_mark, foot["html"])
        return self._render("txt", {**values, "body": text, "foot": foot["text"]}), html

    def _local(self) -> dict[str, Both]:
        issue, association = self.frame.issue, self.frame.association
        found = local_news(issue, association, self.frame.url)
        local = {}
        for code, (name, news) in found.items():
            said = self._both("local", {"name": name, "news": news[:LISTED], "further": max(0, len(news) - LISTED)})
            # Where nothing takes the place of the mark, no empty lines are left.
            local[code] = Both(text=f"{said['text']}\n\n", html=said["html"])
        return local

    def _both(self, name: str, values: Mapping[str, Any]) -> Both:
        [html] = styled([self._render("html", values, f"_{name}").strip()])
        return {"text": self._render("txt", values, f"_{name}").strip("\n"), "html": html}

    def _render(self, form: str, values: Mapping[str, Any], name: str = "") -> str:
        frame = self.frame
        context = {
            "issue": frame.issue,
            "page": frame.issue,
            "association": frame.association,
            "is_draft": frame.is_draft,
            "url": frame.url,
            "subject": self.subject,
            "emblem": self._emblem() if form == "mjml" else None,
            "LANGUAGE_CODE": frame.language,
            "mark": {**self.marks, "body": self.body_mark, "foot": self.foot_mark},
            **values,
        }
        return render_to_string(f"{TEMPLATES}{name}.{form}", context)

    def _emblem(self) -> dict[str, Any] | None:
        """The emblem on white, as coats of arms are made for; a mail without it is better than none."""
        emblem = self.frame.association.emblem if self.frame.association else None
        try:
            rendition = emblem.get_rendition(EMBLEM) if emblem else None
        except OSError:
            return None
        if rendition is None:
            return None
        url = rendition.url if "://" in rendition.url else f"{self.frame.root_url}{rendition.url}"
        return {"url": url, "width": round(rendition.width / 2)}

    def _size(self, text: str, html: str) -> int:
        """Bytes of the letter as it travels to whoever gets the most."""
        local = max((_bytes(**both) for both in self.local.values()), default=0)
        return _bytes(text, html) + local + max(_bytes(**both) for both in self.why.values())


def beginning(parts: Sequence[Part], room: int) -> tuple[list[Part], list[Part]]:
    """What of `parts` fits into so many bytes, and what follows. The first alone may be torn, between its pieces."""
    taken = 0
    for at, part in enumerate(parts):
        taken += _bytes(part.text, part.html)
        if taken > room:
            torn = _torn(part, room) if at == 0 else None
            return ([torn] if torn else list(parts[:at])), list(parts[at:])
    return list(parts), []


def _torn(part: Part, room: int) -> Part | None:
    """The beginning of `part` that fits; it doesn't end with a heading. None if nothing but headings fits."""
    taken, end = 0, 0
    for at, piece in enumerate(part.pieces, 1):
        taken += _bytes(piece.text, piece.html)
        if taken > room:
            break
        if not piece.is_heading:
            end = at
    return replace(part, pieces=part.pieces[:end]) if end else None


def _bytes(text: str, html: str) -> int:
    return len(encode(text)) + len(encode(html))
