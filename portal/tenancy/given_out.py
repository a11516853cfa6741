"""Pictures and documents at their own addresses: only those of the association whose host is asked (T1).

A proxy that gives out the folder of pictures would show everybody's on every host, to whoever guesses a name. So the
address is asked here first. With MEDIA_ACCEL the proxy still sends the file itself (``X-Accel-Redirect``).
"""

import mimetypes
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_cache_control
from wagtail.models import Collection

from portal.core.models import PortalImage, PortalRendition
from portal.core.remembered import Remembered

from .boundary import collections_of
from .frame import frame_of
from .models import Association

A_YEAR = 365 * 24 * 3600
"""Seconds. A rendition's name changes with what it shows."""
ALONE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""What a picture opened by itself may do: an SVG may hold script."""


def serve_picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """The picture at this name. Raises Http404 for another association's, and for originals to the public.

    Originals may hold more than what is shown (where they were taken, what was cut off): only who works with them
    gets one.
    """
    collection = PortalRendition.objects.filter(file=path).values_list("image__collection", flat=True).first()
    if collection is None:
        collection = PortalImage.objects.filter(file=path).values_list("collection", flat=True).first()
        if collection is None or not _works_with(request.user, collection):
            raise Http404
        return _answer(path, is_public=False)
    if not belongs_here(request, collection):
        if not _works_with(request.user, collection):
            raise Http404
        return _answer(path, is_public=False)
    return _answer(path, is_public=True)


def refuse_foreign(document: Any, request: HttpRequest) -> None:
    """Before a document is given out at its address (Wagtail's hook). Raises Http404 on another association's host."""
    if not (belongs_here(request, document.collection_id) or _works_with(request.user, document.collection_id)):
        raise Http404


def belongs_here(request: HttpRequest, collection_id: int) -> bool:
    """Whether files of the collection are shown at the host of `request`: the association's own, or the Union's.

    On the Union's own host everybody's may stand.
    """
    frame = frame_of(request)
    if frame is None:
        return False
    owner = _owners.get(None).get(collection_id)
    return owner is None or frame.association is None or owner == frame.site.pk


def _read_owners(_key: None) -> dict[int, int]:
    """Ids of the sites by the ids of their associations' collections, and of those within them."""
    tops = dict(Association.objects.values_list("collection__path", "site"))
    width = 2 * Collection.steplen
    found = ((pk, tops.get(path[:width])) for pk, path in Collection.objects.values_list("pk", "path"))
    return {pk: site for pk, site in found if site is not None}


_owners = Remembered[None, dict[int, int]](_read_owners, "tenancy.Association", "wagtailcore.Collection")


def _works_with(user: Any, collection_id: int) -> bool:
    """Whether `user` works for the association whose collection it is, or for the Union."""
    return bool(user.is_authenticated and collections_of(user).filter(pk=collection_id).exists())


def _answer(path: str, *, is_public: bool) -> HttpResponseBase:
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    response: HttpResponseBase
    if settings.MEDIA_ACCEL:
        response = HttpResponse(content_type=kind)
        response.headers["X-Accel-Redirect"] = f"{settings.MEDIA_ACCEL}{quote(path)}"
    else:
        try:
            response = FileResponse(default_storage.open(path), content_type=kind)
        except FileNotFoundError as error:
            raise Http404 from error
    response.headers["Content-Security-Policy"] = ALONE
    # Programs for mail show them in letters.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if is_public:
        patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response
