"""The public pages: the form at a service, thanks with the secret address, and what has become of the report."""

from typing import TYPE_CHECKING, Any

import structlog
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Site

from portal.core.validators import format_phone
from portal.tenancy.context import current_association
from portal.users.client import ip_address

from ..enums import MistakeState, ServiceState
from ..models import MistakeReport, Service
from ..redirects import lead_on, service_that_was_at
from ..sections import directory_page
from . import addresses
from .facts import published_facts
from .public_form import FORM_ID, MistakeForm
from .receiving import receive_report
from .rules import answer_by, is_over_limit

if TYPE_CHECKING:
    from ..models import DirectoryPage

logger = structlog.get_logger(__name__)

UNPROCESSABLE, TOO_MANY, UNAVAILABLE = 422, 429, 503


def report_form(request: HttpRequest, page: "DirectoryPage", slug: str) -> HttpResponse:
    """Show the form for one service, or store what was sent and go on to the thanks.

    Whatever is refused comes back with all that was typed, and says why. A service that has another address by now
    is led to, but what was written at its former one is stored.
    """
    site = Site.find_for_request(request)
    service = _service_at(site, slug)
    if service is None:
        service = service_that_was_at(site, slug)
        if request.method != "POST":
            moved = lead_on(service, page, request)
            # The address of the form is the service's with the same last step.
            last_step = request.path.rstrip("/").rpartition("/")[2]
            return HttpResponsePermanentRedirect(f"{moved.url}{last_step}/")
        if service is None:
            raise Http404
    action = f"{page.get_url(request)}{addresses.form_path(page, service)}" if service.site == site else request.path
    action = f"{action}#{FORM_ID}"
    if request.method != "POST":
        return _form_page(request, page, service, MistakeForm(action=action))
    form = MistakeForm(request.POST, action=action)
    status = UNPROCESSABLE
    if form.is_valid():
        stored, status = _store(request, service, form)
        if stored is not None:
            # The browser would else carry the form's own fragment over.
            return redirect(f"{page.get_url(request)}{addresses.status_path(page, stored, is_new=True)}#obsah")
    form.prepare_again()
    return _form_page(request, page, service, form, status)


def thanks(request: HttpRequest, page: "DirectoryPage", key: str) -> HttpResponse:
    """What happens next, with the secret address of the report's state. Reloading stores nothing."""
    return _reporters_page(request, page, key, "services_directory/mistakes/thanks.html", is_new=True)


def status(request: HttpRequest, page: "DirectoryPage", key: str) -> HttpResponse:
    """What has become of one report; only who has the address may know."""
    return _reporters_page(request, page, key, "services_directory/mistakes/status.html", is_new=False)


def _service_at(site: Site | None, slug: str) -> Service | None:
    found = Service.objects.for_site(site).addressable().filter(slug=slug)
    service: Service | None = found.select_related("kind", "municipality", "site__root_page").first()
    return service


def _reporters_page(
    request: HttpRequest, page: "DirectoryPage", key: str, template: str, *, is_new: bool
) -> HttpResponse:
    report = MistakeReport.objects.filter(key=key).select_related("service__municipality", "site__root_page").first()
    if report is None:
        raise Http404
    if report.site != Site.find_for_request(request):
        # The entry has moved to another association, which answers now.
        elsewhere = directory_page(report.site)
        if elsewhere is None:
            raise Http404
        response: HttpResponse = redirect(f"{elsewhere.full_url}{addresses.status_path(elsewhere, report)}")
        return _secret(response)
    path = addresses.status_path(page, report)
    request.portal_subpath = addresses.status_path(page, report, is_new=is_new)  # type: ignore[attr-defined]
    service = report.service
    context = {
        "report": report,
        "status_url": f"{page.full_url}{path}",
        "service_path": f"{service.slug}/" if service and service.live and service.site_id == report.site_id else "",
        "has_answer": report.state in {MistakeState.CORRECTED, MistakeState.UNFOUNDED},
        "is_closed": not report.is_open and report.state != MistakeState.HELD,
    }
    return _secret(page.render(request, template=template, context_overrides=context))


def _secret(response: HttpResponse) -> HttpResponse:
    """The address is the key: nobody keeps the page, indexes it or learns from a link where one came from."""
    patch_cache_control(response, private=True, no_store=True)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _form_page(
    request: HttpRequest, page: "DirectoryPage", service: Service, form: MistakeForm, status: int = 200
) -> HttpResponse:
    request.portal_subpath = addresses.form_path(page, service)  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "service": service,
        "facts": published_facts(service),
        "answer_by": answer_by(timezone.localdate()),
        "is_closed_service": service.state == ServiceState.CLOSED,
        "form": form,
        "form_id": FORM_ID,
    }
    response = page.render(request, template="services_directory/mistakes/form.html", context_overrides=context)
    response.status_code = status
    response["X-Robots-Tag"] = "noindex"
    # The ticket in the form is one person's; a shared cache must not hand it out again.
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _store(request: HttpRequest, service: Service, form: MistakeForm) -> tuple[MistakeReport | None, int]:
    """Store a valid form; the report, or None with the status of the answer and the reason in the form."""
    data, token = form.cleaned_data, form.read.token
    try:
        known = MistakeReport.objects.filter(token=token).exists()
        if not known and is_over_limit(site_id=service.site_id, address=ip_address(request)):
            form.refuse(_("We have received many reports in a short time. Please send yours again in ten minutes."))
            return None, TOO_MANY
        stored = receive_report(
            service=service,
            topic=data["topic"],
            text=data["text"],
            email=data["email"],
            language=get_language() or addresses.CZECH,
            token=token,
            is_held=form.is_suspicious,
        )
    except ValidationError as error:
        form.add_error(None, error)
        return None, UNPROCESSABLE
    except DatabaseError as error:
        # Neither the traceback nor the database's message: both may hold what somebody wrote.
        logger.error("mistake_not_stored", site_id=service.site_id, reason=type(error).__name__)
        form.refuse(_not_stored(request))
        return None, UNAVAILABLE
    return stored, 200


def _not_stored(request: HttpRequest) -> str:
    association = current_association(request)
    if association is not None and association.phone:
        return _("We could not store your report. Please try again in a while, or call %(phone)s.") % {
            "phone": format_phone(association.phone)
        }
    return _("We could not store your report. Please try again in a while.")
