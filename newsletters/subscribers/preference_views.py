"""A subscriber's own page without an account: what they get, a pause, another address, what we know, the end (X2, X4).

GET and HEAD only read; everything else is a POST of one of the page's forms.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.core.limits import is_over_limit, quick_store
from portal.users.client import ip_address

from ..enums import ConsentSource, DeliveryState, SubscriberKind, SubscriberState
from ..limits import limit
from ..models import Subscriber
from .ending import erase
from .form_views import privacy_page, secret
from .own_pages import GONE, OK, TOO_MANY, UNAVAILABLE, UNPROCESSABLE, OwnPage
from .pausing import is_paused, pause, resume
from .preference_forms import MOVE, PAUSE, RESUME, SAVE, MoveForm, OwnForm, PauseForm, PreferencesForm
from .preferences import change, move
from .privacy import as_data, known_about
from .proof import current_wording, fingerprint, words_of

if TYPE_CHECKING:
    from ..models import NewsletterIndexPage

DONE = "hotovo"
"""In the query: which button was pressed with success."""
FILE = "odber.json"
PER_NETWORK, WINDOW = 60, timedelta(minutes=10)
"""What one address of a machine may change: a club at one computer, not a machine."""
MOVES, DAY = 5, timedelta(days=1)
"""So many letters to new addresses one subscriber has us write in a day."""
FILES, MINUTE = 10, timedelta(minutes=1)
LATEST = 12
"""So many mailings stand on the page; all are in the file."""

logger = structlog.get_logger(__name__)


def preferences_page(request: HttpRequest, page: "NewsletterIndexPage", token: str) -> HttpResponse:
    """The page, or what one of its forms sent."""
    own = OwnPage(request, page, "preferences", token)
    if own.subscriber is None:
        return own.nobody()
    return _Preferences(own, own.subscriber).response()


def data_file(request: HttpRequest, page: "NewsletterIndexPage", token: str) -> HttpResponse:
    """All we know about the subscriber, as a file for another program (GDPR, art. 20)."""
    own = OwnPage(request, page, "preferences_data", token)
    if own.subscriber is None:
        return own.nobody()
    # Counted in memory: reading writes nothing.
    if is_over_limit("subscriber-data", fingerprint(token), at_most=FILES, window=MINUTE, store=quick_store()):
        return own.render("link_message", TOO_MANY, is_too_much=True)
    response = JsonResponse(
        as_data(known_about(own.subscriber)), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response["Content-Disposition"] = f'attachment; filename="{FILE}"'
    return secret(response)


def delete_page(request: HttpRequest, page: "NewsletterIndexPage", token: str) -> HttpResponse:
    """What deleting means and one button; after it the address is nowhere any more."""
    own = OwnPage(request, page, "preferences_delete", token)
    subscriber = own.subscriber
    if subscriber is None:
        return own.nobody()
    back = own.address("preferences", token)
    if request.method != "POST":
        return own.render("delete", preferences_url=back)
    try:
        erase(subscriber=subscriber, source=ConsentSource.LINK)
    except DatabaseError as error:
        _report(error, subscriber.site_id)
        return own.render("delete", UNAVAILABLE, preferences_url=back, is_failed=True)
    own.subscriber = None
    return own.render("link_message", is_deleted=True)


class _Preferences:
    """One request at the page of a subscriber."""

    def __init__(self, own: OwnPage, subscriber: Subscriber) -> None:
        self.own, self.request, self.subscriber = own, own.request, subscriber
        self.forms: dict[str, OwnForm] = {}

    def response(self) -> HttpResponse:
        if self.request.method != "POST":
            return self._page(OK)
        if self.subscriber.state != SubscriberState.ACTIVE:
            # Ended in another window, or by a click in the mail: the page says so.
            return self._page(GONE)
        if is_over_limit("subscriber", ip_address(self.request), at_most=PER_NETWORK, window=WINDOW):
            return self._page(TOO_MANY, _("Much came from your network. Please send it again in ten minutes."))
        name = next((name for name in (SAVE, PAUSE, RESUME, MOVE) if name in self.request.POST), "")
        if name == RESUME:
            return self._done(RESUME, lambda: resume(subscriber=self.subscriber, proof=self._proof))
        form = self._form(name, self.request.POST)
        if form is None:
            return self._page(UNPROCESSABLE)
        if not form.is_valid():
            return self._page(UNPROCESSABLE)
        return self._done(name, lambda: self._do(form))

    # --- What is sent ----------------------------------------------------------------------------
    @property
    def _proof(self) -> str:
        return fingerprint(self.subscriber.key)

    def _do(self, form: OwnForm) -> None:
        data = form.cleaned_data
        if isinstance(form, PreferencesForm):
            change(
                subscriber=self.subscriber,
                topics=data.get("topics", ()),
                municipality=data.get("municipality"),
                language=data["language"],
            )
        elif isinstance(form, PauseForm):
            pause(subscriber=self.subscriber, until=form.until(), proof=self._proof)
        else:
            if is_over_limit("subscriber-move", self.subscriber.key, at_most=MOVES, window=DAY):
                raise ValidationError(_("You have asked for several letters today. Please try again tomorrow."))
            move(subscriber=self.subscriber, email=data["email"], language=get_language() or "cs")

    def _done(self, name: str, act: Callable[[], object]) -> HttpResponse:
        try:
            act()
        except ValidationError as error:
            return self._refused(name, error, UNPROCESSABLE)
        except DatabaseError as error:
            _report(error, self.subscriber.site_id)
            said = _("We couldn't store it. What you wrote is still here: please send it again in a while.")
            return self._refused(name, said, UNAVAILABLE)
        return secret(redirect(f"{self.own.url}?{DONE}={name}#obsah"))

    def _refused(self, name: str, why: ValidationError | str, status: int) -> HttpResponse:
        """Show all again with what was typed, and say why at the form it came from."""
        form = self.forms.get(name)
        if form is None:
            said = why if isinstance(why, str) else " ".join(why.messages)
            return self._page(status, said)
        form.refuse(why)
        return self._page(status)

    # --- What is shown ---------------------------------------------------------------------------
    def _form(self, name: str, data: Any = None) -> OwnForm | None:
        """The form of this button; None for one this subscriber doesn't have."""
        if name not in self.forms:
            kinds: dict[str, Callable[[], OwnForm]] = {
                SAVE: lambda: PreferencesForm(data, action=self.own.url, subscriber=self.subscriber),
                PAUSE: lambda: PauseForm(data, action=self.own.url),
                MOVE: lambda: MoveForm(data, action=self.own.url),
            }
            if name not in kinds or (name == MOVE and self.subscriber.kind == SubscriberKind.OFFICE):
                return None
            self.forms[name] = kinds[name]()
        return self.forms[name]

    def _page(self, status: int, said: str = "") -> HttpResponse:
        subscriber, token = self.subscriber, self.own.token
        known = known_about(subscriber)
        received = [one for one in known.mailings if one.state == DeliveryState.SENT]
        sent = next((name for name, form in self.forms.items() if form.is_bound), "")
        context = {
            "is_active": subscriber.state == SubscriberState.ACTIVE,
            "is_paused": is_paused(subscriber),
            "done": self.request.GET.get(DONE, "") if self.request.method != "POST" else "",
            "said": said,
            "sent": sent,
            "has_errors": status != OK,
            "save_form": self._form(SAVE),
            "pause_form": self._form(PAUSE),
            "move_form": self._form(MOVE),
            "consent": words_of(current_wording(), get_language() or "cs"),
            "known": known,
            "consent_years": limit("subscriber_consent_years"),
            "received": received[-LATEST:][::-1],
            "received_before": max(len(received) - LATEST, 0),
            "privacy_page": privacy_page(self.own.page),
            "unsubscribe_url": self.own.address("unsubscribe", token),
            "data_url": self.own.address("preferences_data", token),
            "delete_url": self.own.address("preferences_delete", token),
        }
        return self.own.render("preferences", status, **context)


def _report(error: DatabaseError, site_id: int) -> None:
    # No traceback and no message of the database: both may hold the address.
    logger.error("subscriber_not_stored", site_id=site_id, reason=type(error).__name__)
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
