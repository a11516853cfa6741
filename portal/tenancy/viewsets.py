"""Admin viewsets behind the isolation boundary. Every feature's admin is built on one of these.

Wagtail's `construct_view` is the one place all of a viewset's views pass, so the scope is mixed in there:
a view added later is scoped without anybody remembering to.
"""

from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import FieldDoesNotExist
from django.db.models import ForeignKey, QuerySet
from django.http import Http404, HttpRequest
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from .audit.looks import note_view
from .boundary import visible_to
from .forms import TenantModelForm


class TenantScopedView:
    """Mixed into every view of a tenant viewset: foreign rows are neither listed nor found."""

    model: Any
    request: HttpRequest

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        pk = kwargs.get("pk")
        if pk is not None and not visible_to(request.user, self.model.objects.filter(pk=unquote(str(pk)))).exists():
            raise Http404
        super().setup(request, *args, **kwargs)  # type: ignore[misc]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer, and note the look if it is one at personal data: before anybody sees it."""
        response = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        note_view(self, request, response)
        return response

    def _scoped(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        # History and usage views list other models than their own: those hang on the row found above.
        return visible_to(self.request.user, queryset) if getattr(queryset, "model", None) is self.model else queryset

    def get_base_queryset(self) -> QuerySet[Any]:
        return self._scoped(super().get_base_queryset())  # type: ignore[misc]

    def get_queryset(self) -> QuerySet[Any]:
        return self._scoped(super().get_queryset())  # type: ignore[misc]

    def get_object_list(self) -> QuerySet[Any]:
        return self._scoped(super().get_object_list())  # type: ignore[misc]

    def get_objects(self, pks: list[Any]) -> QuerySet[Any]:
        return self._scoped(super().get_objects(pks))  # type: ignore[misc]


def tenant_scoped(view_class: type) -> type:
    """`view_class` with the tenant's scope in front of it."""
    if issubclass(view_class, TenantScopedView):
        return view_class
    return type(f"Tenant{view_class.__name__}", (TenantScopedView, view_class), {"__module__": view_class.__module__})


class JoinedRowsView:
    """Mixed into every list: what its columns show of other tables comes with the rows, not once for each."""

    model: Any
    list_display: Any

    def get_base_queryset(self) -> QuerySet[Any]:
        queryset: QuerySet[Any] = super().get_base_queryset()  # type: ignore[misc]
        deferred, _is_deferred = queryset.query.deferred_loading
        names = {name for entry in self.list_display or () if (name := _foreign_key(self.model, entry))}
        return queryset.select_related(*sorted(names)) if names and not deferred else queryset


def _foreign_key(model: Any, entry: Any) -> str:
    """The foreign key of `model` that a column of a list reads; empty if it reads none."""
    read = getattr(entry, "accessor", None) or getattr(entry, "name", entry)
    name = read.partition("__")[0].partition(".")[0] if isinstance(read, str) else ""
    try:
        return name if name and isinstance(model._meta.get_field(name), ForeignKey) else ""
    except FieldDoesNotExist:
        return ""


def joined_rows(view_class: type) -> type:
    """`view_class`, if it is a list, with its rows joined."""
    if not issubclass(view_class, IndexView) or issubclass(view_class, JoinedRowsView):
        return view_class
    return type(view_class.__name__, (JoinedRowsView, view_class), {"__module__": view_class.__module__})


class _ScopedConstruction:
    """Puts the scope into each view a viewset constructs."""

    def construct_view(self, view_class: type, **kwargs: Any) -> Any:
        return super().construct_view(tenant_scoped(joined_rows(view_class)), **kwargs)  # type: ignore[misc]


class TenantSnippetChooserViewSet(_ScopedConstruction, SnippetChooserViewSet):
    """Chooser of a tenant's snippet."""


class TenantModelViewSet(_ScopedConstruction, ModelViewSet):
    """Admin of a tenant-owned model without revisions. Set `model`, `icon`, `list_display` … as in Wagtail.

    The model's ``panels`` must hold ``SitePanel()``: it is hidden from users of one association.
    """

    copy_view_enabled = False
    add_to_admin_menu = False

    def get_form_class(self, for_update: bool = False) -> type:
        return _tenant_form(super().get_form_class(for_update))


class TenantSnippetViewSet(_ScopedConstruction, SnippetViewSet):
    """Admin of a tenant-owned snippet (revisions, drafts, preview, history as the model's mixins say)."""

    copy_view_enabled = False
    chooser_viewset_class = TenantSnippetChooserViewSet

    def get_form_class(self, for_update: bool = False) -> type:
        return _tenant_form(super().get_form_class(for_update))


class UnionModelViewSet(ModelViewSet):
    """Admin of rows the Union keeps for everybody (code lists, programmes): plain permissions, Union only."""

    copy_view_enabled = False
    add_to_admin_menu = False

    def construct_view(self, view_class: type, **kwargs: Any) -> Any:
        return super().construct_view(joined_rows(view_class), **kwargs)


def _tenant_form(form_class: type) -> type:
    if issubclass(form_class, TenantModelForm):
        return form_class
    return type(form_class.__name__, (TenantModelForm, form_class), {"__module__": form_class.__module__})
