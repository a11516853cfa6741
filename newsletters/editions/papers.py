"""The PDFs a page of an issue offers: which layouts there are, where each lies, how large it is (N5)."""

from dataclasses import dataclass
from typing import Any

from ..enums import PrintLayout

ADDRESSES = {PrintLayout.COLOUR: "pdf/", PrintLayout.BLACK: "pdf/cernobile/"}
"""Below the address of the issue. They are stable: others have written them down."""


@dataclass(frozen=True)
class Paper:
    """One layout; `size` in bytes is 0 while nobody has made the file."""

    layout: PrintLayout
    address: str
    size: int


def papers_of(issue: Any) -> list[Paper]:
    """The layouts of the published `issue`, the coloured one first."""
    from .stored import sizes_of

    sizes = sizes_of(issue)
    return [Paper(layout, address, sizes.get(layout, 0)) for layout, address in ADDRESSES.items()]
