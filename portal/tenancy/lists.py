"""What admin lists of several associations' rows share."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from .boundary import is_union_user
from .models import Association


class RememberedOrder:
    """A list comes back in the order its reader chose last; rows that are alike keep their places (`tie_breakers`)."""

    request: HttpRequest
    tie_breakers: tuple[str, ...] = ("-pk",)

    def get_ordering(self) -> Any:
        key = f"ordering:{type(self).__name__}"
        valid = self.get_valid_orderings()  # type: ignore[attr-defined]
        chosen = self.request.GET.get("ordering")
        if chosen in valid:
            self.request.session[key] = chosen
            return chosen
        saved = self.request.session.get(key)
        return saved if saved in valid else super().get_ordering()  # type: ignore[misc]

    def order_queryset(self, queryset: Any) -> Any:
        ordered = super().order_queryset(queryset)  # type: ignore[misc]
        return ordered.order_by(*ordered.query.order_by, *self.tie_breakers)


class OfWhom:
    """A column that says whose each row is, for those who see several associations: the Union."""

    request: HttpRequest

    @cached_property
    def is_union(self) -> bool:
        return is_union_user(self.request.user)

    @cached_property
    def _names(self) -> dict[int, str]:
        return dict(Association.objects.values_list("site", "short_name"))

    def of_whom(self) -> list[Column]:
        """The column, or nothing for people of one association."""
        if not self.is_union:
            return []
        return [Column("site", label=_("Association"), accessor=lambda row: self._names.get(row.site_id, ""))]
