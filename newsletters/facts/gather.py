"""Collecting what the portal knows for the parts of an issue that fill themselves."""

from typing import Any


def gather_facts(issue: Any) -> dict[str, Any]:
    """The content of the automatic parts of `issue` as it is now: by type of block, plain JSON."""
    return {}
