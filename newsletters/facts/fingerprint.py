"""The fingerprint of an issue: with the same one, two say the same, word for word and picture for picture (N4).

What isn't shown doesn't count: ids of blocks, keys that the editor gives to paragraphs, facts of a block that has been
taken out. A field that is empty counts as one that isn't there, so that a block may get another field without voiding
every approval of the past.
"""

import hashlib
import json
import re
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from wagtail.blocks import ListBlock, RichTextBlock, StreamBlock, StructBlock
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from portal.core.keys import typed_key

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
AROUND = frozenset({"imprint", "publicity"})
"""Facts that surround every issue, whatever blocks it has."""
STRIPS = ("strip", "strip_plain")
PARAGRAPH_KEY = re.compile(r'(<[a-z][a-z0-9]*) data-block-key="[^"]*"')
IMAGE_WORDS = (
    "title", "description", "credit", "focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height",
)  # fmt: skip


def fingerprint_of(issue: Any) -> str:
    """SHA-256, in 64 hexadecimal digits, of all that readers of `issue` get: as the instance stands, saved or not."""
    told_of = {*AROUND, *(child.block_type for child in issue.body)}
    said = {
        **{name: getattr(issue, name) for name in FIELDS},
        "body": plain(issue.body.stream_block, issue.body),
        "facts": {kind: told for kind, told in issue.facts.items() if kind in told_of},
        "files": _files(issue),
    }
    filled = {name: value for name, value in said.items() if not _is_empty(value)}
    canonical = json.dumps(filled, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def shown(fingerprint: str) -> str:
    """The fingerprint as people read it: ``3f2a-90bc-11de``; nothing for an empty one."""
    first = fingerprint[:SHOWN]
    return "-".join(first[at : at + GROUP] for at in range(0, len(first), GROUP))


def plain(block: Any, value: Any) -> Any:
    """Content as it is stored, without what no reader sees."""
    if isinstance(block, StreamBlock):
        return [[child.block_type, plain(child.block, child.value)] for child in value]
    if isinstance(block, ListBlock):
        return [plain(block.child_block, child) for child in value]
    if isinstance(block, StructBlock):
        parts = {name: plain(child, (value or {}).get(name)) for name, child in block.child_blocks.items()}
        return {name: part for name, part in parts.items() if not _is_empty(part)}
    stored = block.get_prep_value(value)
    return PARAGRAPH_KEY.sub(r"\1", stored or "") if isinstance(block, RichTextBlock) else stored


def _is_empty(value: Any) -> bool:
    return value is None or value is False or value in ("", [], {})


def files_of(issue: Any) -> dict[Any, set[int]]:
    """Keys of the pictures and documents readers of `issue` get, by model."""
    images, documents = get_image_model(), get_document_model()
    wanted: dict[Any, set[int]] = {images: set(), documents: set()}
    for model, pk, *_place in issue.body.stream_block.extract_references(issue.body):
        if model in wanted and (key := typed_key(pk)) is not None:
            wanted[model].add(key)
    for notice in issue.facts.get("publicity", []):
        wanted[images] |= {notice[name] for name in STRIPS if notice.get(name)}
    return wanted


def _files(issue: Any) -> list[list[Any]]:
    """Every picture and document by its content: one that is exchanged changes what the issue says."""
    found = []
    for model, pks in files_of(issue).items():
        for file in model._default_manager.filter(pk__in=pks).order_by("pk") if pks else ():
            words = [getattr(file, name, None) for name in (IMAGE_WORDS if model is get_image_model() else ("title",))]
            # A new file has a new name even where nobody has counted its hash anew.
            found.append([model._meta.model_name, file.pk, file.file.name, file.get_file_hash(), *words])
    return found
