"""Where Wagtail's admin asks before it publishes a meeting, and what people are told there (M2)."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages

from ..models import MeetingPage
from .guard import late_rule
from .guarded import MISSED
from .inviting import FURTHER
from .late import LATE, allow_late, in_words
from .late_form import REASON


@hooks.register("register_log_actions")
def name_lines(actions: Any) -> None:
    """What the page's history calls our lines."""
    for name, label, said in (
        (LATE, gettext_lazy("Late invitation"), gettext_lazy("Let the invitation out late")),
        (MISSED, gettext_lazy("Not published"), gettext_lazy("Not published on its day: too late for the invitation")),
        (FURTHER, gettext_lazy("Further invited"), gettext_lazy("Invited further people")),
    ):
        actions.register_action(name, label, said)


@hooks.register("before_publish_page")
def publish_in_time_only(request: HttpRequest, page: Any) -> HttpResponseRedirect | None:
    """Between the editor's saving and publishing: a typed reason goes on record, without one it stays a draft."""
    if not isinstance(page, MeetingPage):
        return None
    text = page.get_latest_revision_as_object()
    rule = late_rule(text, _day_of(text))
    if rule is None:
        return None
    try:
        allow_late(meeting=text, held_on=rule.held_on, reason=request.POST.get(REASON, ""), user=request.user)
    except (PermissionDenied, ValidationError):
        messages.warning(request, f"{_('The notice is saved as a draft, it is not published.')} {in_words(rule)}")
        return redirect("wagtailadmin_pages:edit", page.pk)
    return None


@hooks.register("before_bulk_action")
def publish_in_time_only_in_bulk(
    request: HttpRequest, action_type: str, objects: Iterable[Any], view: Any
) -> HttpResponseRedirect | None:
    """Publishing many pages at once: none of them where one is late, with its name."""
    if action_type != "publish" or not getattr(view.model, "steplen", None):
        return None
    texts = [page.specific.get_latest_revision_as_object() for page in objects if page is not None]
    late = [text for text in texts if isinstance(text, MeetingPage) and late_rule(text, _day_of(text)) is not None]
    if not late:
        return None
    said = _(
        "Nothing has been published: it is too late for the invitation to %(titles)s. "
        "Open the notice and publish it there."
    )
    messages.error(request, said % {"titles": ", ".join(f"„{text.title}“" for text in late)})
    return redirect(view.next_url)


def _day_of(text: Any) -> Any:
    """The day on which the text would become public; None for today."""
    planned = text.go_live_at
    return timezone.localdate(planned) if planned is not None and planned > timezone.now() else None
