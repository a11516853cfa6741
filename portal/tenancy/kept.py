"""What is the same for all readers of a site on a day, read once: for views; templates have `{% kept %}`."""

from collections.abc import Callable, Hashable
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from .frame import frame_of

MOST = 300
"""Things kept with a frame; a site has some twenty, previews of drafts may bring more."""


def kept_for[V](request: HttpRequest, read: Callable[[], V], *name: Hashable) -> V:
    """What `read` gives, kept under this `name` with the frame of the request's site, for the language and the day.

    The frame goes with any change of what the site's public pages show (`portal.tenancy.versions`). Hand out nothing
    that callers change, and keep nothing of the reader or the hour.
    """
    frame = frame_of(request)
    if frame is None:
        return read()
    key: Any = (name, get_language(), timezone.localdate())
    if key not in frame.kept:
        found = read()
        if len(frame.kept) >= MOST:
            return found
        frame.kept[key] = found
    kept: V = frame.kept[key]
    return kept
