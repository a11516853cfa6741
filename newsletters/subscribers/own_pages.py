"""What the pages behind a subscriber's personal link share: whose link it is, and how they are answered (X3, X4)."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from wagtail.models import Site

from ..models import Subscriber
from .form_views import secret, subpath
from .links import find, is_genuine
from .persons import masked

if TYPE_CHECKING:
    from ..models import NewsletterIndexPage

OK, NOT_FOUND, GONE, UNPROCESSABLE, TOO_MANY, UNAVAILABLE = 200, 404, 410, 422, 429, 503


class OwnPage:
    """One request at one personal link; `name` is its route. GET and HEAD only read."""

    def __init__(self, request: HttpRequest, page: "NewsletterIndexPage", name: str, token: str, *args: Any) -> None:
        self.request, self.page, self.token = request, page, token
        path = subpath(page, name, token, *args)
        # The switch of languages leads to the same page.
        request.portal_subpath = path  # type: ignore[attr-defined]
        self.base = page.get_url(request)
        self.url = f"{self.base}{path}"
        self.site = Site.find_for_request(request)
        self.subscriber: Subscriber | None = find(token, self.site)

    def render(self, name: str, status: int = OK, **context: Any) -> HttpResponse:
        """A page nobody keeps and no search engine finds."""
        subscriber = self.subscriber
        context = {
            "subscriber": subscriber,
            "address": masked(subscriber.email) if subscriber is not None and subscriber.email else "",
            "own_url": self.url,
            "subscribe_url": self.address("subscribe"),
            **context,
        }
        response = self.page.render(
            self.request, template=f"newsletters/subscribers/{name}.html", context_overrides=context
        )
        response.status_code = status
        return secret(response)

    def address(self, name: str, *args: Any) -> str:
        """The address of another route below the archive."""
        return f"{self.base}{subpath(self.page, name, *args)}"

    def nobody(self) -> HttpResponse:
        """A link that isn't ours, or whose address was deleted: the page helps on."""
        is_known = is_genuine(self.token, self.site)
        return self.render("link_message", GONE if is_known else NOT_FOUND, is_gone=is_known)
