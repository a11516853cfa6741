"""The status page of a request: shown to who has its secret link, and what they do there (R3, R8).

GET and HEAD only read, so that a mail scanner that opens the link does nothing.
"""

from typing import TYPE_CHECKING, Any

import structlog
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.models import Site

from portal.core.limits import is_over_limit
from portal.users.client import ip_address

from ..models import CitizenRequest
from . import standing
from .forms import REOPEN, WRITE, ReopenForm, WriteForm
from .links import find
from .renewing import ONCE_IN, renew_link
from .reopening import reopen_request
from .writing import citizen_writes

if TYPE_CHECKING:
    from ..models import ContactPage

logger = structlog.get_logger(__name__)

OK, GONE, UNPROCESSABLE, TOO_MANY, UNAVAILABLE = 200, 410, 422, 429, 503
PER_ADDRESS = 30
"""What one address may send to status pages within an hour."""
DONE = {WRITE: "napsano", REOPEN: "otevreno"}
"""Said after a form was taken in, in the address of the page."""
LINK_SENT = "odkaz"


def status_page(request: HttpRequest, page: "ContactPage", token: str) -> HttpResponse:
    """Where the request of this secret `token` stands, or what was sent there taken in."""
    site = Site.find_for_request(request)
    found = find(site, token) if site is not None else None
    if found is None:
        raise Http404
    # The switch of languages leads to the same request.
    request.portal_subpath = page.status_path(token)  # type: ignore[attr-defined]
    shown = _StatusPage(request, page, found.request, f"{page.get_url(request)}{page.status_path(token)}")
    if found.request.anonymised_on is not None:
        response = shown.render("status_anonymised")
    elif not found.holds:
        response = shown.ended()
    else:
        response = shown.taken_in() if request.method == "POST" else shown.page_of_request()
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    # Not "no-referrer": browsers then send a form with the origin "null", which the guard against forgery refuses.
    response["Referrer-Policy"] = "same-origin"
    return response


class _StatusPage:
    """One request at one status page."""

    def __init__(self, request: HttpRequest, page: "ContactPage", citizen_request: CitizenRequest, url: str) -> None:
        self.request, self.page, self.citizen_request, self.url = request, page, citizen_request, url

    def render(self, name: str, status: int = OK, **context: Any) -> HttpResponse:
        context = {"citizen_request": self.citizen_request, "status_url": self.url, **context}
        response: HttpResponse = self.page.render(
            self.request, template=f"contact_centre/{name}.html", context_overrides=context
        )
        response.status_code = status
        return response

    def ended(self) -> HttpResponse:
        """A link that holds no more; asked to, it sends a new one and says the same whether or not it could."""
        if self.request.method == "POST":
            if not self._is_over_limit():
                renew_link(self.citizen_request)
            return redirect(f"{self.url}?{LINK_SENT}=1")
        return self.render("status_ended", GONE, is_sent=LINK_SENT in self.request.GET)

    def page_of_request(
        self, write: WriteForm | None = None, reopen: ReopenForm | None = None, status: int = OK
    ) -> HttpResponse:
        """The whole page; the forms as they were sent, or new ones."""
        messages = list(self.citizen_request.messages.filter(is_internal=False))
        files = list(self.citizen_request.attachments.all())
        hand_overs = list(self.citizen_request.hand_overs.all())
        stands = standing.standing_of(self.citizen_request, messages, hand_overs)
        activity = self.citizen_request.activity
        return self.render(
            "status",
            status,
            standing=stands,
            said=[
                {"message": message, "files": [file for file in files if file.message_id == message.pk]}
                for message in messages
            ],
            files=[file for file in files if file.message_id is None],
            responsible=activity.responsible if activity is not None else None,
            done=next((done for done in DONE.values() if done in self.request.GET), ""),
            write=(write or WriteForm(action=self._action(WRITE))) if stands.can_write else write,
            reopen=(reopen or ReopenForm(action=self._action(REOPEN))) if stands.reopen_until else reopen,
            follow_up_url=f"{self.page.get_url(self.request)}?navazuje={self.citizen_request.status_token}",
        )

    def taken_in(self) -> HttpResponse:
        """What a form asked for is done once, then the page is shown anew; what is refused keeps what was typed."""
        asked = REOPEN if REOPEN in self.request.POST else WRITE
        form: WriteForm | ReopenForm
        if asked == REOPEN:
            form = ReopenForm(self.request.POST, action=self._action(REOPEN))
        else:
            form = WriteForm(self.request.POST, self.request.FILES, action=self._action(WRITE))
        status = self._do(form)
        if status == OK:
            return redirect(f"{self.url}?{DONE[asked]}=1#stav")
        form.prepare_again()
        if isinstance(form, ReopenForm):
            return self.page_of_request(reopen=form, status=status)
        return self.page_of_request(write=form, status=status)

    def _do(self, form: WriteForm | ReopenForm) -> int:
        """The status of the answer; any other than OK with the reason in the form."""
        if not form.is_valid():
            return UNPROCESSABLE
        if self._is_over_limit():
            form.add_error(None, _("Many messages came from your network. Please send yours again in an hour."))
            return TOO_MANY
        data = form.cleaned_data
        try:
            if isinstance(form, ReopenForm):
                reopen_request(request=self.citizen_request, reason=data["text"], token=form.token)
            else:
                citizen_writes(
                    request=self.citizen_request, text=data["text"], token=form.token, attachments=data["attachments"]
                )
        except ValidationError as error:
            form.refuse(error)
            return UNPROCESSABLE
        except (DatabaseError, OSError) as error:
            # Neither the traceback nor the database's message: both may hold what the citizen wrote.
            logger.error("citizens_words_not_stored", reason=type(error).__name__)
            form.add_error(None, _("We could not store your message. Please try again in a while."))
            return UNAVAILABLE
        return OK

    def _action(self, asked: str) -> str:
        return f"{self.url}#{asked}"

    def _is_over_limit(self) -> bool:
        return is_over_limit("status-page", ip_address(self.request), at_most=PER_ADDRESS, window=ONCE_IN)
