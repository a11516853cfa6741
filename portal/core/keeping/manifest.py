"""What a backup says of itself: by which versions it was made, how many rows and which files it holds."""

import hashlib
import json
import platform
import tomllib
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

from django.utils import timezone

from portal.settings.env import BASE_DIR

FORMAT = 1
NAME, SEAL = "manifest.json", "manifest.sha256"
CHUNK = 1024 * 1024


class KeepingError(Exception):
    """A backup or a restore that can't be done; the message says why, in words for whoever runs the installation."""


@dataclass(frozen=True, order=True)
class KeptFile:
    """A file of a storage in the backup: its storage's alias, its name there, bytes, SHA-256."""

    storage: str
    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class KeptDatabase:
    """The database in the backup: its file, bytes, SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """Everything that is checked before a backup is restored."""

    vendor: str
    database: KeptDatabase
    migrations: list[str]
    counts: dict[str, int]
    """Rows of each table."""
    files: list[KeptFile]
    missing: list[str] = field(default_factory=list)
    """Files that rows name and no storage had, as ``storage:name``: lost before the backup was made."""
    made_at: str = field(default_factory=lambda: timezone.now().isoformat(timespec="seconds"))
    versions: dict[str, str] = field(default_factory=lambda: versions())
    format: int = FORMAT

    @property
    def rows(self) -> int:
        return sum(self.counts.values())

    @property
    def size(self) -> int:
        """Bytes of the database's file and of all files."""
        return self.database.size + sum(file.size for file in self.files)

    def write(self, folder: Path) -> None:
        """Write the manifest and its seal into the backup's folder."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True).encode()
        (folder / NAME).write_bytes(text)
        (folder / SEAL).write_text(f"{hashlib.sha256(text).hexdigest()}  {NAME}\n", encoding="ascii")

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The manifest of the backup in `folder`. Raises KeepingError when there is none or it was changed."""
        try:
            text = (folder / NAME).read_bytes()
            seal = (folder / SEAL).read_text(encoding="ascii").split()[0]
        except (OSError, UnicodeDecodeError, IndexError) as error:
            raise KeepingError(f"{folder} is no whole backup: {NAME} or {SEAL} is missing ({error})") from error
        if hashlib.sha256(text).hexdigest() != seal:
            raise KeepingError(f"{NAME} was changed or damaged: its SHA-256 isn't the one in {SEAL}")
        values: dict[str, Any] = json.loads(text)
        if values.get("format") != FORMAT:
            raise KeepingError(f"The backup has the format {values.get('format')}, this version reads {FORMAT}")
        values["database"] = KeptDatabase(**values["database"])
        values["files"] = [KeptFile(**file) for file in values["files"]]
        return cls(**values)


def versions() -> dict[str, str]:
    """Versions of the portal and of what it stands on."""
    project = tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {
        "portal": str(project["version"]),
        "python": platform.python_version(),
        "django": version("django"),
        "wagtail": version("wagtail"),
    }


def sha256_of(path: Path) -> tuple[int, str]:
    """Bytes and SHA-256 of a file on the disk."""
    size, digest = 0, hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(CHUNK):
            size += len(part)
            digest.update(part)
    return size, digest.hexdigest()
