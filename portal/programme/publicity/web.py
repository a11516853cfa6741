"""The strips of a site's public pages: read once, kept with the site's frame; a page costs no query for them."""

from typing import Any

from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest
from django.utils import timezone

from portal.core.models import PortalImage
from portal.tenancy import versions
from portal.tenancy.frame import frame_of
from portal.tenancy.models import Union

from ..models import PublicityNotice
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


def _notice_changed(instance: PublicityNotice, **kwargs: Any) -> None:
    is_the_unions = Union.objects.filter(site=instance.site_id).exists()
    versions.touch(versions.EVERYWHERE if is_the_unions else instance.site_id)


def _image_changed(instance: PortalImage, **kwargs: Any) -> None:
    for notice in PublicityNotice.objects.filter(Q(strip=instance) | Q(strip_plain=instance)):
        _notice_changed(notice)


def watch() -> None:
    """Let no site keep strips that somebody has changed; called once, when the app is ready."""
    for signal in (post_save, post_delete):
        signal.connect(_notice_changed, sender=PublicityNotice, dispatch_uid=f"publicity_{id(signal)}")
    post_save.connect(_image_changed, sender=PortalImage, dispatch_uid="publicity_image")
