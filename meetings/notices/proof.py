"""What is proved of a notice, for letters and papers (M8)."""

from typing import Any

from ..announcing.record import original_of
from .lines import last_version

GROUP = 8


def fingerprint_of(meeting: Any) -> str:
    """SHA-256 of what readers of the notice get, in 64 hexadecimal digits; empty before it was put up.

    Whoever keeps a letter with it can show later what was posted then, whatever became of our records.
    """
    version = last_version(original_of(meeting).pk)
    return version.content_hash if version else ""


def shown(fingerprint: str) -> str:
    """A fingerprint in groups of eight, as people compare it."""
    return " ".join(fingerprint[at : at + GROUP] for at in range(0, len(fingerprint), GROUP))
