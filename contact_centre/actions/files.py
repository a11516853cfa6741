"""Writing checked files so that a failure leaves none behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..models.activity import StoredFile, private_storage
from ..uploads import CheckedFile


@contextmanager
def stored(file: CheckedFile | None, model: type[StoredFile]) -> Iterator[dict[str, Any] | None]:
    """Write `file` to private storage and give the values of `model`'s file fields; None for no file.

    Enter it outside the transaction: no lock is held while a file is written, and whatever fails inside,
    the commit included, takes the file away again.
    """
    if file is None:
        yield None
        return
    storage = private_storage()
    name = storage.save(model._meta.get_field("file").generate_filename(model(), file.stored_name), file.as_file())
    try:
        yield {
            "file": name,
            "original_name": file.original_name,
            "content_type": file.content_type,
            "size": file.size,
        }
    except BaseException:
        storage.delete(name)
        raise
