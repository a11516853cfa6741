"""Bulk actions kept to what the user may meet.

Wagtail's bulk views fetch what they are asked for and then name the rows the user has no right to. So the
question itself is narrowed before they see it.
"""

from typing import Any

from django.apps import apps
from django.http import Http404, HttpRequest
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from portal.core.keys import typed_key

from .boundary import collections_of, is_tenant_model, pages_of, visible_to


def narrow_selection(request: HttpRequest, app_label: str, model_name: str) -> None:
    """Rewrite the request's ``id`` list to rows the user may meet; Http404 if none of them is one."""
    try:
        model = apps.get_model(app_label, model_name)
    except LookupError:
        raise Http404 from None
    asked = request.GET.getlist("id")
    if not asked:
        return
    allowed = _allowed(request.user, model)
    if "all" not in asked:
        allowed = allowed.filter(pk__in=[key for pk in asked if (key := typed_key(pk)) is not None])
    elif issubclass(model, Page):
        parent = Page.objects.filter(pk=typed_key(request.GET.get("childOf")) or 0).first()
        allowed = allowed.child_of(parent) if parent else allowed.none()
    keys = [str(pk) for pk in allowed.values_list("pk", flat=True)]
    if not keys:
        raise Http404
    query = request.GET.copy()
    query.setlist("id", keys)
    request.GET = query  # type: ignore[assignment]


def _allowed(user: Any, model: Any) -> Any:
    if is_tenant_model(model):
        return visible_to(user, model.objects.all())
    if issubclass(model, Page):
        return pages_of(user)
    if issubclass(model, AbstractImage | AbstractDocument):
        return model.objects.filter(collection__in=collections_of(user))
    raise Http404
