"""An issue as a piece of news. What is in it stays on its page and in its PDF: others' names aren't passed on."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core import ofn
from portal.core.ofn import Node
from portal.tenancy.api.scope import Scope
from portal.tenancy.models import Association
from portal.tenancy.ofn.answers import identifier
from portal.tenancy.ofn.associations import legal_body
from portal.tenancy.ofn.pages import PublicList, below, list_of, lists_of

from ..editions.papers import ADDRESSES
from ..enums import PrintLayout
from ..models import NewsletterIndexPage, NewsletterIssuePage

RECENT = timedelta(days=2 * 366)
"""News is what is new: older issues stand in the archive."""


def news(scope: Scope, now: datetime | None = None) -> list[Node]:
    """Issues of the last two years that readers may see, the newest first."""
    lists = lists_of(scope, NewsletterIndexPage)
    since = (now or timezone.now()) - RECENT
    issues = _public(lists).filter(first_published_at__gte=since).order_by("-first_published_at", "-pk")
    return [_item(issue, list_of(issue, lists)) for issue in issues]


def one(scope: Scope, uid: Any) -> Node | None:
    """The published issue of this identifier, however old; None if there is none."""
    lists = lists_of(scope, NewsletterIndexPage)
    issue = _public(lists).filter(translation_key=uid).first()
    return _item(issue, list_of(issue, lists)) if issue else None


def _public(lists: list[PublicList]) -> Any:
    return NewsletterIssuePage.objects.published().filter(below(lists)).defer("body", "facts")


def _item(issue: NewsletterIssuePage, place: PublicList) -> Node:
    association: Association = place.association
    url = f"{place.url}{issue.slug}/"
    pdf = f"{url}{ADDRESSES[PrintLayout.COLOUR]}"
    return ofn.document(
        "Aktualita",
        iri=identifier(association, f"aktuality/{issue.translation_key}"),
        název=ofn.text(issue.title),
        popis=ofn.text(issue.lead),
        vytvořeno=ofn.moment(issue.first_published_at) if issue.first_published_at else None,
        aktualizováno=ofn.moment(issue.last_published_at) if issue.last_published_at else None,
        oznamovatel=legal_body(association),
        příloha=[
            ofn.file(url, _("The issue on the web"), media_type="text/html"),
            ofn.file(pdf, _("The issue as PDF"), media_type="application/pdf"),
        ],
    )
