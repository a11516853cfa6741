"""Ways to a place of an issue in Wagtail's editor."""

from typing import Any

from django.urls import reverse


def link_to(issue: Any, place: str) -> str:
    """The address that opens the editor of `issue` at `place` (``lead``, ``body.<id of the block>.heading``).

    An issue that was never saved has no editor yet: only the place on the present page is left.
    """
    edit = reverse("wagtailadmin_pages:edit", args=[issue.pk]) if issue.pk else ""
    return f"{edit}#:w:contentpath={place}" if place else edit
