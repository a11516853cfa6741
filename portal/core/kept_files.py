"""Pictures and documents that stay as they are: who shows one that must not change says so.

The kernel knows no feature, so a feature registers its question in ``AppConfig.ready()``. Whatever writes or deletes
the row is refused; forms say it in words (`PortalImage.clean`, `PortalDocument.clean`).
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model

Keeper = Callable[[Any], str]
"""Gets a stored picture or document; says why it has to stay as it is, or nothing."""

SHOWN = (
    "file", "title", "description", "credit", "focal_point_x", "focal_point_y", "focal_point_width",
    "focal_point_height",
)  # fmt: skip
"""What readers get of one; the collection and the like may change."""

_keepers: list[Keeper] = []


class FileIsKept(PermissionDenied):
    """The picture or document is shown where it must not change."""


def register_file_keeper(keeper: Keeper) -> None:
    """Ask `keeper` before a picture or a document changes or is deleted."""
    if keeper not in _keepers:
        _keepers.append(keeper)


def kept_because(file: Any) -> str:
    """Why the stored `file` may not be what the instance has become; empty if it may.

    Nobody is asked where nothing changes that readers get.
    """
    stored = type(file)._base_manager.filter(pk=file.pk).first() if file.pk else None
    if stored is None or all(_value(stored, name) == _value(file, name) for name in SHOWN):
        return ""
    return why_kept(stored)


def why_kept(stored: Any) -> str:
    """Why the `stored` picture or document has to stay; empty if nobody minds."""
    return next((reason for keeper in _keepers if (reason := keeper(stored))), "")


def refuse_change(instance: Model, raw: bool = False, update_fields: Any = None, **_signal: Any) -> None:
    """Before a row is written. Raises FileIsKept."""
    if raw or (update_fields is not None and not set(SHOWN).intersection(update_fields)):
        return
    if reason := kept_because(instance):
        raise FileIsKept(reason)


def refuse_delete(instance: Model, **_signal: Any) -> None:
    """Before a row is deleted. Raises FileIsKept."""
    if reason := why_kept(instance):
        raise FileIsKept(reason)


def _value(file: Any, name: str) -> Any:
    value = getattr(file, name, None)
    return str(value) if name == "file" else value
