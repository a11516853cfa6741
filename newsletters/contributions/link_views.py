"""The page behind a contributor's link: what they sent, the form, "nothing this time" (N1). No account, no JavaScript.

GET and HEAD only read, so that a mail scanner that opens the link does nothing; everything else is a POST.
"""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.models import Site

from portal.core.keys import typed_key
from portal.core.limits import is_over_limit
from portal.users.client import ip_address

from ..enums import ContributionState
from ..models import Contribution, Contributor
from .form import FORM_ID, ContributionForm
from .links import SEGMENT, Found, Standing, find
from .receiving import receive, say_nothing

if TYPE_CHECKING:
    from ..models import NewsletterIndexPage

CHANGE, THANKS, NOTHING = "zmenit", "dekujeme", "nic"
"""In the query: which piece is changed, for which we thank, that nothing comes."""
SAY_NOTHING = "nothing"
"""Name of the button."""
PER_ADDRESS, WINDOW = 60, timedelta(minutes=10)
"""Pieces from one address: a town hall that sends several, not a machine."""
OK, NOT_FOUND, GONE, UNPROCESSABLE, TOO_MANY, UNAVAILABLE = 200, 404, 410, 422, 429, 503

logger = structlog.get_logger(__name__)


def contribution_page(request: HttpRequest, page: "NewsletterIndexPage", token: str) -> HttpResponse:
    """What a link leads to, or what is sent through it. No browser keeps the page, no search engine finds it."""
    # The switch of languages leads to the same page.
    request.portal_subpath = f"{SEGMENT}/{token}/"  # type: ignore[attr-defined]
    found = find(token, Site.find_for_request(request))
    response = _Contributing(request, page, token, found).response()
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    # Not "no-referrer": browsers then send a form with the origin "null", which the guard against forgery refuses.
    response["Referrer-Policy"] = "same-origin"
    return response


class _Contributing:
    """One request at one link."""

    def __init__(self, request: HttpRequest, page: "NewsletterIndexPage", token: str, found: Found) -> None:
        self.request, self.page, self.found = request, page, found
        self.url = f"{page.get_url(request)}{SEGMENT}/{token}/"

    def response(self) -> HttpResponse:
        contributor = self.found.contributor
        if contributor is None:
            return self._render("message", {}, NOT_FOUND)
        if self.found.standing is not Standing.OPEN:
            return self._render("message", self._sent(contributor), GONE)
        if self.request.method == "POST":
            return self._posted(contributor)
        piece = self._waiting(contributor, self.request.GET.get(CHANGE, ""))
        return self._form(contributor, self._new_form(contributor, piece))

    # --- What is shown ---------------------------------------------------------------------------
    def _render(self, name: str, context: dict[str, Any], status: int = OK) -> HttpResponse:
        contributor = self.found.contributor
        context = {
            "contributor": contributor,
            "issue": contributor.issue if contributor is not None else None,
            "link_url": self.url,
            "form_id": FORM_ID,
            "change": CHANGE,
            **context,
        }
        response = self.page.render(
            self.request, template=f"newsletters/contributions/{name}.html", context_overrides=context
        )
        response.status_code = status
        return response

    def _form(self, contributor: Contributor, form: ContributionForm, status: int = OK) -> HttpResponse:
        sent = self._sent(contributor)
        thanked = self.request.GET.get(THANKS, "") if self.request.method != "POST" else ""
        context = {
            **sent,
            "form": form,
            "piece": form.contribution,
            "thanks_for": next((piece for piece in sent["pieces"] if str(piece.pk) == thanked), None),
            "says_nothing": contributor.has_nothing,
        }
        return self._render("form", context, status)

    def _sent(self, contributor: Contributor) -> dict[str, Any]:
        return {"pieces": list(contributor.contributions.select_related("image").order_by("submitted_at"))}

    def _waiting(self, contributor: Contributor, pk: str) -> Contribution | None:
        """The piece of this contributor that is to be changed; None for another's and for one that was decided."""
        key = typed_key(pk)
        if key is None:
            return None
        pieces = contributor.contributions.select_related("image").filter(state=ContributionState.WAITING)
        found: Contribution | None = pieces.filter(pk=key).first()
        return found

    def _new_form(self, contributor: Contributor, piece: Contribution | None, **data: Any) -> ContributionForm:
        action = f"{self.url}?{CHANGE}={piece.pk}" if piece is not None else self.url
        initial = {"author_name": contributor.name}
        return ContributionForm(**data, whose=contributor.key, action=action, contribution=piece, initial=initial)

    # --- What is sent ----------------------------------------------------------------------------
    def _posted(self, contributor: Contributor) -> HttpResponse:
        wanted = self.request.GET.get(CHANGE, "")
        piece = self._waiting(contributor, wanted)
        form = self._new_form(contributor, piece, data=self.request.POST, files=self.request.FILES)
        if is_over_limit("contribution", ip_address(self.request), at_most=PER_ADDRESS, window=WINDOW):
            return self._refused(
                contributor, form, _("Much came from your network. Please send it again in ten minutes."), TOO_MANY
            )
        try:
            if SAY_NOTHING in self.request.POST:
                say_nothing(contributor=contributor)
                return redirect(f"{self.url}?{NOTHING}=1#obsah")
            if not form.is_valid():
                return self._form(contributor, form, UNPROCESSABLE)
            if wanted and piece is None:
                # Decided meanwhile, or not theirs: better a second piece the centre sees than words that are lost.
                raise ValidationError(_("The centre has decided about that piece meanwhile. Send this as a new one."))
            stored = receive(issue=contributor.issue, piece=form.piece(), contributor=contributor, contribution=piece)
        except ValidationError as error:
            return self._refused(contributor, form, " ".join(error.messages), UNPROCESSABLE)
        except (DatabaseError, OSError) as error:
            # No traceback and no message of the database: both may hold what was written.
            logger.error("contribution_not_stored", site_id=contributor.site_id, reason=type(error).__name__)
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
            said = _("We couldn't store it. What you wrote is still here: please send it again in a while.")
            return self._refused(contributor, form, said, UNAVAILABLE)
        return redirect(f"{self.url}?{THANKS}={stored.pk}#obsah")

    def _refused(self, contributor: Contributor, form: ContributionForm, why: str, status: int) -> HttpResponse:
        """Show the form again with all that was typed and chosen, and say why."""
        form.is_valid()
        form.add_error(None, why)
        form.keep_picture()
        return self._form(contributor, form, status)
