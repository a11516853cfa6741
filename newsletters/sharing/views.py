"""What members' websites show of the newsletter, and the page that tells them how (N7, NWS-3)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from portal.core import embedding
from portal.core.embedding import for_browsers, for_servers, framed_anywhere
from portal.core.keys import typed_key

from ..editions.content import body_of, frame_of
from ..editions.text import text_of

if TYPE_CHECKING:
    from ..models import NewsletterIndexPage, NewsletterIssuePage

SHOWN, MOST_SHOWN = 3, 12
HEIGHT = 420
"""Pixels of the frame: three issues with their leads."""
OFFERED = 12
"""Issues one may choose from to take over; older ones are in the archive."""
ISSUE = "cislo"
"""In the query: which issue is taken over, as "2-2026"."""


@dataclass(frozen=True)
class Embedding:
    """Where the newest issues are for other websites; `archive_url` is a full address with a slash at its end."""

    archive_url: str

    @property
    def frame_url(self) -> str:
        return f"{self.archive_url}widget/"

    @property
    def list_url(self) -> str:
        return f"{self.archive_url}widget/seznam/"

    @property
    def feed_url(self) -> str:
        return f"{self.archive_url}atom/"

    @property
    def frame_code(self) -> str:
        return embedding.frame_code(self.frame_url, title=_("Newsletter"), height=HEIGHT)

    @property
    def list_code(self) -> str:
        return embedding.php_code(self.list_url)


@framed_anywhere
def frame(request: HttpRequest, page: "NewsletterIndexPage") -> HttpResponse:
    """The newest issues, `limit` at most, for an iframe."""
    return for_browsers(_shown(request, page, "newsletters/sharing/frame.html"))


def plain_list(request: HttpRequest, page: "NewsletterIndexPage") -> HttpResponse:
    """The same as a piece of HTML without styles, with full addresses, for a server to include."""
    return for_servers(_shown(request, page, "newsletters/sharing/list.html"))


def guide(request: HttpRequest, page: "NewsletterIndexPage") -> HttpResponse:
    """An issue to take over (`?cislo=2-2026`, else the newest), and the code for a website."""
    issues = list(page.issues[:OFFERED])
    chosen = _chosen(issues, request.GET.get(ISSUE, ""))
    return page.render(
        request,
        template="newsletters/sharing/guide.html",
        context_overrides={
            "offered": issues,
            "chosen": chosen,
            "chosen_text": text_of(body_of(frame_of(chosen))) if chosen else "",
            "embedding": Embedding(page.full_url),
        },
    )


def _chosen(issues: "list[NewsletterIssuePage]", wanted: str) -> "NewsletterIssuePage | None":
    named = (issue for issue in issues if f"{issue.number}-{issue.year}" == wanted)
    return next(named, issues[0] if issues else None)


def _shown(request: HttpRequest, page: "NewsletterIndexPage", template: str) -> HttpResponse:
    wanted = typed_key(request.GET.get("limit"))
    limit = max(1, min(wanted, MOST_SHOWN)) if wanted is not None else SHOWN
    shown: dict[str, Any] = {"issues": list(page.issues[:limit]), "archive_url": page.full_url}
    response: HttpResponse = page.render(request, template=template, context_overrides=shown)
    return response
