"""Who looked at personal data: one line each time, written before the answer goes out.

A feature says which of its models hold personal data (`register_personal`). Every view of a tenant viewset then notes
its looks by itself (`portal.tenancy.viewsets`); other views call `note_look`.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import override
from wagtail.log_actions import get_active_log_context
from wagtail.models import ModelLogEntry

from portal.core.inserts import insert

from .actions import EXPORTED, LOOKED

EVERY = "*"
"""In place of a row's number: a list was seen."""
SHOWN = 200

_personal: dict[type[Model], bool] = {}


def register_personal(*models: type[Model], in_lists: bool = False) -> None:
    """Say that rows of `models` hold personal data; `in_lists`: their list shows them, too."""
    for model in models:
        _personal[model] = in_lists


def personal_models() -> dict[type[Model], bool]:
    """The models that hold personal data, and whether their lists show them."""
    return dict(_personal)


def note_look(
    *, model: type[Model], user: Any, key: str = EVERY, site_id: int | None = None, action: str = LOOKED
) -> None:
    """Write one line: `user` sees the row of `model` with this `key`, or a list of them, of the site `site_id`.

    Raises DatabaseError when it can't be written: what isn't noted isn't shown.
    """
    context = get_active_log_context()
    with override("cs"):
        label = f"{model._meta.verbose_name} {key}" if key != EVERY else str(model._meta.verbose_name_plural)
    insert(
        ModelLogEntry(
            content_type=ContentType.objects.get_for_model(model),
            object_id=key,
            label=label,
            action=action,
            data={"site": site_id} if site_id else {},
            timestamp=timezone.now(),
            user=user,
            uuid=context.uuid,
        )
    )


def note_view(view: Any, request: HttpRequest, response: HttpResponseBase) -> None:
    """Note what a tenant viewset's view has shown, if it is of a personal model."""
    model = getattr(view, "model", None)
    if model not in _personal or response.status_code != SHOWN:
        return
    key = view.kwargs.get("pk")
    is_export = bool(getattr(view, "is_export", False))
    if key is None and not (_personal[model] or is_export):
        return
    sites = _sites(model, key) if key is not None else _sites_of(request.user)
    action = EXPORTED if is_export else LOOKED
    note_look(
        model=model,
        user=request.user,
        key=EVERY if key is None else str(key),
        site_id=next(iter(sites), None) if len(sites) == 1 else None,
        action=action,
    )


def _sites(model: Any, key: Any) -> list[int]:
    if not any(field.name == "site" for field in model._meta.concrete_fields):
        return []
    return list(model._default_manager.filter(pk=key).values_list("site", flat=True))


def _sites_of(user: Any) -> list[int]:
    """Of whose lists the user sees rows; of no single association for the Union's people."""
    found: Iterable[int] = {held.site_id for held in user.rights.on_sites}
    return sorted(found)
