"""The archive as an Atom feed (RFC 4287): what is published, newest first, corrections among it (N7).

An entry's id is that of the page, so it stays whatever becomes of addresses; it is updated when the page is.
"""

from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import uuid5

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.feedgenerator import Atom1Feed, Enclosure
from django.utils.html import escape
from django.utils.http import quote_etag
from django.utils.translation import gettext as _

from portal.tenancy.context import current_association

from ..models import NewsletterIssuePage

if TYPE_CHECKING:
    from ..models import NewsletterIndexPage

ENTRIES = 20
KEPT_FOR = 300
"""Seconds for which readers of news may keep what they got."""
NO_LENGTH = "0"
"""A PDF is made when it is first read; feeds may say nothing better than 0 then."""


def feed_response(request: HttpRequest, archive: "NewsletterIndexPage") -> HttpResponse:
    """The feed, or 304 where the program has it already."""
    issues = _newest(archive)
    feed = _feed(request, archive, issues)
    response = HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    response["ETag"] = quote_etag(sha256(response.content).hexdigest()[:20])
    patch_cache_control(response, public=True, max_age=KEPT_FOR)
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def _newest(archive: "NewsletterIndexPage") -> list[NewsletterIssuePage]:
    """By when they came out, not by their numbers: a correction is news, too."""
    issues = NewsletterIssuePage.objects.child_of(archive).live().public().select_related("locale", "corrects")
    return list(issues.order_by("-first_published_at", "-pk")[:ENTRIES])


def _feed(request: HttpRequest, archive: Any, issues: list[NewsletterIssuePage]) -> Atom1Feed:
    association = current_association(request)
    url = archive.full_url
    feed = Atom1Feed(
        title=f"{archive.title} – {association.name}" if association else archive.title,
        link=url,
        description=archive.lead,
        subtitle=archive.lead or None,
        language=archive.locale.language_code,
        feed_url=f"{url}atom/",
        feed_guid=_id(archive),
        author_name=association.name if association else None,
    )
    for issue in issues:
        address = issue.full_url
        feed.add_item(
            title=_title(issue),
            link=address,
            # Feeds say that a summary is HTML.
            description=escape(issue.lead),
            pubdate=issue.first_published_at,
            updateddate=issue.last_published_at or issue.first_published_at,
            unique_id=_id(issue),
            author_name=association.name if association else None,
            enclosures=[Enclosure(f"{address}pdf/", NO_LENGTH, "application/pdf")],
        )
    return feed


def _id(page: Any) -> str:
    """Of one page in one language, for good."""
    return f"urn:uuid:{uuid5(page.translation_key, page.locale.language_code)}"


def _title(issue: NewsletterIssuePage) -> str:
    if issue.corrects_id:
        return _("Correction of %(designation)s: %(title)s") % {
            "designation": issue.designation,
            "title": issue.title,
        }
    return f"{issue.designation}: {issue.title}"
