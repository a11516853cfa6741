"""An association's data as one ZIP: rows of every table, files, and a description of both (P1)."""

import base64
import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from django.core.files.storage import storages
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field, ForeignKey, Model
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.blocks.stream_block import StreamValue

from portal.core.exports import harmless
from portal.core.keeping.manifest import CHUNK, versions

from .belongings import Belongings, chunks
from .registry import belongs_to_somebody, unexported, why_shared

NOT_EXPLAINED = frozenset({"auth.Permission", "tenancy.LiaisonExpert", "tenancy.Union"})
"""Shared rows that say nothing about the association; people of the Union."""
Progress = Callable[[int, int], object]


class Encoder(DjangoJSONEncoder):
    """Rows as they are: bytes as base64, everything else as Django writes it."""

    def default(self, o: Any) -> Any:
        if isinstance(o, StreamValue):
            return o.get_prep_value()
        if isinstance(o, bytes | memoryview):
            return base64.b64encode(bytes(o)).decode()
        return super().default(o)


@dataclass(frozen=True)
class Archived:
    """What went into a ZIP."""

    counts: dict[str, int]
    files: int
    missing: list[str]

    @property
    def rows(self) -> int:
        return sum(self.counts.values())


def columns_of(model: type[Model]) -> list["Field[Any, Any]"]:
    """The columns of the model's own table that are exported."""
    left_out = unexported(model)
    if left_out is None:
        return []
    return [field for field in model._meta.local_concrete_fields if field.name not in left_out]


