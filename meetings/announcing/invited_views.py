"""The personal page of somebody invited, with what goes with it (MTG-3, M1).

GET and HEAD only read, so that a mail scanner that opens the link does nothing, and that somebody opened it is noted
nowhere. A link that isn't ours, of another site, or too old leads nowhere.
"""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from wagtail.models import Site

from portal.core.limits import is_over_limit
from portal.core.pdf import PdfUnavailable, one_at_a_time
from portal.users.client import ip_address

from ..calendars.entry import TYPE, entry_file, organizer_of
from ..models import Invitation
from ..programme import programme_of
from ..programme_files.serving import serve_for
from .links import find

TOO_MANY, UNAVAILABLE = 429, 503
WINDOW, LETTERS_PER_ADDRESS = timedelta(minutes=10), 20
READS = ("GET", "HEAD")


def invited_page(request: HttpRequest, index: Any, token: str) -> HttpResponse:
    """The meeting as those invited see it: the whole programme with its files."""
    if request.method not in READS:
        return HttpResponseNotAllowed(READS)
    invitation = _invitation(request, token)
    return _page(request, index, token, invitation)


def calendar_file(request: HttpRequest, index: Any, token: str) -> HttpResponse:
    """The entry for the calendar; as everywhere without points that aren't public (M10)."""
    if request.method not in READS:
        return HttpResponseNotAllowed(READS)
    meeting = _invitation(request, token).meeting
    organizer = organizer_of(meeting_association(request))
    content = entry_file(meeting, url=meeting.get_full_url(request), organizer=organizer)
    response = HttpResponse(content, content_type=TYPE)
    response["Content-Disposition"] = f'attachment; filename="{meeting.slug}.ics"'
    return secret(response)


def letter_file(request: HttpRequest, index: Any, token: str) -> HttpResponse:
    """The invitation on paper, made for this person; a page that says why and when to come again where it can't be."""
    from ..papers.letter import letter_pdf

    if request.method not in READS:
        return HttpResponseNotAllowed(READS)
    invitation = _invitation(request, token)
    if is_over_limit("invitation_letter", ip_address(request), at_most=LETTERS_PER_ADDRESS, window=WINDOW):
        return _page(request, index, token, invitation, TOO_MANY)
    try:
        content = one_at_a_time(lambda: letter_pdf(invitation.meeting, invitation))
    except PdfUnavailable:
        content = None
    if content is None:
        return _page(request, index, token, invitation, UNAVAILABLE)
    day = timezone.localdate(invitation.meeting.starts_at).isoformat()
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = str(content_disposition_header(False, f"{_('invitation')}-{day}.pdf"))
    return secret(response)


def programme_file(request: HttpRequest, index: Any, token: str, document_id: int) -> HttpResponse:
    """A file of this meeting's programme; of no other meeting's."""
    if request.method not in READS:
        return HttpResponseNotAllowed(READS)
    response: Any = serve_for(_invitation(request, token).meeting, document_id)
    return secret(response)


def secret(response: HttpResponse) -> HttpResponse:
    """The address is a key and the page holds what isn't public: nobody keeps it, indexes it or learns its address."""
    patch_cache_control(response, private=True, no_store=True)
    response["X-Robots-Tag"] = "noindex, nofollow"
    # Not "no-referrer": browsers then send a form with the origin "null", which the guard against forgery refuses; the
    # answer of a mayor (M3) will be one.
    response["Referrer-Policy"] = "same-origin"
    return response


def meeting_association(request: HttpRequest) -> Any:
    """Whose meeting it is. Raises Http404 on the Union's site."""
    from portal.tenancy.context import current_association

    association = current_association(request)
    if association is None:
        raise Http404
    return association


def _invitation(request: HttpRequest, token: str) -> Invitation:
    invitation = find(token, Site.find_for_request(request))
    if invitation is None or not invitation.meeting.live:
        raise Http404
    return invitation


def _page(request: HttpRequest, index: Any, token: str, invitation: Invitation, status: int = 200) -> HttpResponse:
    meeting = invitation.meeting
    path = index.reverse_subpage("invited", args=[token])
    # The switch of languages leads to the same page.
    request.portal_subpath = path  # type: ignore[attr-defined]
    context = {
        "invitation": invitation,
        "meeting": meeting,
        "points": programme_of(meeting, public_only=False),
        "files": meeting.files.select_related("document"),
        "own_url": f"{index.get_url(request)}{path}",
        "calendar_url": f"{index.get_url(request)}{index.reverse_subpage('invited_calendar', args=[token])}",
        "letter_url": f"{index.get_url(request)}{index.reverse_subpage('invited_letter', args=[token])}",
        "no_letter": status != 200,
    }
    response = index.render(request, template="meetings/invited/page.html", context_overrides=context)
    response.status_code = status
    return secret(response)
