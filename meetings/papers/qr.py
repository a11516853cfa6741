"""An address as a QR code: a drawing in the document itself, nothing is fetched and nobody else is asked."""

import segno

ERROR = "m"
"""Of which up to 15 % may be torn or wet."""
QUIET = 4
"""Modules of white around it, which readers ask for (ISO/IEC 18004)."""


def qr_code(address: str) -> str:
    """`address` as the data address of an SVG; empty for nothing."""
    if not address:
        return ""
    drawn: str = segno.make_qr(address, error=ERROR).svg_data_uri(border=QUIET, scale=4)
    return drawn
