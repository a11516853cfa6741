"""What people are told in the admin where the guard refuses (V3, N6)."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks
from wagtail.admin import messages

from ..models import NewsletterIssuePage
from ..review.approval import is_approved
from ..sending.recording import RECORDED
from ..sending.standing import submitted_below
from ..sending.voiding import VOIDED
from .newest import newest_text
from .timetable import MISSED


@hooks.register("register_log_actions")
def name_lines(actions: Any) -> None:
    """What the page's history calls our lines."""
    for name, label, said in (
        (VOIDED, gettext_lazy("Approval ended"), gettext_lazy("Edited, so the Union's approval no longer holds")),
        (MISSED, gettext_lazy("Not published"), gettext_lazy("Not published on its day: without the Union's approval")),
        (RECORDED, gettext_lazy("Sent"), gettext_lazy("Went out to readers")),
    ):
        actions.register_action(name, label, said)


@hooks.register("before_publish_page")
def publish_approved_only(request: HttpRequest, page: Any) -> HttpResponseRedirect | None:
    """Between the editor's saving and publishing: text that was changed meanwhile stays a draft, nothing is lost."""
    if not isinstance(page, NewsletterIssuePage) or is_approved(newest_text(page)):
        return None
    messages.warning(
        request,
        _("The changes are saved as a draft. They aren't published: the Union hasn't approved this text yet."),
    )
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_delete_page")
def keep_what_was_submitted(request: HttpRequest, page: Any) -> HttpResponseRedirect | None:
    """Before the question whether to delete: what the Union was sent stays, with everything above it."""
    return _refuse_deleting(request, [page], reverse("wagtailadmin_explore", args=(page.get_parent().pk,)))


@hooks.register("before_bulk_action")
def keep_what_was_submitted_in_bulk(
    request: HttpRequest, action_type: str, objects: Iterable[Any], view: Any
) -> HttpResponseRedirect | None:
    if action_type != "delete" or not getattr(view.model, "steplen", None):
        return None
    return _refuse_deleting(request, list(objects), view.next_url)


def _refuse_deleting(request: HttpRequest, pages: list[Any], back: str) -> HttpResponseRedirect | None:
    pages = [page for page in pages if page is not None]
    kept = submitted_below(pages).count() if pages else 0
    if not kept:
        return None
    said = ngettext(
        "Nothing has been deleted: a newsletter issue that the Union was sent is kept for good.",
        "Nothing has been deleted: %(count)d newsletter issues that the Union was sent are kept for good.",
        kept,
    )
    messages.error(request, said % {"count": kept})
    return redirect(back)
