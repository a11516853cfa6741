"""New facts of a meeting on all its pages: the notice, what repeats it, its translations, and drafts that wait (M9)."""

from typing import Any

from wagtail.models import Revision

from ..models import MeetingPage


def store(page: MeetingPage, changed: dict[str, Any], *, user: Any) -> None:
    """Write the fields `changed` to the notice `page`, its translations and their drafts; call it after the line.

    What is live changes at once. A draft that waits stays a draft, with its other edits and in its place of a review
    or the timetable; nothing of it gets out. Pages that repeat one of them follow.
    """
    for each in (page, *_translations(page)):
        waiting = _waiting_draft(each)
        _set(each, changed)
        if waiting is None and each.live:
            revision = each.save_revision(user=user, clean=False, changed=False)
            revision.publish(user=user, log_action=False, skip_permission_checks=True)
            continue
        each.save(clean=False)
        if each.live:
            each.update_aliases()
        if waiting is not None:
            _overwrite(each, waiting, changed)


def _set(page: Any, changed: dict[str, Any]) -> None:
    for name, value in changed.items():
        setattr(page, name, value)


def _translations(page: MeetingPage) -> list[MeetingPage]:
    """Pages in other languages that are no mere copies."""
    pages = MeetingPage.objects.filter(translation_key=page.translation_key, alias_of=None).exclude(pk=page.pk)
    return list(pages.select_for_update(of=("self",)).order_by("pk"))


def _waiting_draft(page: MeetingPage) -> Revision | None:
    """The newest revision, unless readers have exactly that."""
    newest: Revision | None = page.latest_revision
    return newest if newest is not None and newest.pk != page.live_revision_id else None


def _overwrite(page: MeetingPage, draft: Revision, changed: dict[str, Any]) -> None:
    """Let the newest draft say it too. It stays the same revision: a review and the timetable know it."""
    text = draft.as_object()
    _set(text, changed)
    text.save_revision(
        user=draft.user,
        overwrite_revision=draft,
        approved_go_live_at=draft.approved_go_live_at,
        changed=False,
        clean=False,
    )
