"""Ways to a place of an issue in Wagtail's editor."""

from typing import Any

from django.urls import reverse

MARK = "#:w:contentpath="
"""Wagtail's editor opens the tab and the block of what follows, and goes there."""


def link_to(issue: Any, place: str) -> str:
    """The address that opens the editor of `issue` at `place` (``lead``, ``body.<id of the block>.heading``)."""
    return f"{reverse('wagtailadmin_pages:edit', args=[issue.pk])}{link_on_page(place)}"


def link_on_page(place: str) -> str:
    """The same for who is on the editor's page already; empty for no place."""
    return f"{MARK}{place}" if place else ""
