"""All that is kept about one person's request, for that person to read (GDPR art. 15)."""

from typing import Any

from django.utils import timezone

from ..models import CitizenRequest
from .period import keep_months


def person_data(request: CitizenRequest) -> dict[str, Any]:
    """What the file shows: the request, its correspondence, to whom data were passed, how long they are kept.

    Notes of the centre stand at the end: whoever hands the file over reads them first, other people may be named.
    """
    messages = list(request.messages.prefetch_related("attachments"))
    return {
        "association": request.site.association,
        "citizen_request": request,
        "letters": [message for message in messages if not message.is_internal],
        "notes": [message for message in messages if message.is_internal],
        "files": list(request.attachments.all()),
        "hand_overs": list(request.hand_overs.all()),
        "months": keep_months(request.site_id),
        "today": timezone.localdate(),
    }
