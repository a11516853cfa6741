"""Overviews of the administration: a table reckoned in Python that its reader narrows, sorts, leafs and takes away."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, QueryDict
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from portal.core.czech import fold
from portal.core.sorted_tables import SortedTable

from .boundary import is_union_user


class AskingForm(forms.Form):
    """What may be asked of an overview. Nothing is required, and what is wrong is as if it weren't asked."""

    def offer(self, choices: Mapping[str, Iterable[tuple[str, Any]]]) -> None:
        """Set the choices of fields that are known only with the data."""
        for name, offered in choices.items():
            self.fields[name].choices = list(offered)  # type: ignore[attr-defined]

    @property
    def wanted(self) -> dict[str, Any]:
        """What is asked for, of what may be asked."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    @cached_property
    def words(self) -> list[str]:
        return fold(self.cleaned_data.get("q", "")).split()

    def finds(self, name: str) -> bool:
        """Whether `name` has every word that is searched for in ``q``."""
        return all(word in fold(name) for word in self.words)


class OverviewPage(SpreadsheetExportMixin, WagtailAdminTemplateMixin, TemplateView):
    """A page with a form, a sorted table and the same table as a file; for the Union unless `may_look` says more.

    Its class says `model`, `template_name`, `page_title`, `export_filename`; how its `form` is made (`make_form`) and
    the `table`. `page_size` is how many rows a page has, 0 for all.
    """

    header_icon = "table"
    page_size = 0

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.may_look():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def may_look(self) -> bool:
        """Whether the user may see anything here; whose rows is up to the table."""
        return self.is_union

    @cached_property
    def is_union(self) -> bool:
        return is_union_user(self.request.user)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    @cached_property
    def form(self) -> Any:
        """What is asked for, where nothing is said by `preset`."""
        asked = self.request.GET.copy()
        for name, value in self.preset().items():
            asked.setdefault(name, value)
        form = self.make_form(asked)
        form.full_clean()
        return form

    def make_form(self, data: QueryDict) -> forms.Form:
        raise NotImplementedError

    def preset(self) -> dict[str, str]:
        """What the form says where nothing is asked."""
        return {}

    @cached_property
    def table(self) -> SortedTable[Any]:
        """The rows asked for, in the order asked for."""
        raise NotImplementedError

    def name_of(self, row: Any) -> str:
        """What a row is called in the file."""
        return str(row.association.name)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.is_export and self.has_table():
            return self.as_spreadsheet(self.exported_rows(), request.GET["export"])
        return super().get(request, *args, **kwargs)

    def has_table(self) -> bool:
        """Whether there is anything to be shown yet."""
        return True

    def exported_rows(self) -> Sequence[Any]:
        return self.table.rows

    @property
    def list_export(self) -> list[str]:
        return list(self.export_headings)

    @property
    def export_headings(self) -> dict[str, str]:
        """Keys and headings of the file: those of the table."""
        return {column.key: capfirst(str(column.label)) for column in self.table.columns}

    def to_row_dict(self, item: Any) -> OrderedDict[str, Any]:
        values = {column.key: _plain(column.value(item)) for column in self.table.columns}
        return OrderedDict({**values, "name": self.name_of(item)})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {**super().get_context_data(**kwargs), "form": self.form, "is_union": self.is_union}
        if not self.has_table():
            return context
        return {
            **context,
            "table": self.table,
            "ordering": self.request.GET.get("ordering", ""),
            **(self._leaf() if self.page_size else {}),
        }

    def _leaf(self) -> dict[str, Any]:
        """The page of the table that is asked for, as Wagtail's navigation wants it."""
        paginator = Paginator(self.table.rows, self.page_size)
        page = paginator.get_page(self.request.GET.get("p"))
        return {
            "page_obj": page,
            "elided_page_range": paginator.get_elided_page_range(page.number),
            "is_paginated": page.has_other_pages(),
        }


def _plain(value: Any) -> Any:
    return round(float(value), 2) if isinstance(value, Decimal) else value
