"""Which models' rows stand on public pages, and on whose pages: the one list that makes keeping pages safe.

Every model is either watched (`watch`, with the sites a row shows on) or named as never shown (`not_shown`, with the
reason); a guard test knows no third way. Saving, deleting and connecting watched rows raises the version of their sites
(`portal.tenancy.versions`). The Union's site shows what all others do, its pages follow every change.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save

from . import versions

type Sites = Callable[[Any], Iterable[int | None]]

OF_DRAFTS = frozenset(
    {"draft_title", "has_unpublished_changes", "latest_revision", "latest_revision_id", "latest_revision_created_at"}
)
"""Fields that say something of a draft and nothing to the public: whoever types must not empty the memory."""

_watched: dict[type[Model], Sites] = {}
_not_shown: dict[type[Model], str] = {}
_found: dict[type[Model], Sites | None] = {}


def own_site(row: Any) -> list[int | None]:
    """The site a row belongs to."""
    return [row.site_id]


def everywhere(row: Any) -> list[int | None]:
    """All sites."""
    return [versions.EVERYWHERE]


def of(*path: str) -> Sites:
    """The site of what a row hangs on, by the names of foreign keys: ``of("service")``, ``of("page", "issue")``."""

    def sites(row: Any) -> Iterable[int | None]:
        for name in path:
            try:
                row = getattr(row, name)
            except ObjectDoesNotExist:
                return [versions.EVERYWHERE]
        how = sites_shown_on(type(row)) if row is not None else None
        return how(row) if how is not None else [versions.EVERYWHERE]

    return sites


def watch(*models: type[Model], sites: Sites = own_site) -> None:
    """Rows of these models (and of those that inherit from them) show on the public pages of `sites(row)`."""
    for model in models:
        _watched[model] = sites
    _found.clear()


def not_shown(*models: type[Model], because: str) -> None:
    """Rows of these models say nothing on public pages."""
    for model in models:
        _not_shown[model] = because


def sites_shown_on(model: type[Model]) -> Sites | None:
    """On whose pages rows of `model` show; None if on nobody's."""
    if model not in _found:
        _found[model] = next((_watched[kind] for kind in model.__mro__ if kind in _watched), None)
    return _found[model]


def watched_models() -> dict[type[Model], Sites]:
    """What was registered."""
    return dict(_watched)


def models_not_shown() -> dict[type[Model], str]:
    """What was named as never shown, with the reasons."""
    return dict(_not_shown)


# --- Signals ---------------------------------------------------------------------------------------
def _changed(sender: Any, instance: Any, update_fields: Any = None, raw: bool = False, **kwargs: Any) -> None:
    sites = sites_shown_on(sender)
    if sites is None or (update_fields and OF_DRAFTS.issuperset(update_fields)):
        return
    versions.touch(*sites(instance))


def _connected(sender: Any, instance: Any, action: str, model: Any, **kwargs: Any) -> None:
    if not action.startswith("post_"):
        return
    sites = sites_shown_on(type(instance))
    if sites is not None:
        versions.touch(*sites(instance))
    elif sites_shown_on(model) is not None:
        versions.touch(versions.EVERYWHERE)


def connect() -> None:
    """Listen; called once, when the app is ready. One receiver for all models is cheaper than one for each."""
    post_save.connect(_changed, dispatch_uid="public_version_saved")
    post_delete.connect(_changed, dispatch_uid="public_version_deleted")
    m2m_changed.connect(_connected, dispatch_uid="public_version_connected")
