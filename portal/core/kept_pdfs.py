"""PDFs that are finished, in private storage: one file of a kind, until what it says has another version."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import storages


@dataclass(frozen=True)
class KeptPdf:
    """Where a PDF lies: files of one `prefix` in `folder` are editions of the same, of which one `version` is kept."""

    folder: str
    prefix: str
    version: str

    @property
    def path(self) -> str:
        return f"{self.folder}/{self.prefix}{self.version}.pdf"

    def read(self) -> bytes | None:
        """The PDF if it is kept already."""
        try:
            with storages["private"].open(self.path) as file:
                content: bytes = file.read()
                return content
        except FileNotFoundError:
            return None

    def read_or_make(self, make: Callable[[], bytes]) -> bytes:
        """The PDF as it is kept; else `make` it, keep it, and throw away its older editions."""
        kept = self.read()
        if kept is not None:
            return kept
        content = make()
        self._forget_older()
        storages["private"].save(self.path, ContentFile(content))
        return content

    def _forget_older(self) -> None:
        storage = storages["private"]
        try:
            _folders, files = storage.listdir(self.folder)
        except FileNotFoundError:
            return
        for name in files:
            if name.startswith(self.prefix):
                storage.delete(f"{self.folder}/{name}")
