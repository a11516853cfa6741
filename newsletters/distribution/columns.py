"""Columns of the report: the page, CSV, XLSX and PDF all show these and nothing else."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrPromise

from portal.core.sorted_tables import TableColumn
from portal.core.templatetags.portal import cs_date, spaced

from .lines import Line

NAME = "name"
UNKNOWN = "–"


@dataclass(frozen=True)
class Group:
    """Columns that belong together under one heading."""

    label: "str | StrPromise"
    columns: Sequence[TableColumn]


def _number(key: str, label: "str | StrPromise") -> TableColumn:
    def value(line: Line) -> int:
        found: int = getattr(line.numbers, key)
        return found

    return TableColumn(key, label, value)


def _day(key: str, label: "str | StrPromise") -> TableColumn:
    return TableColumn(key, label, lambda line: getattr(line, key))


MAIL = (
    _number("readers", _("to readers")),
    _number("offices", _("to people in office")),
    _number("delivered", _("delivered")),
    _number("bounced", pgettext_lazy("mails of an issue", "came back")),
    _number("unsubscribed", _("unsubscribed")),
)
PAPER = (
    _number("printed", _("copies printed")),
    _number("brought", _("copies delivered")),
    _number("left_over", _("copies left over")),
    _number("periodicals", _("municipal periodicals")),
)


def groups_of(*, by_association: bool) -> list[Group]:
    """The columns in their groups; the first of them names the row."""
    label = _("association") if by_association else _("issue")
    name = TableColumn(NAME, label, lambda line: line.order, best_first=not by_association)
    if by_association:
        web = (_number("issues", _("issues out")),)
        mail = (_number("mailed", _("issues sent")), *MAIL)
    else:
        web = (_day("web_since", _("since")),)
        mail = (_day("mailed_on", _("sent on")), *MAIL)
    return [Group("", (name,)), Group(_("Web"), web), Group(_("E-mail"), mail), Group(_("On paper"), PAPER)]


def columns_of(groups: Sequence[Group]) -> list[TableColumn]:
    return [column for group in groups for column in group.columns]


def headings(groups: Sequence[Group]) -> OrderedDict[str, str]:
    """Keys and headings of the exported table: a heading says its group too."""
    return OrderedDict(
        (column.key, capfirst(f"{group.label}: {column.label}" if group.label else str(column.label)))
        for group in groups
        for column in group.columns
    )


def exported(line: Line, columns: Sequence[TableColumn]) -> OrderedDict[str, Any]:
    """The values of `line` for each column; the row's own is its label."""
    return OrderedDict((one.key, line.label if one.key == NAME else one.value(line)) for one in columns)


def cells(line: Line, columns: Sequence[TableColumn]) -> list[str]:
    """What people read of `line` beside its label: "1 250", "20. 11. 2026"."""
    return [_written(column.value(line)) for column in columns if column.key != NAME]


def _written(value: Any) -> str:
    if value is None:
        return UNKNOWN
    return spaced(value) if isinstance(value, int) else cs_date(value)
