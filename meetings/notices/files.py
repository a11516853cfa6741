"""Fingerprints of the files of a notice, and what keeps these files as they are (M8)."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from django.core.cache import cache
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from portal.core.templatetags.portal import cs_date

from ..models import Notice

CHUNK = 1 << 20
REMEMBERED = 60
"""Seconds for which a fingerprint that was counted for a reader holds for other readers as well."""

type Fingerprint = tuple[int, str]
"""How many bytes a file has, and their SHA-256; ``(0, "")`` for one that isn't there."""
type Hasher = Callable[[Any], Fingerprint]

GONE: Fingerprint = (0, "")


def fingerprint_of_file(document: Any) -> Fingerprint:
    """The fingerprint of the document's bytes as the storage gives them now; its size and dates prove nothing."""
    digest, size = hashlib.sha256(), 0
    try:
        with document.file.storage.open(document.file.name, "rb") as file:
            while piece := file.read(CHUNK):
                digest.update(piece)
                size += len(piece)
    except (OSError, ValueError):
        return GONE
    return size, digest.hexdigest()


def remembered_fingerprint(document: Any) -> Fingerprint:
    """The same, counted at most once a minute however many readers ask for the proof."""
    key = f"notice-file:{document.pk}:{hashlib.sha256(document.file.name.encode()).hexdigest()[:24]}"
    kept = cache.get(key)
    if kept is None:
        kept = fingerprint_of_file(document)
        cache.set(key, kept, timeout=REMEMBERED)
    size, digest = kept
    return size, digest


def once_each(hasher: Hasher) -> Hasher:
    """`hasher` that counts each document once, for one check."""
    counted: dict[int, Fingerprint] = {}

    def remember(document: Any) -> Fingerprint:
        if document.pk not in counted:
            counted[document.pk] = hasher(document)
        return counted[document.pk]

    return remember


def kept_for_the_proof(file: Any) -> str:
    """Why a document stays as it is: in which notice it was posted, in any version of it. Empty if in none."""
    notice = next(_notices_with(file), None)
    if notice is None:
        return ""
    said = _("It was posted with the notice “%(title)s” on %(day)s, so it stays. Upload the new one beside it.")
    return said % {"title": notice.meeting.title, "day": cs_date(notice.posted_at)}


def _notices_with(file: Any) -> Iterator[Notice]:
    if file._meta.model_name != "portaldocument":
        return
    # Those that hold the number at all, among digits of others too; each of the few is then read.
    rows = Notice.objects.annotate(held=Cast("documents", TextField())).filter(held__contains=str(file.pk))
    yield from (row for row in rows.select_related("meeting").order_by("pk") if file.pk in row.documents)
