"""The Union's code list of required points: entries are worded and retired, not deleted (MTG-5)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import URLPattern
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.core.code_list_form import CodeListForm
from portal.tenancy.viewsets import UnionModelViewSet

from ..models.bodies import RequiredPoint

MONTHS = range(1, 13)


class RequiredPointForm(CodeListForm):
    """Months go from 1 to 12, and the last one follows from the first where it isn't given."""

    class Meta:
        model = RequiredPoint
        fields = ["code", "name", "is_opening", "first_month", "last_month", "words", "order", "retired_on"]

    def clean_first_month(self) -> int | None:
        return self._month("first_month")

    def clean_last_month(self) -> int | None:
        return self._month("last_month")

    def _month(self, name: str) -> int | None:
        month: int | None = self.cleaned_data[name]
        if month is not None and month not in MONTHS:
            raise ValidationError(gettext("Months are numbers from 1 to 12."))
        return month

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("last_month") and "first_month" in cleaned and not cleaned["first_month"]:
            self.add_error("first_month", gettext("Say from which month too."))
        return cleaned


class RequiredPointViewSet(UnionModelViewSet):
    model = RequiredPoint
    name = "required_points"
    url_prefix = "meetings/required-points"
    icon = "list-ol"
    menu_label = _("Required points")
    left_out = frozenset({"delete", "usage"})
    list_display = ["name", "is_opening", "first_month", "last_month", "order", "retired_on"]
    list_per_page = 100
    ordering = "order"
    search_fields = ["name", "code"]
    search_backend_name = None

    def get_form_class(self, for_update: bool = False) -> type:
        return RequiredPointForm

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in self.left_out]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        absent = {f"{name}_url_name": None for name in self.left_out}
        return super().get_common_view_kwargs(**{**absent, **kwargs})
