"""A disk for attachments on which there is no room."""

import errno
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

ROOM = 64 * 1024
"""Bytes on the disk."""


class FullStorage(FileSystemStorage):
    """Writes what there is room for and fails as the system does, leaving a cut-off file behind."""

    def _save(self, name: str, content: Any) -> str:
        data = content.read()
        if len(data) <= ROOM:
            return super()._save(name, ContentFile(data))
        super()._save(name, ContentFile(data[:ROOM]))
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), name)


@contextmanager
def tiny_disk(folder: Path) -> Iterator[bool]:
    """Mount a real disk of `ROOM` bytes at `folder`; whether the machine allows it."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={ROOM + 16 * 1024}", "tmpfs", str(folder)]
    mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
