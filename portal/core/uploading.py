"""Large uploads when the disk for them is full: held in memory instead, so that a form is never lost for that.

Django writes an upload of more than 2.5 MB to the disk while it reads the form, before any view has a say; an error
there is a page of error for the whole form. What becomes of the file is then for the form to say at its field.
"""

from contextlib import suppress
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

MOST_IN_MEMORY = 11 * 1024 * 1024
"""The largest file that any form of citizens takes, and a little more, in bytes."""


class PatientUploadHandler(TemporaryFileUploadHandler):
    """Writes uploads to the disk; what finds no room there goes on in memory, up to `MOST_IN_MEMORY`."""

    spare: BytesIO | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file. Without room for an empty one it begins in memory."""
        self.spare = None
        try:
            super().new_file(*args, **kwargs)
        except OSError:
            self.spare = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take a part of the file. Raises the disk's OSError for a file too large for the memory."""
        if self.spare is None:
            try:
                self.file.write(raw_data)
                self.file.flush()
                return
            except OSError:
                if start + len(raw_data) > MOST_IN_MEMORY:
                    raise
                self.spare = self._read_back(start)
        if start + len(raw_data) > MOST_IN_MEMORY:
            raise OSError("no room for an upload, neither on the disk nor in memory")
        self.spare.seek(start)
        self.spare.write(raw_data)

    def _read_back(self, length: int) -> BytesIO:
        """The part that is on the disk already, and the disk free of it."""
        with open(self.file.temporary_file_path(), "rb") as written:
            kept = BytesIO(written.read(length))
        with suppress(OSError):
            # What is still to be written has no room either.
            self.file.close()
        return kept

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """The file as forms get it."""
        if self.spare is None:
            return super().file_complete(file_size)
        self.spare.seek(0)
        return InMemoryUploadedFile(
            file=self.spare,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
