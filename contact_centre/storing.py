"""Writing checked files so that a failure leaves none behind."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from .models.activity import StoredFile, private_storage
from .uploads import CheckedFile


@contextmanager
def stored_files(files: Sequence[CheckedFile], model: type[StoredFile]) -> Iterator[list[dict[str, Any]]]:
    """`stored` for several files: the values of each; whatever fails takes all of them away."""
    with ExitStack() as stack:
        yield [stack.enter_context(stored(file, model)) for file in files]


@contextmanager
def stored(file: CheckedFile, model: type[StoredFile]) -> Iterator[dict[str, Any]]:
    """Write `file` to private storage and give the values of `model`'s file fields.

    Enter it outside the transaction: no lock is held while a file is written, and whatever fails inside,
    the commit included, takes the file away again.
    """
    storage = private_storage()
    field = model._meta.get_field("file")
    name: str = field.generate_filename(model(), file.stored_name)
    try:
        # The name is random: nothing of another's is there, and what a full disk cut off is taken away too.
        name = storage.save(name, file.as_file())
        yield {
            "file": name,
            "original_name": file.original_name,
            "content_type": file.content_type,
            "size": file.size,
        }
    except BaseException:
        storage.delete(name)
        raise
