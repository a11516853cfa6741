"""The desk as it stands on the admin's home page (U1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.ui.components import Component

from ..boundary import is_union_user
from ..desk import SECTIONS, DeskLine, whole_desk

HEADINGS = {
    "mine": pgettext_lazy("desk", "Waits for you"),
    "centre": pgettext_lazy("desk", "Waits for the centre"),
    "period": pgettext_lazy("desk", "This period"),
    "deadlines": pgettext_lazy("desk", "Days ahead"),
    "union": pgettext_lazy("desk", "Waits for the Union"),
}
OF_ALL = {"centre": gettext_lazy("In all centres")}
"""Headings for the Union's people, who see the rows of every centre there."""


@dataclass(frozen=True)
class Section:
    """A part of the desk with its lines; there is no empty one."""

    name: str
    heading: Any
    lines: list[DeskLine]


class DeskPanel(Component):
    """Everything that waits for the user, by section; one panel, whatever features there are."""

    name = "desk"
    template_name = "tenancy/admin/desk.html"
    order = 0

    class Media:
        css = {"all": ["portal/css/desk.css"]}

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def sections(self) -> list[Section]:
        """The sections in which something stands; the Union's first for the Union's people."""
        is_union = is_union_user(self.request.user)
        names = sorted(SECTIONS, key=lambda name: name != "union") if is_union else SECTIONS
        headings = {**HEADINGS, **OF_ALL} if is_union else HEADINGS
        desk = whole_desk(self.request)
        return [Section(name, headings[name], desk[name]) for name in names if desk[name]]

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"sections": self.sections}
