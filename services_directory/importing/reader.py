"""Any file an operator gives us as a sheet; what it is, its content decides."""

from pathlib import Path

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from .csv_file import read_csv
from .sheet import MOST_BYTES, ImportRefused, Sheet
from .xlsx_file import read_xlsx

ZIP = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"SQLite format 3")


def read_file(path: Path) -> Sheet:
    """The table in the file at `path`; raises ImportRefused with the reason, also when it can't be opened."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ImportRefused(_too_large())
        data = path.read_bytes()
    except OSError as error:
        raise ImportRefused(_("%(file)s can't be read: %(error)s") % {"file": path, "error": error.strerror}) from error
    return read_bytes(data)


def read_bytes(data: bytes) -> Sheet:
    """The table in `data`: a workbook of Excel, or CSV. Raises ImportRefused with the reason."""
    if len(data) > MOST_BYTES:
        raise ImportRefused(_too_large())
    if data.startswith(ZIP):
        return read_xlsx(data)
    if data.startswith(OLD_OFFICE):
        raise ImportRefused(
            _("This is an old workbook of Excel (XLS), or one with a password. Save it as XLSX without a password.")
        )
    if data.startswith(OTHERS):
        raise ImportRefused(_("The file is no table: it is a web page or a document."))
    return read_csv(data)


def _too_large() -> str:
    return _("The file is larger than %s.") % filesizeformat(MOST_BYTES)
