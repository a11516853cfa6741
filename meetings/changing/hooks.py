"""What people are told in the admin where the guard refuses, and how the page's history calls announcements (M9)."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks
from wagtail.admin import messages

from ..enums import AnnouncementKind
from ..models import MeetingPage
from .guard import refuse_unpublishing

LINES = {
    AnnouncementKind.ANNOUNCED: gettext_lazy("Meeting announced"),
    AnnouncementKind.INVITED: gettext_lazy("Mayors invited to the meeting"),
    AnnouncementKind.CHANGED: gettext_lazy("Told of a change of the meeting"),
    AnnouncementKind.MOVED: gettext_lazy("Meeting moved"),
    AnnouncementKind.CANCELLED: gettext_lazy("Meeting cancelled"),
}
REFUSED_IN_BULK = frozenset({"delete", "unpublish", "move"})


@hooks.register("register_log_actions")
def name_lines(actions: Any) -> None:
    """What the page's history calls what was announced."""
    for kind, said in LINES.items():
        actions.register_action(f"meetings.{kind}", said, said)


@hooks.register("before_delete_page")
def keep_announced(request: HttpRequest, page: Any) -> HttpResponseRedirect | None:
    """Before the question whether to delete: what was announced stays, with everything above it."""
    return _refuse(request, [page], "delete", reverse("wagtailadmin_explore", args=(page.get_parent().pk,)))


@hooks.register("before_unpublish_page")
def keep_public(request: HttpRequest, page: Any) -> HttpResponseRedirect | None:
    """Before the question whether to unpublish."""
    return _refuse(request, [page], "unpublish", reverse("wagtailadmin_pages:edit", args=(page.pk,)))


@hooks.register("before_move_page")
def keep_place(request: HttpRequest, page: Any, destination: Any) -> HttpResponseRedirect | None:
    """An announced meeting stays in its list; within it, and with everything above it, it may change its place."""
    if destination.pk == page.get_parent().pk or not isinstance(page.specific, MeetingPage):
        return None
    return _refuse(request, [page], "move", reverse("wagtailadmin_pages:edit", args=(page.pk,)))


@hooks.register("before_bulk_action")
def keep_announced_in_bulk(
    request: HttpRequest, action_type: str, objects: Iterable[Any], view: Any
) -> HttpResponseRedirect | None:
    if action_type not in REFUSED_IN_BULK or not getattr(view.model, "steplen", None):
        return None
    return _refuse(request, list(objects), action_type, view.next_url)


def _refuse(request: HttpRequest, pages: list[Any], action: str, back: str) -> HttpResponseRedirect | None:
    kept = _announced_among(pages, below=action != "move")
    if not kept:
        return None
    if action == "unpublish":
        said = str(refuse_unpublishing())
    elif action == "move":
        said = _("A meeting that has been announced stays in its association's list.")
    else:
        said = ngettext(
            "Nothing has been deleted: a meeting that was announced is kept for good. If it won't be held, cancel it.",
            "Nothing has been deleted: %(count)d meetings that were announced are kept for good. If one of them won't "
            "be held, cancel it.",
            kept,
        ) % {"count": kept}
    messages.error(request, said)
    return redirect(back)


def _announced_among(pages: list[Any], *, below: bool) -> int:
    """How many announced meetings there are among `pages`, and below them if that matters."""
    found = MeetingPage.objects.none()
    for page in pages:
        if page is not None:
            rows = (
                MeetingPage.objects.filter(path__startswith=page.path)
                if below
                else MeetingPage.objects.filter(pk=page.pk)
            )
            found |= rows.filter(announcements__isnull=False)
    return int(found.distinct().count()) if pages else 0
