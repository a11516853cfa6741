"""One thing to mend in an issue."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """What is wrong, in words for the editor.

    `place` is a field (``title``, ``lead``) or ``body.<id of the block>.<part>…``. What is blocking keeps the
    issue from the Union; the rest is advice.
    """

    code: str
    message: str
    place: str
    is_blocking: bool = True
