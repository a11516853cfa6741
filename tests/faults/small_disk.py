"""A disk for attachments on which there is no room."""

import errno
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
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


def cut_off_temporary_file(**named: Any) -> Any:
    """A temporary file that takes what there is room for and then fails as the system does."""
    file: Any = NamedTemporaryFile(**named)  # noqa: SIM115 - who asked for it closes it
    write = file.write

    def limited(data: bytes) -> int:
        if file.tell() + len(data) > ROOM:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written: int = write(data)
        return written

    file.write = limited
    return file


@contextmanager
def tiny_disk(folder: Path) -> Iterator[bool]:
    """Mount a real disk of `ROOM` bytes at `folder`; whether the machine allows it."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={ROOM + 16 * 1024}", "tmpfs", str(folder)]
    mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