def write_archive(
    of: Belongings,
    target: IO[bytes],
    *,
    only: frozenset[str] | None = None,
    progress: Progress = lambda _done, _total: None,
) -> Archived:
    """Write everything of the association (`only` these models, by label) and say what went in.

    Raises UnknownBelonging when a model doesn't say to whom its rows belong, OSError when there is no room.
    """
    tables = [(model, keys) for model, keys in of.tables() if keys and columns_of(model)]
    tables = [(model, keys) for model, keys in tables if only is None or model._meta.label in only]
    files = of.files() if only is None else _named_files(tables)
    total = len(tables) + len(files)
    counts, missing, sums = {}, [], {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive, translation.override("cs"):
        for done, (model, keys) in enumerate(tables):
            counts[model._meta.label] = _write_table(archive, model, keys)
            progress(done + 1, total)
        for model, keys in _explaining(tables):
            _write_table(archive, model, keys, folder="codes")
        for done, (alias, name) in enumerate(files, start=len(tables)):
            digest = _write_file(archive, alias, name)
            if digest is None:
                missing.append(f"{alias}:{name}")
            else:
                sums[f"files/{alias}/{name}"] = digest
            progress(done + 1, total)
        _describe(archive, of, tables, counts, sums, missing)
    return Archived(counts, len(sums), missing)


def _write_table(archive: zipfile.ZipFile, model: type[Model], keys: list[Any], folder: str = "data") -> int:
    """One table as JSON Lines, and once more as CSV for who opens it in a spreadsheet."""
    columns = columns_of(model)
    label, count = model._meta.label, 0
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow([field.attname for field in columns])
    with archive.open(f"{folder}/{label}.jsonl", "w", force_zip64=True) as lines:
        for row in _rows(model, columns, keys):
            lines.write(json.dumps(row, cls=Encoder, ensure_ascii=False).encode() + b"\n")
            writer.writerow([_cell(value) for value in row.values()])
            count += 1
    archive.writestr(f"{folder}/{label}.csv", "\ufeff" + sheet.getvalue())
    return count


def _rows(model: type[Model], columns: list["Field[Any, Any]"], keys: list[Any]) -> Iterator[dict[str, Any]]:
    names = [field.attname for field in columns]
    for part in chunks(keys):
        yield from model._base_manager.filter(pk__in=part).order_by("pk").values(*names)


def _cell(value: Any) -> Any:
    if isinstance(value, dict | list | bytes | memoryview | StreamValue):
        return json.dumps(value, cls=Encoder, ensure_ascii=False)
    return "" if value is None else harmless(str(value))


def _write_file(archive: zipfile.ZipFile, alias: str, name: str) -> str | None:
    """SHA-256 of the file put in; None when the storage has none of that name."""
    digest = hashlib.sha256()
    try:
        source = storages[alias].open(name, "rb")
    except FileNotFoundError:
        return None
    with source, archive.open(f"files/{alias}/{name}", "w", force_zip64=True) as target:
        while part := source.read(CHUNK):
            target.write(part)
            digest.update(part)
    return digest.hexdigest()


def _named_files(tables: Iterable[tuple[type[Model], list[Any]]]) -> list[tuple[str, str]]:
    from django.db.models import FileField

    from portal.core.keeping.stored import alias_of

    found = set()
    for model, keys in tables:
        for field in model._meta.local_fields:
            if isinstance(field, FileField):
                for row in _rows(model, [field], keys):
                    found.add((alias_of(field), str(row[field.attname])))
    return sorted(one for one in found if one[1])


def _explaining(tables: list[tuple[type[Model], list[Any]]]) -> Iterator[tuple[type[Model], list[Any]]]:
    """Rows of code lists and registers that the association's rows refer to: without them keys say nothing."""
    named: dict[type[Model], set[Any]] = {}
    for model, keys in tables:
        for field in columns_of(model):
            target = field.related_model if isinstance(field, ForeignKey) else None
            if not isinstance(target, type) or not why_shared(target) or target._meta.label in NOT_EXPLAINED:
                continue
            values = (row[field.attname] for row in _rows(model, [field], keys))
            named.setdefault(target, set()).update(value for value in values if value is not None)
    for model in sorted(named, key=lambda one: one._meta.label):
        if named[model]:
            yield model, sorted(named[model])


def _describe(
    archive: zipfile.ZipFile,
    of: Belongings,
    tables: list[tuple[type[Model], list[Any]]],
    counts: dict[str, int],
    sums: dict[str, str],
    missing: list[str],
) -> None:
    association = of.association
    schema = {model._meta.label: _schema(model) for model, _keys in tables}
    manifest = {
        "association": {"ico": association.ico, "name": association.name, "slug": association.slug},
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "versions": versions(),
        "rows": counts,
        "files": sums,
        "missing_files": missing,
    }
    archive.writestr("schema.json", json.dumps(schema, ensure_ascii=False, indent=1))
    archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
    archive.writestr("README.txt", "\n".join([association.name, "", *_explanation()]) + "\n")


def _explanation() -> list[str]:
    return [
        _("Everything the portal keeps of the association, personal data included. Keep it as safe."),
        _("data/: a file for each table, one row a line in JSON, and the same as CSV."),
        _("codes/: rows of code lists and registers that are for all associations and to which the data refer."),
        _("files/: pictures, documents and other files under the names that the tables give."),
        _("schema.json: tables and columns in words. manifest.json: numbers of rows and SHA-256 of each file."),
        _("Left out are passwords, keys of links and of access, sessions and the search index."),
    ]


def _schema(model: type[Model]) -> dict[str, Any]:
    return {
        "name": str(model._meta.verbose_name_plural),
        "about": " ".join((model.__doc__ or "").split()) if belongs_to_somebody(model) else "",
        "columns": [
            {
                "column": field.attname,
                "name": str(field.verbose_name),
                "type": field.get_internal_type(),
                "may_be_empty": bool(field.null),
                **({"choices": {str(key): str(name) for key, name in field.flatchoices}} if field.choices else {}),
                **_relation(field),
            }
            for field in columns_of(model)
        ],
        "left_out": sorted(unexported(model) or ()),
    }


def _relation(field: "Field[Any, Any]") -> dict[str, str]:
    target = field.related_model
    return {"refers_to": target._meta.label} if isinstance(target, type) and issubclass(target, Model) else {}
