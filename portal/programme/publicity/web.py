"""The strips of a site's public pages: read once, kept with the site's frame; a page costs no query for them."""

from django.http import HttpRequest
from django.utils import timezone

from portal.tenancy.frame import frame_of

from .notices import notices_for
from .strips import Strip, strips_of

KEPT_AS = "programme.publicity"


def strips_for(request: HttpRequest) -> list[Strip]:
    """What holds today in Prague for the site the request came to; nothing for a host that is none of ours."""
    frame = frame_of(request)
    if frame is None:
        return []
    today = timezone.localdate()
    kept = frame.kept.get(KEPT_AS)
    if kept is None or kept[0] != today:
        kept = frame.kept[KEPT_AS] = (today, strips_of(notices_for(frame.site, today)))
    strips: list[Strip] = kept[1]
    return strips
