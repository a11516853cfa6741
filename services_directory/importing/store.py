"""Files of imports in private storage: what was uploaded, and the report, which is shown and downloaded from it."""

import json
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import ImportRun
from ..models.import_run import private_storage
from .report import Entry

LONGEST_NAME = 120


@contextmanager
def stored(content: bytes, extension: str) -> Iterator[str]:
    """Write `content` under a random name and give the name; if anything inside fails, the file goes away again.

    Around a transaction it takes the file away when the commit fails, too.
    """
    folder = timezone.now().strftime("services_directory/imports/%Y/%m")
    storage = private_storage()
    name = storage.save(f"{folder}/{secrets.token_hex(16)}.{extension}", ContentFile(content))
    try:
        yield name
    except BaseException:
        storage.delete(name)
        raise


def content_of(run: ImportRun) -> bytes:
    """The uploaded file. Raises OSError if it is gone."""
    with run.file.open("rb") as file:
        content: bytes = file.read()
    return content


def delete_file(name: str | None) -> None:
    if name:
        private_storage().delete(name)


def report_as_bytes(entries: Iterable[Entry]) -> bytes:
    return json.dumps([entry.as_json() for entry in entries], ensure_ascii=False).encode()


def report_of(run: ImportRun) -> list[Entry]:
    """The entries of the run's report; none if it has none, or it is gone."""
    if not run.report:
        return []
    try:
        with run.report.open("rb") as file:
            return [Entry(**entry) for entry in json.loads(file.read())]
    except (OSError, ValueError, TypeError):
        return []


def display_name(name: str) -> str:
    """The file's own name without folders and odd characters."""
    path = PurePath(name.replace("\\", "/"))
    stem = re.sub(r"[^\w .,()-]", "_", path.stem).strip(" .")[:LONGEST_NAME]
    suffix = path.suffix.casefold() if path.suffix.casefold() in {".csv", ".xlsx", ".txt", ".tsv"} else ""
    return f"{stem or _('file')}{suffix}"
