"""The public page with the form, and the page that thanks."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django_permissions_policy.decorators import permissions_policy_override
from wagtail.models import Site

from portal.tenancy.context import child_with_slug, current_association
from portal.tenancy.models import Agenda, Association, StaffMember

from ..deadlines import answer_by
from ..models import CitizenRequest, RequestDraft
from ..status.links import status_address
from .public_form import FORM_ID, SEND, ContactForm
from .sending import UNPROCESSABLE, failed, send, set_aside

if TYPE_CHECKING:
    from ..models import ContactPage

PRIVACY_SLUGS = ("ochrana-osobnich-udaju", "privacy")
FOLLOWS = "navazuje"
"""In the query: the secret of the request that a new one follows (R8)."""

# "Where am I?" is asked by a button of the form, and by no other page.
with_position = permissions_policy_override({**settings.PERMISSIONS_POLICY, "geolocation": ["self"]})


@with_position
def contact_form(request: HttpRequest, page: "ContactPage") -> HttpResponse:
    """Show the form; or take it in and go on to the preview, or to the thanks when it is to be sent at once.

    Whatever is refused comes back with all that was typed, and says why.
    """
    association = association_of(request)
    action = f"{page.get_url(request)}#{FORM_ID}"
    if request.method != "POST":
        initial = {"follows": request.GET.get(FOLLOWS, "")[:64]}
        return _page(request, page, ContactForm(association=association, action=action, initial=initial))
    form = ContactForm(request.POST, association=association, action=action)
    outcome = take_in(request, association, form)
    return _page(request, page, form, outcome) if isinstance(outcome, int) else go_on(request, page, outcome)


def take_in(request: HttpRequest, association: Association, form: ContactForm) -> CitizenRequest | RequestDraft | int:
    """Do with a posted form what its button says; the status of the answer if it was refused."""
    try:
        if not form.is_valid():
            return UNPROCESSABLE
    except DatabaseError as error:
        return failed(association, form, error)
    return send(request, association, form) if SEND in request.POST else set_aside(request, association, form)


def go_on(request: HttpRequest, page: "ContactPage", stored: CitizenRequest | RequestDraft) -> HttpResponse:
    """To the thanks, or to the preview. The fragment is named: a browser would else carry the form's own over."""
    if isinstance(stored, RequestDraft):
        if stored.request is None:
            return redirect(f"{page.get_url(request)}{page.preview_path(stored.key)}#obsah")
        stored = stored.request
    return redirect(f"{page.thanks_url(request, stored.status_token)}#obsah")


def thanks(request: HttpRequest, page: "ContactPage", token: str) -> HttpResponse:
    """The thank-you page of one request; only who sent it knows the address. Reloading stores nothing."""
    association = association_of(request)
    requests = CitizenRequest.objects.for_association(association).select_related("municipality", "site__root_page")
    stored = requests.filter(status_token=token).first()
    if stored is None:
        raise Http404
    context = {
        "citizen_request": stored,
        "status_url": status_address(stored, language=page.locale.language_code),
        # Counted from the day it came, also for one put aside: nobody learns from the page that it was.
        "answer_by": answer_by(timezone.localdate(stored.received_at)),
    }
    response = page.render(request, template="contact_centre/contact_thanks.html", context_overrides=context)
    response["Referrer-Policy"] = "no-referrer"
    return secret(response)


def contact_context(request: HttpRequest, page: "ContactPage") -> dict[str, Any]:
    """What the page shows beside the form: people with their agendas, and where privacy is explained."""
    site = Site.find_for_request(request)
    return {
        # Read where they are shown: the template keeps what it shows of them.
        "people": StaffMember.objects.for_site(site).select_related("photo").prefetch_related("agendas"),
        "agendas": Agenda.objects.for_site(site).prefetch_related("staff"),
        "privacy_page": child_with_slug(request, *PRIVACY_SLUGS),
        "form_id": FORM_ID,
        "suggestions_url": f"{page.get_url(request)}{page.reverse_subpage('suggestions')}",
    }


def association_of(request: HttpRequest) -> Association:
    """Whose site this is. Raises Http404 on the Union's."""
    association = current_association(request)
    if association is None:
        raise Http404
    return association


def secret(response: HttpResponse) -> HttpResponse:
    """The address is the key: nobody keeps the page or indexes it."""
    patch_cache_control(response, private=True, no_store=True)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _page(request: HttpRequest, page: "ContactPage", form: ContactForm, status: int = 200) -> HttpResponse:
    response = page.render(request, context_overrides={"form": form})
    response.status_code = status
    if FOLLOWS in request.GET:
        return secret(response)
    # The ticket in the form is one person's; a shared cache must not hand it out again.
    patch_cache_control(response, private=True, no_cache=True)
    return response
