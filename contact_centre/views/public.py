"""The public page with the form."""

from typing import TYPE_CHECKING, Any

import structlog
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from portal.core.tickets import Verdict
from portal.core.validators import format_phone
from portal.tenancy.models import Agenda, Association, StaffMember
from portal.users.client import ip_address

from ..actions import submit_request
from ..forms import FORM_ID, ContactForm
from ..intake.guards import judge
from ..models import CitizenRequest

if TYPE_CHECKING:
    from ..models import ContactPage

logger = structlog.get_logger(__name__)

UNPROCESSABLE, TOO_MANY, UNAVAILABLE = 422, 429, 503
PRIVACY_SLUGS = ("ochrana-osobnich-udaju", "privacy")


def contact_form(request: HttpRequest, page: "ContactPage") -> HttpResponse:
    """Show the form, or store what was sent and go on to the thank-you page.

    Whatever is refused comes back with all that was typed, and says why.
    """
    association = _association(request)
    action = f"{page.get_url(request)}#{FORM_ID}"
    if request.method != "POST":
        return _page(request, page, ContactForm(association=association, action=action))
    form = ContactForm(request.POST, request.FILES, association=association, action=action)
    status = UNPROCESSABLE
    if form.is_valid():
        stored, status = _store(request, association, form)
        if stored is not None:
            # The browser would else carry the form's own fragment over.
            return redirect(f"{page.thanks_url(request, stored.status_token)}#obsah")
    form.prepare_again()
    return _page(request, page, form, status)


def thanks(request: HttpRequest, page: "ContactPage", token: str) -> HttpResponse:
    """The thank-you page of one request; only who sent it knows the address. Reloading stores nothing."""
    association = _association(request)
    stored = (
        CitizenRequest.objects.for_association(association)
        .select_related("municipality")
        .filter(status_token=token)
        .first()
    )
    if stored is None:
        raise Http404
    response = page.render(
        request, template="contact_centre/contact_thanks.html", context_overrides={"citizen_request": stored}
    )
    patch_cache_control(response, private=True, no_store=True)
    return response


def contact_context(request: HttpRequest, page: "ContactPage") -> dict[str, Any]:
    """What the page shows beside the form: people with their agendas, and where privacy is explained."""
    site = Site.find_for_request(request)
    return {
        "people": StaffMember.objects.for_site(site).select_related("photo").prefetch_related("agendas"),
        "agendas": Agenda.objects.for_site(site).prefetch_related("staff"),
        "privacy_page": Page.objects.sibling_of(page, inclusive=False).live().filter(slug__in=PRIVACY_SLUGS).first(),
    }


def _association(request: HttpRequest) -> Association:
    association = Association.objects.for_site(Site.find_for_request(request))
    if association is None:
        raise Http404
    return association


def _page(request: HttpRequest, page: "ContactPage", form: ContactForm, status: int = 200) -> HttpResponse:
    response = page.render(request, context_overrides={"form": form, "form_id": FORM_ID})
    response.status_code = status
    # The ticket in the form is one person's; a shared cache must not hand it out again.
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _store(request: HttpRequest, association: Association, form: ContactForm) -> tuple[CitizenRequest | None, int]:
    """Store a valid form; the request, or None with the status of the answer and the reason in the form."""
    token, data = form.submission_token, form.cleaned_data
    site_id = association.site_id
    try:
        before = CitizenRequest.objects.submitted_with(site_id=site_id, submission_token=token)
        if before is not None:
            return before, 200
        judgement = judge(
            site_id=site_id,
            address=ip_address(request),
            text=data["text"],
            verdict=Verdict.GOOD,
            trap_filled=False,
        )
        if judgement.refused:
            form.refuse(_("We have received many messages in a short time. Please send yours again in ten minutes."))
            return None, TOO_MANY
        stored = submit_request(
            association=association,
            municipality=data["municipality"],
            kind=data["kind"],
            category=data["category"],
            text=data["text"],
            name=data["name"],
            email=data["email"],
            phone=data["phone"],
            language=get_language() or "cs",
            attachments=[form.checked_file] if form.checked_file else [],
            held_because=judgement.held_because,
            submission_token=token,
        )
    except ValidationError as error:
        form.add_error(None, error)
        return None, UNPROCESSABLE
    except (DatabaseError, OSError) as error:
        # Neither the traceback nor the database's message: both may hold what the citizen wrote.
        logger.error("contact_request_not_stored", site_id=site_id, reason=type(error).__name__)
        form.refuse(_not_stored(association))
        return None, UNAVAILABLE
    return stored, 200


def _not_stored(association: Association) -> str:
    if association.phone:
        return _("We could not store your message. Please try again in a while, or call %(phone)s.") % {
            "phone": format_phone(association.phone)
        }
    return _("We could not store your message. Please try again in a while.")
