"""A meeting for the reader's own calendar."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from portal.tenancy.context import current_association

from .entry import TYPE, entry_file, organizer_of


def single_entry(request: HttpRequest, meeting: Any) -> HttpResponse:
    """The file of one meeting."""
    association = current_association(request)
    organizer = organizer_of(association) if association else None
    content = entry_file(meeting, url=meeting.get_full_url(request), organizer=organizer)
    response = HttpResponse(content, content_type=TYPE)
    response["Content-Disposition"] = f'attachment; filename="{meeting.slug}.ics"'
    return response
