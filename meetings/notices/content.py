"""What readers of a notice got, as JSON of which anybody can count the fingerprint (M8).

The canonical form: keys sorted, no spaces, UTF-8 in the normal form C, nothing escaped that needn't be.
"""

import hashlib
import json
import re
import unicodedata
from typing import Any

from wagtail.documents import get_document_model

from ..facts import facts_of
from ..programme_files.serving import documents_of
from .files import Hasher, fingerprint_of_file
from .times import until_of

CONFIRMED, CANCELLED = "confirmed", "cancelled"
LATER = ("published_at",)
"""What a version says of its own line, not of the notice."""
OUTSIDE = ("body", "municipality_name")
"""Words of the meeting that stand elsewhere than on its page: a body that gets a new name is no breach."""
PARAGRAPH_KEY = re.compile(r'(<[a-z][a-z0-9]*) data-block-key="[^"]*"')
DOCUMENT_LINK = re.compile(r'<a (?=[^>]*linktype="document")[^>]*\bid="(\d+)"')


def content_of(meeting: Any, *, hasher: Hasher = fingerprint_of_file) -> dict[str, Any]:
    """What the Czech notice `meeting` gives everybody now: no point that isn't public, nor its files.

    Each file has the number of its bytes and their SHA-256; both are empty for one the storage has lost.
    """
    facts = facts_of(meeting, public_only=True)
    documents = {**documents_of(meeting), **_linked(meeting)}
    files = []
    for pk, document in sorted(documents.items()):
        size, digest = hasher(document)
        files.append({"id": pk, "title": document.title, "filename": document.filename, "size": size, "sha256": digest})
    said = {
        "url": meeting.full_url or "",
        "status": CANCELLED if meeting.is_cancelled else CONFIRMED,
        "until": until_of(meeting).isoformat(),
        "meeting": facts,
        "files": files,
    }
    normal: dict[str, Any] = _normal(said)
    return normal


def canonical(value: Any) -> bytes:
    """The canonical form of plain JSON, whose SHA-256 is its fingerprint."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def hash_of(value: Any) -> str:
    """SHA-256 of the canonical form, in 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def says_the_same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two versions give readers the same."""
    return _of_notice(one) == _of_notice(other)


def page_says(content: dict[str, Any]) -> dict[str, Any]:
    """What a version says that stands on the page itself; its files speak for themselves."""
    meeting = {name: value for name, value in content.get("meeting", {}).items() if name not in OUTSIDE}
    return {"status": content.get("status"), "until": content.get("until"), "meeting": meeting}


def _of_notice(content: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name not in LATER}


def _linked(meeting: Any) -> dict[int, Any]:
    """Documents to which the texts of the notice lead."""
    text = f"{meeting.who_may_come} {meeting.note}"
    keys = {int(key) for key in DOCUMENT_LINK.findall(text)}
    return {row.pk: row for row in get_document_model().objects.filter(pk__in=keys)} if keys else {}


def _normal(value: Any) -> Any:
    """Words in the normal form C, without keys the editor gives to paragraphs; numbers that are whole as such."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", PARAGRAPH_KEY.sub(r"\1", value)).replace("\r\n", "\n")
    if isinstance(value, dict):
        return {str(name): _normal(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_normal(each) for each in value]
    # PostgreSQL and JSON's readers write 50.0 and 50 alike; we write it one way.
    return int(value) if isinstance(value, float) and value.is_integer() else value
