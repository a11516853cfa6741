"""The chain of an association's lines: each carries the fingerprint of the one before it (M8)."""

import hashlib
from typing import Any

from ..models import NoticeLine
from .content import hash_of
from .times import written


def said_by(line: NoticeLine, translation_key: Any) -> dict[str, Any]:
    """What the fingerprint of a line covers, as plain JSON; anybody may have it.

    Who wrote it is there as a fingerprint only: the centre knows the name, the public needn't.
    """
    return {
        "association": line.site_id,
        "position": line.position,
        "act": str(line.act),
        "at": written(line.at),
        "until": line.until.isoformat() if line.until else None,
        "meeting": str(translation_key),
        "content": line.content_hash,
        "previous": line.previous_hash,
        "by": hashlib.sha256(line.by.encode()).hexdigest() if line.by else "",
    }


def line_hash_of(line: NoticeLine, translation_key: Any) -> str:
    """The fingerprint the line should have."""
    return hash_of(said_by(line, translation_key))


def last_line(site_id: int) -> NoticeLine | None:
    """The end of the association's chain."""
    return NoticeLine.objects.filter(site=site_id).defer("content").order_by("-position").first()
