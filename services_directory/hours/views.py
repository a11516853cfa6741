"""The editor's paste box: Czech text comes in, rows go out, with what couldn't be read."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.permissions import policy_registry

from portal.core.keys import typed_key

from . import rows
from .czech_text import read_czech
from .fields import today
from .typed import Typed

NAME = "opening_hours"


@require_POST
def read_hours(request: HttpRequest) -> HttpResponse:
    """Rows for the pasted `text`, and `unread`, what of it couldn't be read, verbatim.

    The rows are HTML of the form's parts of which the text speaks: `week` and `holidays` to replace, `dated` to be
    added after the `count` exceptions that are there. For whoever may add or change services; nothing is stored.
    """
    from ..models import Service

    policy = policy_registry.get_by_type(Service)
    if not policy.user_has_any_permission(request.user, {"add", "change"}):
        raise PermissionDenied
    reading = read_czech(request.POST.get("text", ""))
    schedule = reading.schedule.from_day(today())
    hours = rows.shown(NAME, Typed.of(schedule), first_dated=typed_key(request.POST.get("count")) or 0)
    answer: dict[str, object] = {"unread": reading.unread, "message": _message(schedule.is_empty, reading.unread)}
    templates = {"week": any(schedule.week), "holidays": schedule.holidays is not None, "dated": bool(schedule.dated)}
    for section, is_read in templates.items():
        if is_read:
            template = f"services_directory/admin/hours_{section}.html"
            answer[section] = render_to_string(template, {"hours": hours}, request)
    return JsonResponse(answer)


def _message(is_empty: bool, unread: list[str]) -> str:
    if is_empty:
        return _("Nothing could be read.")
    return _("Read in part. This couldn't be read:") if unread else _("Read. Please check the rows.")
