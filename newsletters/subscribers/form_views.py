"""The page with the form, and the page that says to look into the mailbox (X1). The same for every address."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from portal.core.limits import count_uses
from portal.core.tickets import OLDEST
from portal.tenancy.context import current_association
from portal.tenancy.models import Association
from portal.users.client import ip_address

from ..limits import limit
from ..models import SubscriptionTopic
from .asking import ask
from .form import FORM_ID, SubscribeForm
from .proof import offered_topics

if TYPE_CHECKING:
    from ..models import NewsletterIndexPage

OK, UNPROCESSABLE, TOO_MANY, UNAVAILABLE = 200, 422, 429, 503
WINDOW = timedelta(minutes=10)
PER_ADDRESS, PER_SITE = 20, 300
"""Forms in a window: a club that subscribes at one computer, a village after the mayor's call; not a machine."""
PRIVACY = "privacypage"
TOPIC = "tema"
"""In the query: which topic is chosen beforehand, by its code."""

logger = structlog.get_logger(__name__)


def form_page(request: HttpRequest, page: "NewsletterIndexPage") -> HttpResponse:
    """Show the form; or take it in and say to look into the mailbox. What is refused comes back as it was typed."""
    request.portal_subpath = subpath(page, "subscribe")  # type: ignore[attr-defined]
    association = association_of(request)
    if request.method != "POST":
        topic = _asked_topic(request)
        initial = {"topics": [topic.code]} if topic else {}
        form = SubscribeForm(association=association, action=_action(request, page), initial=initial)
        return _form(request, page, form, about=topic.label if topic else "")
    form = SubscribeForm(request.POST, association=association, action=_action(request, page))
    status = _take_in(request, association, form)
    if status != OK:
        return _form(request, page, form, status)
    context = {"email": form.cleaned_data["email"], "days": limit("subscriber_unconfirmed_days")}
    return secret(page.render(request, template="newsletters/subscribers/asked.html", context_overrides=context))


def started_page(request: HttpRequest, page: "NewsletterIndexPage") -> HttpResponse:
    """The form with the address typed into the short one on another page. Stores nothing.

    It comes by POST, so that no address stands in a log or in the history of a browser.
    """
    if request.method != "POST":
        return redirect(f"{page.get_url(request)}{subpath(page, 'subscribe')}")
    request.portal_subpath = subpath(page, "subscribe")  # type: ignore[attr-defined]
    initial = {"email": request.POST.get("email", "")[:254]}
    form = SubscribeForm(association=association_of(request), action=_action(request, page), initial=initial)
    return secret(_form(request, page, form))


def association_of(request: HttpRequest) -> Association:
    """Whose newsletter it is. Raises Http404 on the Union's site."""
    association = current_association(request)
    if association is None:
        raise Http404
    return association


def subpath(page: "NewsletterIndexPage", name: str, *args: Any) -> str:
    """A route's address below the archive's."""
    found: str = page.reverse_subpage(name, args=args)
    return found


def secret(response: HttpResponse) -> HttpResponse:
    """An address of somebody stands on the page, or the page's own is a key: nobody keeps or indexes it."""
    patch_cache_control(response, private=True, no_store=True)
    response["X-Robots-Tag"] = "noindex, nofollow"
    # Not "no-referrer": browsers then send a form with the origin "null", which the guard against forgery refuses.
    response["Referrer-Policy"] = "same-origin"
    return response


def _take_in(request: HttpRequest, association: Association, form: SubscribeForm) -> int:
    """Do what a posted form asks for; the status of the answer."""
    try:
        if not form.is_valid():
            return UNPROCESSABLE
        if _is_too_much(request, association):
            form.refuse(_("Much came from your network. Please send it again in ten minutes."))
            return TOO_MANY
        _ask_once(association, form)
    except ValidationError as error:
        form.refuse(error)
        return UNPROCESSABLE
    except DatabaseError as error:
        # No traceback and no message of the database: both may hold the address.
        logger.error("subscription_not_stored", site_id=association.site_id, reason=type(error).__name__)
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        form.refuse(_("We couldn't store it. What you wrote is still here: please send it again in a while."))
        return UNAVAILABLE
    return OK


@transaction.atomic
def _ask_once(association: Association, form: SubscribeForm) -> None:
    """The same form sent twice (a second tap, the page loaded again) asks once."""
    [times] = count_uses(("subscription-form", form.token), window=OLDEST)
    if times > 1:
        return
    data = form.cleaned_data
    ask(
        site=association.site,
        email=data["email"],
        topics=data["topics"],
        municipality=data["municipality"],
        language=get_language() or "cs",
    )


def _is_too_much(request: HttpRequest, association: Association) -> bool:
    site = str(association.site_id)
    uses = ("subscribe", f"{site}:{ip_address(request)}"), ("subscribe-site", site)
    by_address, by_site = count_uses(*uses, window=WINDOW)
    return by_address > PER_ADDRESS or by_site > PER_SITE


def _asked_topic(request: HttpRequest) -> SubscriptionTopic | None:
    """The topic a link asked for; who came by none has the newsletter chosen."""
    wanted = request.GET.get(TOPIC, "")
    return offered_topics().filter(code=wanted).first() if wanted else None


def _action(request: HttpRequest, page: "NewsletterIndexPage") -> str:
    return f"{page.get_url(request)}{subpath(page, 'subscribe')}#{FORM_ID}"


def _form(
    request: HttpRequest, page: "NewsletterIndexPage", form: SubscribeForm, status: int = OK, about: str = ""
) -> HttpResponse:
    context = {
        "form": form,
        "about": about,
        "form_id": FORM_ID,
        "privacy_page": privacy_page(page),
        "unconfirmed_days": limit("subscriber_unconfirmed_days"),
        "consent_years": limit("subscriber_consent_years"),
        "topics": offered_topics(),
    }
    response = page.render(request, template="newsletters/subscribers/form.html", context_overrides=context)
    response.status_code = status
    if request.method == "POST":
        return secret(response)
    # The ticket in the form is one person's; a shared cache must not hand it out again.
    patch_cache_control(response, private=True, no_cache=True)
    return response


def privacy_page(page: "NewsletterIndexPage") -> Page | None:
    """The site's page about personal data, in the language of `page`."""
    siblings = Page.objects.sibling_of(page, inclusive=False).live()
    found: Page | None = siblings.filter(content_type__model=PRIVACY).first()
    return found
