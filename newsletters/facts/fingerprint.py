"""The fingerprint of an issue: with the same one, two say the same, word for word and picture for picture (N4)."""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

SHOWN = 12
"""So many characters of it stand on the page, in the mail and on paper: enough to compare, few enough to read."""
GROUP = 4
FIELDS = (
    "title",
    "lead",
    "number",
    "year",
    "published_on",
    "seo_title",
    "search_description",
    "is_printed",
    "mk_registration_number",
    "corrects_id",
)


def fingerprint_of(issue: Any) -> str:
    """SHA-256, in 64 hexadecimal digits, of all that readers of `issue` get: as the instance stands, saved or not."""
    said = {
        **{name: getattr(issue, name) for name in FIELDS},
        "body": [[child.block_type, _plain(child.block.get_prep_value(child.value))] for child in issue.body],
        "facts": issue.facts,
        "files": _files(issue),
    }
    canonical = json.dumps(said, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def shown(fingerprint: str) -> str:
    """The fingerprint as people read it: ``3f2a-90bc-11de``; nothing for an empty one."""
    first = fingerprint[:SHOWN]
    return "-".join(first[at : at + GROUP] for at in range(0, len(first), GROUP))


def _plain(value: Any) -> Any:
    """Stored content without the ids of its blocks: they are given anew where they are missing."""
    if isinstance(value, dict):
        is_block = "type" in value and "value" in value
        return {key: _plain(part) for key, part in value.items() if not (is_block and key == "id")}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value


def _files(issue: Any) -> list[list[Any]]:
    """Every picture and document of the body by its content: one that is exchanged changes what the issue says."""
    wanted: dict[Any, set[int]] = {get_image_model(): set(), get_document_model(): set()}
    for model, pk, *_place in issue.body.stream_block.extract_references(issue.body):
        if model in wanted and str(pk).isdigit():
            wanted[model].add(int(pk))
    found = []
    for model, pks in wanted.items():
        for file in model._default_manager.filter(pk__in=pks).order_by("pk") if pks else ():
            words = [getattr(file, name, "") for name in ("title", "description", "credit")]
            found.append([model._meta.model_name, file.pk, file.get_file_hash(), *words])
    return found
